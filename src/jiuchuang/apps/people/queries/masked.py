"""Personal data of registered subjects as an account may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jiuchuang.apps.org.models import UnitClosure
from jiuchuang.apps.org.queries import Access, office_pack, on_day
from jiuchuang.domain.kernel.masking import (
    mask_account,
    mask_address,
    mask_name,
    mask_phone,
    mask_resident_id,
)
from jiuchuang.domain.organisation.grants import fields_seen

MASKS = {
    "name": mask_name,
    "resident_id": mask_resident_id,
    "phone": mask_phone,
    "account": mask_account,
    "address": mask_address,
}
"""Fields of a person that are hidden from those whose role does not show them (`sees` in roles.yaml)."""


@dataclass(frozen=True)
class Masks:
    """What an account sees without a mask on rows of some units; made once for a page, with one query."""

    seen: dict[int, frozenset[str]]

    def sees(self, unit_id: int, field: str) -> bool:
        """Whether the field is shown whole on rows of the unit."""
        return field in self.seen.get(unit_id, frozenset())

    def show(self, unit_id: int, field: str, value: str | None) -> str:
        """The value of a personal field, whole or masked; empty where there is none."""
        if not value or self.sees(unit_id, field):
            return value or ""
        return MASKS[field](value)

    def hidden(self, unit_id: int) -> tuple[str, ...]:
        """Fields that are masked on rows of the unit."""
        return tuple(field for field in MASKS if not self.sees(unit_id, field))


def masks_for(access: Access, unit_ids: Collection[int] | Iterable[int]) -> Masks:
    """The masks of an account over rows of the units."""
    wanted = set(unit_ids)
    above: dict[int, set[int]] = {unit: set() for unit in wanted}
    rows = UnitClosure.objects.filter(on_day(access.on), descendant_id__in=wanted)
    for descendant, ancestor in rows.values_list("descendant_id", "ancestor_id"):
        above[descendant].add(ancestor)
    roles = office_pack().roles
    return Masks({unit: fields_seen(access.grants, roles, units, access.on) for unit, units in above.items()})
