"""For whom the rows of a relation are known to lack none: by a word about a unit, or about the subject itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from jiuchuang.apps.org.models import UnitClosure
from jiuchuang.apps.org.queries import on_day
from jiuchuang.apps.people.models import Coverage, Registered

LEDGER = "payments"
"""Our own ledger lacks no row, for anybody."""


@dataclass(frozen=True)
class Completeness:
    """Units of which a relation, seen from a key column, lists everything."""

    units: dict[tuple[str, str], frozenset[int]]

    def of(self, relation: str, end: str, subject: Registered) -> bool:
        """Whether no row of the subject is missing."""
        return relation == LEDGER or self.says(relation, end, subject.unit_id, subject.complete)

    def says(self, relation: str, end: str, unit_id: int, own: Collection[str]) -> bool:
        """The same of somebody of the unit, `own` being the relations in which he is known to be complete himself."""
        if relation == LEDGER or relation in own:
            return True
        return unit_id in self.units.get((relation, end), frozenset())


def completeness(on: date) -> Completeness:
    """What has been said of the day; a word about a unit is one about all that lie below it now.

    Subjects are registered where they belong now, whatever day is asked about, so the tree of now is theirs.
    """
    words = list(Coverage.objects.filter(on_day(on)).values_list("relation", "end", "unit_id"))
    below: dict[int, set[int]] = {unit: {unit} for _, _, unit in words}
    if words:
        rows = UnitClosure.objects.filter(to_on__isnull=True, ancestor_id__in=list(below))
        for ancestor, descendant in rows.values_list("ancestor_id", "descendant_id"):
            below[ancestor].add(descendant)
    units: dict[tuple[str, str], frozenset[int]] = {}
    for relation, end, unit in words:
        key = (relation, end)
        units[key] = units.get(key, frozenset()) | below[unit]
    return Completeness(units)
