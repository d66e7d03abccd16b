"""Being in force as trees, for whoever asks the solver: the same days as `Validity.covers` says surely yes to."""

from __future__ import annotations

from datetime import date

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE
from jiuchuang.domain.rules.pack import PREVAILS, Programme


def in_force_nodes(programme: Programme) -> tuple[Node, ...]:
    """Tests that all hold when the programme surely applies on the day that counts; none for a first day not known."""
    validity = programme.validity
    by_event = programme.applies_by == "event" and programme.event_on is not None
    day = tree.Fact(DATE, programme.event_on or "") if by_event else tree.AsOf(DATE)
    others = [one.period for one in validity.rivals if one.says != PREVAILS]
    outside = (tree.Not(BOOL, tree.AllOf(BOOL, _within(day, period))) for period in others)
    return (*_within(day, (validity.from_on, validity.to_on)), *outside)


def _within(day: Node, days: Period | tuple[date | None, date | None]) -> tuple[Node, ...]:
    first, last = (days.first, days.last) if isinstance(days, Period) else days
    ends = ((">=", first), ("<=", last))
    return tuple(tree.Compare(BOOL, op, day, tree.Constant(DATE, end)) for op, end in ends if end is not None)
