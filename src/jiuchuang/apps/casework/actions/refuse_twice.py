"""Nobody is approved or paid twice for one matter because the registers held two records of them."""

from __future__ import annotations

from collections.abc import Iterable

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.same_subject import rivals_of
from jiuchuang.apps.people.actions.hold_subject import hold_subject
from jiuchuang.domain.casework.events import Decided, Event, HandedOver
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Place, Problem


def refuse_twice(case: Case, events: Iterable[Event]) -> Problem | None:
    """Why these events of a case may not happen: another case of the same matter and subject is approved, or paid.

    Holds the subject in the registers until the transaction ends, so that two decisions wait for each other, and a
    merger waits for both. A refusal is never held up.
    """
    happenings = [event.happening for event in events]
    approves = any(isinstance(one, Decided) and one.approved for one in happenings)
    pays = any(isinstance(one, HandedOver) for one in happenings)
    if not approves and not pays:
        return None
    kind, _, number = (case.about or case.applicant).partition(":")
    hold_subject(kind, number)
    rivals = list(rivals_of(case))
    paid = next((one for one in rivals if one.is_handed_over), None)
    if pays and paid is not None:
        message = f"同一人（单位）合并登记前的另一件{paid.number}已经提交支付同一项目，这一件不能再付"
        return Problem("paid-under-other", message, Place("batch"), "请按复议程序改变这一件的决定")
    if approves and rivals:
        other = rivals[0]
        when = format_day(other.decided_on)
        message = f"同一人（单位）合并登记前的另一件{other.number}已于{when}批准同一项目，不能再批准这一件"
        hint = "核实后不予批准；两条登记其实不是同一个的，先撤销合并认定"
        return Problem("decided-under-other", message, Place("approved"), hint)
    return None
