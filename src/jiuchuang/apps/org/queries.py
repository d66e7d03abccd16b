"""Reading the organisation: what lies below what on a day, and what an account may do where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from django.db.models import Q, QuerySet

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.org.models import Account, Grant, Unit, UnitClosure
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import Held, Wish, fields_seen, may, units_with
from jiuchuang.domain.organisation.roles_file import OfficePack, load_office_pack
from jiuchuang.gateways.pack_store import read_pack_files


@cache
def office_pack() -> OfficePack:
    """Roles and kinds of offices as shipped."""
    pack, problems = load_office_pack(read_pack_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return pack


def on_day(on: date) -> Q:
    """Rows with `from_on` and `to_on` that hold on the day."""
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def units_above(unit_id: int, on: date) -> frozenset[int]:
    """The unit and all units above it on the day."""
    rows = UnitClosure.objects.filter(on_day(on), descendant_id=unit_id)
    return frozenset(rows.values_list("ancestor_id", flat=True))


def units_below(unit_ids: Iterable[int], on: date) -> QuerySet[Unit]:
    """The units and everything below them on the day."""
    rows = UnitClosure.objects.filter(on_day(on), ancestor_id__in=list(unit_ids))
    return Unit.objects.filter(pk__in=rows.values("descendant_id"))


@dataclass(frozen=True)
class Access:
    """What one account may do on one day; grants are read once."""

    account: Account
    on: date

    @property
    def actor(self) -> Actor:
        """The account as records name it."""
        return Actor(self.account.pk, self.account.name)

    @cached_property
    def grants(self) -> tuple[Held, ...]:
        """The grants of the account that hold on the day; none for an account that is switched off."""
        if not self.account.is_active:
            return ()
        rows = Grant.objects.filter(on_day(self.on), account=self.account).select_related("delegated_from")
        return tuple(
            held(row) for row in rows if row.delegated_from is None or _holds(row.delegated_from, self.on)
        )

    def may(self, permission: str, unit_id: int, matter: str = "", amount_fen: int | None = None) -> bool:
        """Whether the account may do it for something that belongs to the unit."""
        wish = Wish(permission, units_above(unit_id, self.on), self.on, matter, amount_fen)
        return may(self.grants, office_pack().roles, wish)

    def units(self, permission: str) -> QuerySet[Unit]:
        """Every unit for whose rows the account has the permission."""
        return units_below(units_with(self.grants, office_pack().roles, permission, self.on), self.on)

    def sees(self, unit_id: int) -> frozenset[str]:
        """Personal fields that it sees without a mask on rows of the unit."""
        return fields_seen(self.grants, office_pack().roles, units_above(unit_id, self.on), self.on)

    @property
    def permissions(self) -> frozenset[str]:
        """Everything that it may do somewhere."""
        roles = office_pack().roles
        return frozenset(
            permission
            for grant in self.grants
            if grant.role in roles
            for permission in roles[grant.role].permissions
        )


def held(row: Grant) -> Held:
    """A grant as the rules of access see it."""
    return Held(row.role, row.unit_id, Period(row.from_on, row.to_on), row.matter, row.limit_fen)


def _holds(row: Grant, on: date) -> bool:
    """A delegation ends with what it stems from, and with the switching off of who gave it."""
    if row.delegated_from is not None and not _holds(row.delegated_from, on):
        return False
    return row.account.is_active and on in Period(row.from_on, row.to_on)
