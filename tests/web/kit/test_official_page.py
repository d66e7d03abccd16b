"""An official paper within a page: whole, escaped, with headings in order."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from gateways.letters.examples import CORRECTION, LETTER, NOTICE, ONE_TIME, RECEIPT
from jiuchuang.gateways.letters.decision import decision_sheet
from jiuchuang.gateways.letters.notices import notice_sheet, one_time_sheet
from jiuchuang.gateways.letters.slips import correction_sheet, receipt_sheet
from jiuchuang.web.kit.official_page import official_page

SHEETS = [
    decision_sheet(LETTER),
    notice_sheet(NOTICE),
    one_time_sheet(ONE_TIME),
    receipt_sheet(RECEIPT),
    correction_sheet(CORRECTION),
]


def read(page: str) -> str:
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", page)))


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_page_says_what_the_paper_says_in_its_order(sheet):
    assert read(official_page(sheet)) == re.sub(r"\s", "", "".join(sheet.texts()))


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_style_within_and_one_title(sheet):
    page = official_page(sheet, heading_level=1)
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert ("<svg" in page) == bool(sheet.code)


def test_what_people_wrote_is_not_markup():
    page = official_page(decision_sheet(replace(LETTER, applicant="<script>甲</script>&")))
    assert "<script" not in page
    assert "&lt;script&gt;甲&lt;/script&gt;&amp;" in page
