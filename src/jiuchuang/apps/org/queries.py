"""Reading the organisation: what lies below what on a day, and what an account may do where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from ipaddress import ip_address, ip_network

from django.db.models import Count, F, Q, QuerySet

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.org.models import Account, Grant, Key, Unit, UnitClosure
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.hash_chain import sha256
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import KEEPING_HOUSE, Held, Wish, fields_seen, may, units_with
from jiuchuang.domain.organisation.personal_data_file import PersonalData, load_personal_data
from jiuchuang.domain.organisation.roles_file import OfficePack, load_office_pack
from jiuchuang.gateways.pack_store import read_pack_files

AUDIT = "audit.read"
"""Permission to read what others did."""


@cache
def personal_data() -> PersonalData:
    """Why personal data are handled and how long they are kept, as shipped."""
    rules, problems = load_personal_data(read_pack_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return rules


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
    """The unit and all units above it on the day; of one that ended, those in which its work goes on."""
    rows = UnitClosure.objects.filter(on_day(on), descendant_id=unit_id)
    return frozenset(rows.values_list("ancestor_id", flat=True))


def units_below(unit_ids: Iterable[int], on: date) -> QuerySet[Unit]:
    """The units and everything below them on the day; also units that went on in one of these, for their rows."""
    rows = UnitClosure.objects.filter(on_day(on), ancestor_id__in=list(unit_ids))
    return Unit.objects.filter(pk__in=rows.values("descendant_id"))


def alive(units: QuerySet[Unit], on: date) -> QuerySet[Unit]:
    """Those of the units that exist on the day: what may be chosen, while rows of the others are still seen."""
    return units.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on), opened_on__lte=on)


def units_ever_below(unit_ids: Iterable[int], on: date) -> QuerySet[Unit]:
    """The same for what rows speak of: a unit that was opened only later counts where it lay at first.

    Registers tell of days before the office was founded; a question about such a day is still asked of its places.
    """
    lay = on_day(on) | Q(descendant__opened_on__gt=on, from_on=F("descendant__opened_on"))
    rows = UnitClosure.objects.filter(lay, ancestor_id__in=list(unit_ids))
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
    def grant_rows(self) -> tuple[Grant, ...]:
        """The grants of the account that hold on the day; none for an account that is switched off."""
        if not self.account.is_active:
            return ()
        rows = Grant.objects.filter(on_day(self.on), account=self.account)
        rows = rows.select_related("unit", "delegated_from__account").order_by("pk")
        return tuple(row for row in rows if row.delegated_from is None or _holds(row.delegated_from, self.on))

    @cached_property
    def grants(self) -> tuple[Held, ...]:
        """The same grants as the rules of access see them; those of a centre count at the office it acts for too.

        Not those that keep the house itself in order: these stay where they were given.
        """
        pack = office_pack()
        own = tuple(held(row) for row in self.grant_rows)
        acting = {
            row.unit_id: kind.acts_for
            for row in self.grant_rows
            if (kind := pack.kinds.get(row.unit.kind)) is not None and kind.acts_for
        }
        if not acting:
            return own
        above = UnitClosure.objects.filter(on_day(self.on), descendant_id__in=acting).select_related(
            "ancestor"
        )
        served = [(row.descendant_id, row.ancestor) for row in above]
        more = [
            replace(grant, unit=office.pk)
            for grant in own
            if (role := pack.roles.get(grant.role)) is not None and not role.permissions & KEEPING_HOUSE
            for unit, office in served
            if unit == grant.unit and office.kind == acting[unit]
        ]
        return (*own, *more)

    def may(self, permission: str, unit_id: int, matter: str = "", amount_fen: int | None = None) -> bool:
        """Whether the account may do it for something that belongs to the unit."""
        wish = Wish(permission, units_above(unit_id, self.on), self.on, matter, amount_fen)
        return may(self.grants, office_pack().roles, wish)

    def units(self, permission: str, lay_on: date | None = None) -> QuerySet[Unit]:
        """Every unit for whose rows the account has the permission; `lay_on` asks where units lay on another day."""
        tops = units_with(self.grants, office_pack().roles, permission, self.on)
        return units_below(tops, lay_on or self.on)

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


@dataclass(frozen=True)
class AccountShown:
    """An account in a list; `roles` as many grants as hold today."""

    id: int
    username: str
    name: str
    is_active: bool
    roles: int


def accounts(on: date) -> list[AccountShown]:
    """Every account, by name of the account."""
    holding = Count(
        "grants",
        filter=Q(grants__from_on__lte=on) & (Q(grants__to_on__isnull=True) | Q(grants__to_on__gte=on)),
    )
    rows = Account.objects.annotate(roles=holding).order_by("username")
    return [AccountShown(row.pk, row.username, row.name, row.is_active, row.roles) for row in rows]


def accounts_audited(access: Access) -> QuerySet[Account] | None:
    """Accounts whose doings it may audit: whoever ever held a role within its units; None for all there is.

    At the top of the tree an auditor sees what residents and the machine did as well.
    """
    tops = units_with(access.grants, office_pack().roles, AUDIT, access.on)
    if any(units_above(top, access.on) <= {top} for top in tops):
        return None
    return Account.objects.filter(grants__unit__in=access.units(AUDIT)).distinct()


@dataclass(frozen=True)
class Desk:
    """Where somebody of the staff sat: role and unit in words."""

    role: str
    unit: str

    def __str__(self) -> str:
        return f"{self.unit}{self.role}"


def desk_of(account: Account, on: date) -> Desk | None:
    """The role in which an account worked on a day: that of the oldest grant which held; None without one."""
    rows = Grant.objects.filter(on_day(on), account=account).select_related("unit").order_by("pk")
    row = rows.first()
    if row is None:
        return None
    role = office_pack().roles.get(row.role)
    return Desk(role.label if role else row.role, row.unit.name)


def account_names() -> dict[int, str]:
    """Names of all accounts by their numbers, those switched off too."""
    return dict(Account.objects.values_list("pk", "name"))


def account_of(number: int) -> Account | None:
    """The account of that number."""
    return Account.objects.filter(pk=number).first()


def account_named(username: str) -> Account | None:
    """The account of that name that is switched on, in whatever case or width it was written."""
    name = Account.normalize_username(username).strip().lower()
    return Account.objects.filter(username=name, is_active=True).first()


def unit_of(code: str) -> Unit | None:
    """The unit of that code, closed ones too."""
    return Unit.objects.filter(code=code).first()


def grant_of(number: int) -> Grant | None:
    """The grant of that number."""
    return Grant.objects.filter(pk=number).select_related("unit", "account", "delegated_from").first()


def key_of(secret: str, address: str, on: date) -> Key | None:
    """The key with that secret, if it holds on the day and the request comes from where it may."""
    key = Key.objects.filter(on_day(on), digest=sha256(secret.encode())).select_related("account").first()
    if key is None or not key.account.is_active:
        return None
    allowed = key.addresses.split()
    return key if not allowed or _within(address, allowed) else None


def _within(address: str, networks: Iterable[str]) -> bool:
    try:
        given = ip_address(address)
    except ValueError:
        return False
    return any(given in ip_network(network) for network in networks)


def keys_of_account(account: Account) -> list[Key]:
    """Its keys, the newest first."""
    return list(Key.objects.filter(account=account).order_by("-from_on", "-pk"))


def key_numbered(number: int) -> Key | None:
    """The key of that number."""
    return Key.objects.filter(pk=number).select_related("account").first()


@dataclass(frozen=True)
class GrantShown:
    """A grant in words."""

    id: int
    role: str
    unit_id: int
    unit: str
    matter: str
    limit: str
    period: str
    delegated_by: str


def grants_of(access: Access) -> list[GrantShown]:
    """The account's grants that hold today, in words."""
    rows = Grant.objects.filter(on_day(access.on), account=access.account).select_related(
        "unit", "delegated_from__account"
    )
    roles = office_pack().roles
    return [
        GrantShown(
            id=row.pk,
            role=roles[row.role].label if row.role in roles else row.role,
            unit_id=row.unit_id,
            unit=row.unit.name,
            matter=row.matter,
            limit=_limit_shown(row),
            period=f"{format_day(row.from_on)}至{format_day(row.to_on) if row.to_on else '另行收回'}",
            delegated_by=row.delegated_from.account.name if row.delegated_from else "",
        )
        for row in rows.order_by("unit__code", "role")
        if access.account.is_active and (row.delegated_from is None or _holds(row.delegated_from, access.on))
    ]


