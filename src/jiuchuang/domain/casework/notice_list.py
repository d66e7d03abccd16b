"""A published list (公示名单): rows of many cases, masked; an objection stops its own row and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from jiuchuang.domain.casework.calendar import WorkCalendar, add_working_days
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

RowStanding = Literal["clear", "objected", "upheld"]

_FULL_NUMBER = re.compile(r"(?<![\dXx*])(?:\d{15}|\d{17}[\dXx]|1\d{10}|\d{16,19})(?![\dXx*])")
"""A resident id, a mobile number or an account that was not masked."""


@dataclass(frozen=True)
class NoticeRow:
    """One published line: the case, the masked words the caller wants shown, and the amount in fen (None: no money)."""

    case: str
    display: str
    amount_fen: int | None = None


@dataclass(frozen=True)
class RowObjection:
    """An objection against one row; `upheld` is None until it is settled."""

    id: str
    case: str
    raised_on: date
    reasons: str
    upheld: bool | None = None
    settled_on: date | None = None
    findings: str = ""


@dataclass(frozen=True)
class NoticeList:
    """A list as published on `opened_on`; it runs through the whole of `ends_on`, and comes down after that."""

    id: str
    rows: tuple[NoticeRow, ...]
    opened_on: date
    ends_on: date
    assumed_years: tuple[int, ...]
    objections: tuple[RowObjection, ...] = ()
    taken_down_on: date | None = None

    def standing(self, case: str) -> RowStanding:
        """Whether a row is clear, waits for an objection to be settled, or was rightly objected to."""
        settled = [one.upheld for one in self.objections if one.case == case]
        if None in settled:
            return "objected"
        return "upheld" if True in settled else "clear"

    def clear_cases(self, on: date) -> tuple[str, ...]:
        """The cases that may go on: none while the notice runs, afterwards every one without a pending objection."""
        if on <= self.ends_on:
            return ()
        return tuple(row.case for row in self.rows if self.standing(row.case) == "clear")

    def shown_rows(self, on: date) -> tuple[NoticeRow, ...]:
        """What the public may still see: nothing before, after the end, or once it was taken down."""
        runs = self.opened_on <= on <= self.ends_on and self.taken_down_on is None
        return self.rows if runs else ()


def publish(
    list_id: str, rows: Iterable[NoticeRow], *, on: date, working_days: int, calendar: WorkCalendar
) -> NoticeList | Refusal:
    """Publish rows for that many working days, the day itself not counted."""
    lines, place = tuple(rows), Place(list_id)
    problems = [] if lines else [Problem("no-rows", "公示名单是空的", place)]
    seen: set[str] = set()
    for row in lines:
        if row.case in seen:
            problems.append(Problem("row-twice", f"“{row.case}”在名单里出现两次", place))
        seen.add(row.case)
        if not row.display.strip():
            problems.append(Problem("row-empty", f"“{row.case}”没有写公示内容", place))
        if _FULL_NUMBER.search(row.display):
            hint = "公示内容只能用遮盖后的号码"
            problems.append(
                Problem("not-masked", f"“{row.case}”的公示内容含完整的证件号、电话或账号", place, hint)
            )
    if problems:
        return Refusal(tuple(problems))
    ends = add_working_days(calendar, on, working_days)
    return NoticeList(list_id, lines, on, ends.day, ends.assumed_years)


def object_to_row(
    notice: NoticeList, objection_id: str, case: str, reasons: str, *, on: date
) -> NoticeList | Refusal:
    """异议 against one row, while the notice runs."""
    problems = []
    if all(row.case != case for row in notice.rows):
        problems.append(("unknown-row", f"名单里没有“{case}”"))
    if any(one.id == objection_id for one in notice.objections):
        problems.append(("objection-twice", f"异议编号“{objection_id}”已经用过"))
    if not reasons.strip():
        problems.append(("words-missing", "请写明异议理由"))
    if not notice.opened_on <= on <= notice.ends_on or notice.taken_down_on is not None:
        problems.append(("notice-ended", f"公示期为{notice.opened_on}至{notice.ends_on}，现在不能提出异议"))
    if problems:
        return _refused(notice, problems)
    return replace(notice, objections=(*notice.objections, RowObjection(objection_id, case, on, reasons)))


def settle_row(
    notice: NoticeList, objection_id: str, *, upheld: bool, findings: str, on: date
) -> NoticeList | Refusal:
    """异议处理 of one row, also after the notice has ended."""
    problems = []
    known = next((one for one in notice.objections if one.id == objection_id), None)
    if known is None:
        problems.append(("unknown-objection", f"没有“{objection_id}”这件异议"))
    elif known.upheld is not None:
        problems.append(("objection-settled", f"异议“{objection_id}”已经处理"))
    if not findings.strip():
        problems.append(("words-missing", "请写明核实情况"))
    if problems:
        return _refused(notice, problems)
    objections = tuple(
        replace(one, upheld=upheld, settled_on=on, findings=findings) if one.id == objection_id else one
        for one in notice.objections
    )
    return replace(notice, objections=objections)


def take_down(notice: NoticeList, *, on: date) -> NoticeList | Refusal:
    """撤下 after the end; open objections do not keep names in public."""
    problems = []
    if on <= notice.ends_on:
        problems.append(("notice-running", f"公示到{notice.ends_on}为止，次日起撤下"))
    if notice.taken_down_on is not None:
        problems.append(("taken-down", f"名单已于{notice.taken_down_on}撤下"))
    return _refused(notice, problems) if problems else replace(notice, taken_down_on=on)


def _refused(notice: NoticeList, problems: list[tuple[str, str]]) -> Refusal:
    return Refusal(tuple(Problem(code, message, Place(notice.id)) for code, message in problems))
