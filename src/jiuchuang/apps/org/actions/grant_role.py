"""Give a role, hand part of it on, and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.actions.place_unit import CHAIN
from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access, held, office_pack, units_above
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, nearest
from jiuchuang.domain.organisation.grants import Held, conflicts, reaches_too_far

GRANT = "grant.write"
_BEYOND = {
    "role": ("role", "角色与您的不同"),
    "unit": ("unit", "单位不在您的授权范围之内"),
    "matter": ("matter", "事项超出您的授权"),
    "period": ("to_on", "期限超出您的授权"),
    "limit": ("limit_yuan", "限额超出您自己的限额"),
}
"""In what a delegation may go too far: the field that says it, and the words."""


@dataclass(frozen=True)
class RoleGranted:
    """The grant that was made."""

    grant: Grant


@dataclass(frozen=True)
class GrantEnded:
    """The grant, and its last day."""

    grant: Grant
    last_on: date


@transaction.atomic
def grant_role(*, access: Access, to: Account, wanted: Held, at: datetime) -> RoleGranted | Refusal:
    """Give `to` a role at a unit. Who may give roles may not give one to himself."""
    unit = Unit.objects.get(pk=wanted.unit)
    problems = _unfit(to, wanted)
    if not access.may(GRANT, unit.pk):
        problems.append(Problem("not-allowed", f"您没有在“{unit.name}”授权的权限", Place("unit")))
    if to.pk == access.account.pk:
        problems.append(Problem("grant-to-oneself", "不能给自己授权", Place("account")))
    return Refusal(tuple(problems)) if problems else RoleGranted(_made(access, to, wanted, None, at))


@transaction.atomic
def delegate_grant(
    *, access: Access, own: Grant, to: Account, wanted: Held, at: datetime
) -> RoleGranted | Refusal:
    """Hand on part of one's own grant for a time; it ends with the grant that it stems from."""
    problems = _unfit(to, wanted)
    if own.account_id != access.account.pk:
        problems.append(Problem("grant-of-another", "只能转授自己的权限", Place("own")))
    if wanted.period.last is None:
        problems.append(Problem("delegation-endless", "转授要写明截止日期", Place("to_on")))
    problems += beyond_own(access, own, wanted)
    return Refusal(tuple(problems)) if problems else RoleGranted(_made(access, to, wanted, own, at))


def beyond_own(access: Access, own: Grant, wanted: Held) -> list[Problem]:
    """In what a delegation would reach further than the grant that it stems from."""
    beyond = reaches_too_far(wanted, held(own), units_above(wanted.unit, access.on))
    return [Problem("delegation-too-far", _BEYOND[name][1], Place(_BEYOND[name][0])) for name in beyond]


@transaction.atomic
def end_grant(*, access: Access, grant: Grant, last_on: date, at: datetime) -> GrantEnded | Refusal:
    """The grant holds to `last_on` and no longer; what was delegated from it ends with it."""
    problems = []
    if not (
        access.may(GRANT, grant.unit_id)
        or (grant.delegated_from and grant.delegated_from.account_id == access.account.pk)
    ):
        problems.append(Problem("not-allowed", "您没有收回这项授权的权限", Place("grant")))
    if grant.to_on is not None and grant.to_on <= last_on:
        problems.append(Problem("grant-ends-earlier", "这项授权更早就到期了", Place("last_on")))
    if last_on < grant.from_on - timedelta(days=1):
        problems.append(Problem("grant-ends-before", "截止日期早于授权开始", Place("last_on")))
    if problems:
        return Refusal(tuple(problems))
    if last_on < grant.from_on:  # never held a day: its row tells so by ending where it begins
        last_on = grant.from_on
    grant.to_on = last_on
    grant.save(update_fields=["to_on"])
    _tell(access, at, "grant-ended", grant)
    return GrantEnded(grant, last_on)


def _unfit(to: Account, wanted: Held) -> list[Problem]:
    """A role that is not there, a limit below zero, or two roles that never meet in one person."""
    roles = office_pack().roles
    if wanted.role not in roles:
        return [
            Problem(
                "role-unknown", f"没有“{wanted.role}”这个角色", Place("role"), nearest(wanted.role, roles)
            )
        ]
    problems = []
    if wanted.limit_fen is not None and wanted.limit_fen < 0:
        problems.append(Problem("limit-negative", "限额不能为负", Place("limit_fen")))
    if not to.is_active:
        problems.append(Problem("account-off", f"账号“{to.username}”已停用", Place("account")))
    meanwhile = {
        row.role for row in Grant.objects.filter(account=to) if held(row).period.overlaps(wanted.period)
    }
    for one, other in conflicts({*meanwhile & roles.keys(), wanted.role}, roles):
        if wanted.role in (one, other):
            labels = f"“{roles[one].label}”和“{roles[other].label}”"
            problems.append(Problem("roles-conflict", f"{labels}不能由同一人担任", Place("role")))
    return problems


def _made(access: Access, to: Account, wanted: Held, own: Grant | None, at: datetime) -> Grant:
    assert wanted.period.first is not None
    grant = Grant.objects.create(
        account=to,
        role=wanted.role,
        unit_id=wanted.unit,
        matter=wanted.matter,
        limit_fen=wanted.limit_fen,
        from_on=wanted.period.first,
        to_on=wanted.period.last,
        delegated_from=own,
    )
    _tell(access, at, "role-delegated" if own else "role-granted", grant)
    return grant


def _tell(access: Access, at: datetime, kind: str, grant: Grant) -> None:
    content = {
        "grant": grant.pk,
        "account": grant.account_id,
        "role": grant.role,
        "unit": grant.unit.code,
        "matter": grant.matter,
        "limit_fen": grant.limit_fen,
        "period": str(Period(grant.from_on, grant.to_on)),
        "delegated_from": grant.delegated_from_id,
    }
    record(chain=CHAIN, kind=kind, actor=access.actor, at=at, content=content)
