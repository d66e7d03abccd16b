"""What time does by itself: limits that pass, answers that do not come, notices that end, lists left half done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.casework.actions.carry_out import LEFT_AFTER, take_up_orders
from jiuchuang.apps.casework.actions.recount_days import recount_days
from jiuchuang.apps.casework.actions.sign_list import decide_rows
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.models import Case, NoticeList, SigningList
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.lists import list_chain, notice_value, stored
from jiuchuang.domain.casework.commands import SYSTEM, CloseNotice, Command, Escalate, LapseCorrection
from jiuchuang.domain.casework.notice_list import take_down
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.kernel.problem import Refusal

MOST_A_ROUND = 500
"""Cases of one kind in one round of the clock: half a minute of work on a busy machine, seconds on an idle one."""


@dataclass(frozen=True)
class ClocksRun:
    """How much happened: steps that silence settled, cases lapsed, notices closed, lists taken down, work taken up,
    cases counted anew by a new calendar.
    """

    silences: int = 0
    lapsed: int = 0
    notices_closed: int = 0
    taken_down: int = 0
    resumed: int = 0
    recounted: int = 0


def run_clocks(*, at: datetime, most: int = MOST_A_ROUND) -> ClocksRun:
    """Do what has come due by now; run twice it does nothing twice. Each case is one transaction.

    At most `most` cases of each kind, so that one round is never long; the next one goes on where this one ended.
    """
    on = timezone.localdate(at)
    happened = {Escalate: 0, LapseCorrection: 0, CloseNotice: 0}
    due = Case.objects.filter(clock_on__lt=on).exclude(clock_tried_on=on).order_by("clock_on", "pk")
    for number in list(due.values_list("number", flat=True)[:most]):
        kinds = _run_case(number, on, at)
        if not kinds:  # whatever holds it up, it does not hold up the others
            Case.objects.filter(number=number).update(clock_tried_on=on)
        for kind in kinds:
            happened[kind] += 1
    return ClocksRun(
        happened[Escalate],
        happened[LapseCorrection],
        happened[CloseNotice],
        take_down_due(at=at),
        _resume(at, most),
        recount_days(at=at, most=most),
    )


@transaction.atomic
def _run_case(number: str, on: date, at: datetime) -> list[type[Command]]:
    """Let time act on one case until nothing more runs out today."""
    case = Case.objects.select_for_update(of=("self",)).get(number=number)
    procedure = procedures()[case.procedure, case.procedure_version]
    happened: list[type[Command]] = []
    state = state_of(number)
    assert state is not None
    for command in _due(state, procedure, on):
        done = take_further(number=number, command=command, account=None, at=at)
        if not isinstance(done, Refusal) and done.events:
            happened.append(type(command))
    return happened


def _due(state: CaseState, procedure: Procedure, on: date) -> Iterable[Command]:
    """What time may do; the engine refuses what has not come due."""
    if state.correction is not None:
        at_round = f"{state.correction.node}:{state.correction.round}"
        yield LapseCorrection(key=f"clock:lapse:{at_round}", actor=SYSTEM)
        return
    for run in state.open_runs():
        node = procedure.node(run.node)
        key = f"clock:{run.node}:{run.round}:{len(run.earlier_clocks)}"
        publication = run.publication
        if publication is not None and on > publication.ends_on:
            if all(one.upheld is not None for one in publication.objections):
                yield CloseNotice(key=key, actor=SYSTEM, node=run.node)
        elif node.silence not in (None, "none"):
            yield Escalate(key=key, actor=SYSTEM, node=run.node)


def take_down_due(*, at: datetime) -> int:
    """Take down every list whose last day is over; how many there were."""
    on = timezone.localdate(at)
    numbers = NoticeList.objects.filter(taken_down_on__isnull=True, ends_on__lt=on)
    return sum(_take_down(number, on, at) for number in list(numbers.values_list("number", flat=True)))


@transaction.atomic
def _take_down(number: str, on: date, at: datetime) -> int:
    row = NoticeList.objects.select_for_update(of=("self",)).get(number=number)
    value = take_down(notice_value(row), on=on)
    if isinstance(value, Refusal):
        return 0
    row.content, row.digest = stored(value)
    row.taken_down_on = on
    row.save(update_fields=["content", "digest", "taken_down_on"])
    told = {"digest": row.digest}
    record(chain=list_chain(number), kind="NoticeTakenDown", actor=MACHINE, at=at, content=told)
    return 1


def _resume(at: datetime, most: int) -> int:
    untouched = Q(touched_at__lt=at - LEFT_AFTER) | Q(touched_at=None, signed_at__lt=at - LEFT_AFTER)
    left = SigningList.objects.filter(untouched, state="signed")
    numbers = list(left.values_list("number", flat=True))
    for number in numbers:
        if decide_rows(number=number, at=at, most=most).left:
            SigningList.objects.filter(number=number).update(touched_at=None)
    return len(numbers) + take_up_orders(at=at, most=most)
