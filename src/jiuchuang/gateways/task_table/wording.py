"""Titles, columns and cell texts that the Excel and the Word table share."""

from __future__ import annotations

import re

from jiuchuang.domain.documents import Document
from jiuchuang.domain.documents.tasks import TaskRow

TABLE_NAME = "重点任务分工表"
COLUMNS = ("序号", "条款", "任务", "量化指标", "牵头（责任）单位", "配合（协办）单位", "时限", "进展", "佐证")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def table_title(document: Document) -> str:
    """《…》重点任务分工表, or the bare name where the document has no title."""
    title = document.metadata.title
    return f"《{title}》{TABLE_NAME}" if title else TABLE_NAME


def source_line(document: Document) -> str:
    """What the table was drawn from: issuer, number and day, each only if the text has it."""
    metadata = document.metadata
    known = [metadata.issuer, metadata.number, _day(metadata.issued_on)]
    parts = [part for part in known if part]
    source = "，".join(parts) if parts else "所读文件（文中无发文机关、字号和日期）"
    return f"依据：{source}。单位、指标和时限均摘自原文；空格处原文未作规定。"


def cells(row: TaskRow) -> tuple[str, ...]:
    """The cell texts of one row, in the order of `COLUMNS`; progress and evidence are left to fill in."""
    task = f"{row.heading}。{row.task}" if row.heading and row.task else row.task or row.heading
    return (
        str(row.number),
        row.locator,
        task,
        "\n".join(row.indicators),
        _listed(row.lead),
        _listed(row.support),
        "；".join(row.due),
        "",
        "",
    )


def _listed(names: tuple[str, ...]) -> str:
    """甲、乙等部门: an open set follows the last name without a comma."""
    return "、".join(names).replace("、等", "等")


def doubts(document: Document) -> tuple[tuple[str, str, str], ...]:
    """What a person should check: kind, place, words."""
    repairs = [
        ("疑似缺损", f"“{repair.text}”", f"建议核对为“{repair.proposal}”（未改动原文）")
        for repair in document.repairs
    ]
    problems = [
        ("需核对", f"原文第{problem.place.line}行" if problem.place.line else "全文", problem.message)
        for problem in document.problems
        if problem.code != "damaged-token"
    ]
    return (*repairs, *problems)


def _day(iso: str | None) -> str | None:
    """2018-04-13 → 2018年4月13日."""
    match = _DAY.fullmatch(iso) if iso else None
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else iso
