"""Take a merger back, one to come or one that was wrong: the unit stands again as if it had not been merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.org.actions.drawn_tree import draw_closure, link_of, lock_tree, not_allowed, tell
from jiuchuang.apps.org.mergers.queries import Merger, merger_of
from jiuchuang.apps.org.models import Succession, Unit, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.organisation.tree import Link, would_go_round


@dataclass(frozen=True)
class UnitRestored:
    """The unit stands below `parent` again, and `back` lie below it as before."""

    unit: Unit
    parent: Unit
    back: tuple[Unit, ...]


@transaction.atomic
def restore_unit(*, access: Access, unit: Unit, reason: str, at: datetime) -> UnitRestored | Refusal:
    """The merger is taken off the tree; the chain of records keeps that it was, and that it was taken back.

    What lay below the unit lies there again, but for what was moved elsewhere since: this stays where it went, from
    the day on which it went. What was decided, entered and granted meanwhile stays as it is.
    """
    lock_tree(unit)
    merger = merger_of(unit)
    if merger is None:
        return Refusal((Problem("unit-not-merged", f"“{unit.name}”没有撤并", Place("unit")),))
    problems = faults_of_restoring(access, merger)
    if not reason.strip():
        problems.append(Problem("reason-missing", "请写明为什么恢复", Place("reason")))
    if problems:
        return Refusal(tuple(problems))
    for one in merger.handed:
        one.after.delete()  # before the other is opened: a unit has one open link
        UnitLink.objects.filter(pk=one.before.pk).update(to_on=one.after.to_on)
    UnitLink.objects.filter(pk=merger.link.pk).update(to_on=None)
    Succession.objects.filter(predecessor=unit).delete()
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    draw_closure()
    back = tuple(one.unit for one in merger.handed if one.after.to_on is None)
    tell(
        access,
        at,
        "unit-restored",
        unit,
        merger.on,
        from_unit=merger.into.code,
        parent=merger.link.parent.code,
        below=[one.code for one in back],
        reason=reason.strip(),
    )
    return UnitRestored(unit, merger.link.parent, back)


def faults_of_restoring(access: Access, merger: Merger) -> list[Problem]:
    """Why the merger cannot be taken back; nothing is changed."""
    unit, parent = merger.unit, merger.link.parent
    problems = [*not_allowed(access, unit, "unit"), *not_allowed(access, parent, "unit")]
    gone = {one.pk: one for one in (merger.into, parent) if one.closed_on is not None}
    gone |= {one.unit.pk: one.unit for one in merger.handed if one.unit.closed_on is not None}
    problems += [
        Problem("unit-gone-since", f"“{one.name}”后来也定了撤并，请先恢复它", Place("unit"))
        for one in gone.values()
    ]
    if _goes_round(merger):
        problems.append(
            Problem(
                "unit-circle", f"“{parent.name}”现在在“{unit.name}”的下级之下，请先调整隶属", Place("unit")
            )
        )
    return problems


def _goes_round(merger: Merger) -> bool:
    """Whether the unit, put back, would come to lie below itself through what was moved since."""
    ends = {one.before.pk: one.after.to_on for one in merger.handed}
    left_out = {merger.link.pk, *(one.after.pk for one in merger.handed)}
    kept = []
    for row in UnitLink.objects.exclude(pk__in=left_out):
        row.to_on = ends.get(row.pk, row.to_on)
        kept.append(link_of(row))
    own = Link(merger.unit.pk, merger.link.parent_id, Period(merger.on, None))
    return would_go_round(kept, own) is not None
