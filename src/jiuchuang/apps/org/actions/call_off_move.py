"""Call off a move that was planned and has not begun."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuchuang.apps.org.actions.drawn_tree import (
    draw_closure,
    link_of,
    lock_tree,
    not_allowed,
    not_lasting,
    tell,
)
from jiuchuang.apps.org.actions.place_unit import UnitPlaced
from jiuchuang.apps.org.mergers.queries import PlannedMove, planned_move
from jiuchuang.apps.org.models import Unit, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.organisation.tree import Link, would_go_round


@transaction.atomic
def call_off_move(*, access: Access, unit: Unit, reason: str, at: datetime) -> UnitPlaced | Refusal:
    """The unit stays where it stands, as if the move had never been planned; the records tell both."""
    lock_tree(unit)
    plan = planned_move(unit, access.on)
    if plan is None:
        return Refusal((Problem("no-move-planned", f"“{unit.name}”没有定下的调整", Place("unit")),))
    problems = faults_of_calling_off(access, plan)
    if not reason.strip():
        problems.append(Problem("reason-missing", "请写明为什么取消", Place("reason")))
    if problems:
        return Refusal(tuple(problems))
    on, parent = plan.after.from_on, plan.after.parent
    plan.after.delete()
    UnitLink.objects.filter(pk=plan.before.pk).update(to_on=None)
    draw_closure()
    tell(access, at, "unit-move-called-off", unit, on, parent=parent.code, reason=reason.strip())
    return UnitPlaced(unit, on)


def faults_of_calling_off(access: Access, plan: PlannedMove) -> list[Problem]:
    """Why the unit cannot stay where it stands; nothing is changed.

    A unit that goes over with the merger of its parent stays only when the merger is taken back.
    """
    unit, parent = plan.before.unit, plan.before.parent
    problems = [*not_allowed(access, unit, "unit"), *not_lasting(parent, plan.after.from_on, "unit")]
    kept = map(link_of, UnitLink.objects.exclude(pk__in=(plan.before.pk, plan.after.pk)))
    if would_go_round(kept, Link(unit.pk, parent.pk, Period(plan.before.from_on, None))):
        problems.append(
            Problem("unit-circle", f"“{parent.name}”已定在“{unit.name}”的下级之下", Place("unit"))
        )
    return problems
