"""The papers as files. Word can be changed before it is sealed; PDF is for archives and for reading."""

from __future__ import annotations

from typing import Literal

from jiuchuang.gateways.letters.data import (
    CorrectionData,
    LetterData,
    NoticeData,
    OneTimeNoticeData,
    ReceiptData,
)
from jiuchuang.gateways.letters.decision import decision_sheet
from jiuchuang.gateways.letters.notices import notice_sheet, one_time_sheet
from jiuchuang.gateways.letters.pdf import pdf
from jiuchuang.gateways.letters.sheet import Sheet
from jiuchuang.gateways.letters.slips import correction_sheet, receipt_sheet
from jiuchuang.gateways.letters.word import word

Format = Literal["docx", "pdf"]
CONTENT_TYPES: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What to tell a browser about each."""


def as_file(sheet: Sheet, format: Format) -> bytes:
    """A sheet as a file. PDF raises Unprintable for a character that no face of this machine has."""
    return word(sheet) if format == "docx" else pdf(sheet)


def decision_letter(data: LetterData, format: Format) -> bytes:
    """决定书."""
    return as_file(decision_sheet(data), format)


def receipt_slip(data: ReceiptData, format: Format) -> bytes:
    """受理回执."""
    return as_file(receipt_sheet(data), format)


def correction_notice(data: CorrectionData, format: Format) -> bytes:
    """补正告知书."""
    return as_file(correction_sheet(data), format)


def notice_list(data: NoticeData, format: Format) -> bytes:
    """公示名单."""
    return as_file(notice_sheet(data), format)


def one_time_notice(data: OneTimeNoticeData, format: Format) -> bytes:
    """一次性告知书."""
    return as_file(one_time_sheet(data), format)