@dataclass(frozen=True)
class DelegationShown:
    """Something of one's own in somebody else's hands."""

    id: int
    to: str
    role: str
    unit: str
    limit: str
    period: str


def delegated_by(access: Access) -> list[DelegationShown]:
    """What the account has given into other hands and not ended before today."""
    rows = Grant.objects.filter(delegated_from__account=access.account).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=access.on)
    )
    roles = office_pack().roles
    return [
        DelegationShown(
            id=row.pk,
            to=row.account.name,
            role=roles[row.role].label if row.role in roles else row.role,
            unit=row.unit.name,
            limit=_limit_shown(row),
            period=f"{format_day(row.from_on)}至{format_day(row.to_on) if row.to_on else '另行收回'}",
        )
        for row in rows.select_related("account", "unit").order_by("to_on", "pk")
    ]


def _limit_shown(row: Grant) -> str:
    role = office_pack().roles.get(row.role)
    if role is None or not role.decides_payments:
        return "不审批资金"
    return "不限" if row.limit_fen is None else format_fen(row.limit_fen)


@dataclass(frozen=True)
class UnitShown:
    """A unit in the tree of a day; `depth` counts from the top that the account may see."""

    name: str
    code: str
    kind: str
    region_code: str
    depth: int


def tree_on(access: Access, on: date) -> list[UnitShown]:
    """The units that the account may read, as they lay below one another on the day, parents first."""
    seen = {unit.pk: unit for unit in alive(access.units("org.read", on), on)}
    links = UnitClosure.objects.filter(on_day(on), depth=1, descendant_id__in=seen, ancestor_id__in=seen)
    parents = dict(links.values_list("descendant_id", "ancestor_id"))
    children: dict[int | None, list[Unit]] = {}
    for unit in sorted(seen.values(), key=lambda unit: (unit.region_code, unit.code)):
        children.setdefault(parents.get(unit.pk), []).append(unit)
    kinds = office_pack().kinds

    def below(parent: int | None, depth: int) -> Iterator[UnitShown]:
        for unit in children.get(parent, ()):
            kind = kinds[unit.kind].label if unit.kind in kinds else unit.kind
            yield UnitShown(unit.name, unit.code, kind, unit.region_code, depth)
            yield from below(unit.pk, depth + 1)

    return list(below(None, 0))


def held(row: Grant) -> Held:
    """A grant as the rules of access see it."""
    return Held(row.role, row.unit_id, Period(row.from_on, row.to_on), row.matter, row.limit_fen)


def _holds(row: Grant, on: date) -> bool:
    """A delegation ends with what it stems from, and with the switching off of who gave it."""
    if row.delegated_from is not None and not _holds(row.delegated_from, on):
        return False
    return row.account.is_active and on in Period(row.from_on, row.to_on)
