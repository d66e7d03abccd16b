"""Keys of other departments' systems: issued once, shown once, ended at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_network

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.actions.keep_account import WRITE
from jiuchuang.apps.org.actions.place_unit import CHAIN
from jiuchuang.apps.org.models import Account, Key
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.kernel.hash_chain import sha256
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

LONGEST_MONTHS = 12
"""A key lives a year at most, then a new one is asked for."""
PREFIX = "jck_"


@dataclass(frozen=True)
class KeyIssued:
    """The new key and its secret, which is shown this once."""

    key: Key
    secret: str


@dataclass(frozen=True)
class KeyEnded:
    """The key that holds no longer."""

    key: Key


@transaction.atomic
def issue_key(
    *, access: Access, account: Account, purpose: str, addresses: str, to_on: date, at: datetime
) -> KeyIssued | Refusal:
    """A key for a system that acts as `account`; what it may do stands in the grants of that account."""
    problems = _not_allowed(access)
    if not purpose.strip():
        problems.append(Problem("purpose-empty", "要写明哪个系统、为什么用", Place("purpose")))
    if not access.on <= to_on <= add_months(access.on, LONGEST_MONTHS):
        problems.append(
            Problem("key-too-long", f"密钥最长{LONGEST_MONTHS}个月，也不能早于今天", Place("to_on"))
        )
    for address in addresses.split():
        try:
            ip_network(address)
        except ValueError:
            problems.append(Problem("address", f"“{address}”不是IP地址或网段", Place("addresses")))
    if problems:
        return Refusal(tuple(problems))
    secret = PREFIX + secrets.token_urlsafe(32)
    key = Key.objects.create(
        account=account,
        purpose=purpose.strip(),
        shown=secret[:10],
        digest=sha256(secret.encode()),
        addresses=" ".join(addresses.split()),
        from_on=access.on,
        to_on=to_on,
    )
    _tell(access, "key-issued", key, at)
    return KeyIssued(key, secret)


@transaction.atomic
def end_key(*, access: Access, key: Key, at: datetime) -> KeyEnded | Refusal:
    """It holds no longer, from this moment."""
    problems = _not_allowed(access)
    if problems:
        return Refusal(tuple(problems))
    _tell(access, "key-ended", key, at)
    key.delete()
    return KeyEnded(key)


def _not_allowed(access: Access) -> list[Problem]:
    if WRITE in access.permissions:
        return []
    return [Problem("not-allowed", "您没有管理账号的权限", Place("account"))]


def _tell(access: Access, kind: str, key: Key, at: datetime) -> None:
    content = {
        "account": key.account_id,
        "key": key.shown,
        "purpose": key.purpose,
        "to_on": key.to_on.isoformat(),
    }
    record(chain=CHAIN, kind=kind, actor=access.actor, at=at, content=content)
