"""Who may do what where: roles as data, grants with dates, and what a delegation can hand on at most."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.kernel.period import Period

KEEPING_HOUSE = frozenset({"org.write", "grant.write", "account.write", "audit.read"})
"""Permissions over the office itself (系统、安全、审计三员); a role that has one counts only where it was granted."""


@dataclass(frozen=True)
class Role:
    """A set of duties: the permissions it carries, and which personal fields its holder sees without a mask.

    Only a role that `decides_payments` may decide on a sum at all, up to the limit of the grant; `never_with` names
    roles that the same person must not hold at the same time (系统、安全、审计三员).
    """

    key: str
    label: str
    permissions: frozenset[str]
    sees: frozenset[str]
    decides_payments: bool
    never_with: frozenset[str]


@dataclass(frozen=True)
class Held:
    """A grant as far as deciding goes; `matter` empty means every matter, `limit_fen` None no limit of its own."""

    role: str
    unit: int
    period: Period
    matter: str = ""
    limit_fen: int | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do: a permission, the unit it concerns with all units above it, the matter, the sum."""

    permission: str
    units: frozenset[int]
    on: date
    matter: str = ""
    amount_fen: int | None = None


def may(grants: Iterable[Held], roles: Mapping[str, Role], wish: Wish) -> bool:
    """Whether one of the grants allows it; unknown roles allow nothing."""
    return any(_allows(grant, roles.get(grant.role), wish) for grant in grants)


def _allows(grant: Held, role: Role | None, wish: Wish) -> bool:
    if role is None or wish.permission not in role.permissions or wish.on not in grant.period:
        return False
    if grant.unit not in wish.units or grant.matter not in ("", wish.matter):
        return False
    if wish.amount_fen is None:
        return True
    return role.decides_payments and (grant.limit_fen is None or wish.amount_fen <= grant.limit_fen)


def units_with(
    grants: Iterable[Held], roles: Mapping[str, Role], permission: str, on: date
) -> frozenset[int]:
    """Units at which some grant carries the permission on the day; what lies below them is meant too."""
    return frozenset(
        grant.unit
        for grant in grants
        if on in grant.period
        and (role := roles.get(grant.role)) is not None
        and permission in role.permissions
    )


def fields_seen(
    grants: Iterable[Held], roles: Mapping[str, Role], units: Collection[int], on: date
) -> frozenset[str]:
    """Personal fields that need no mask for a row of one of these units (the row's own and those above it)."""
    seen: frozenset[str] = frozenset()
    for grant in grants:
        role = roles.get(grant.role)
        if role is not None and on in grant.period and grant.unit in units:
            seen |= role.sees
    return seen


def conflicts(keys: Collection[str], roles: Mapping[str, Role]) -> list[tuple[str, str]]:
    """Pairs of roles that one person must not hold together."""
    return sorted(
        (one, other)
        for one in keys
        for other in keys
        if one < other and (other in roles[one].never_with or one in roles[other].never_with)
    )


def reaches_too_far(handed: Held, own: Held, units_above: Collection[int]) -> list[str]:
    """In what a delegated grant would go beyond the one it stems from; `units_above`: its unit and all above it."""
    beyond = []
    if handed.role != own.role:
        beyond.append("role")
    if own.unit not in units_above:
        beyond.append("unit")
    if own.matter not in ("", handed.matter):
        beyond.append("matter")
    if own.period.common(handed.period) != handed.period:
        beyond.append("period")
    if own.limit_fen is not None and (handed.limit_fen is None or handed.limit_fen > own.limit_fen):
        beyond.append("limit")
    return beyond
