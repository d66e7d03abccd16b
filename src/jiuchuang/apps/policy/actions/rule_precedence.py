"""Rule which of two documents applies to a matter: one officer proposes, another signs; a ruling can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.keep_law import keep_beside, law_changed, lock_law
from jiuchuang.apps.policy.actions.upload_pack import chain_of
from jiuchuang.apps.policy.actions.with_reason import not_with_reason
from jiuchuang.apps.policy.models import Ruling
from jiuchuang.apps.policy.queries.conflicts import overlap_of
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class RulingMade:
    """The ruling as it now stands: proposed, signed or withdrawn."""

    ruling: Ruling


@transaction.atomic
def propose_ruling(
    *, access: Access, first: str, second: str, prevails: str, from_on: date, basis: str, at: datetime
) -> RulingMade | Refusal:
    """Say which of two programmes (ids in order) is to apply from `from_on`, and why.

    Nothing changes before another officer signs.
    """
    lock_law()
    problems = not_with_reason(access, basis, "basis", "裁定")
    found = overlap_of(first, second, access.on)
    if found is None:
        message = "这两个项目今天没有同时施行，不需要裁定"
        problems.append(Problem("no-overlap", message, Place("prevails")))
    else:
        if prevails not in found.key:
            problems.append(Problem("choice-unknown", "请选定适用哪一份文件", Place("prevails")))
        if from_on not in found.period:
            days = _days(found.period.first, found.period.last)
            message = f"两份文件同时施行的日子是{days}，{format_day(from_on)}不在其内"
            problems.append(Problem("day-outside", message, Place("from_on")))
        if Ruling.objects.filter(
            first=first, second=second, signed_at__isnull=True, withdrawn_at__isnull=True
        ).exists():
            message = "已有一件裁定等待另一人签署，请先签署或撤回"
            problems.append(Problem("ruling-waits", message, Place("prevails")))
    if problems or found is None:
        return Refusal(tuple(problems))
    ruling = Ruling.objects.create(
        first=first,
        second=second,
        words=found.words,
        prevails=prevails,
        from_on=from_on,
        basis=" ".join(basis.split()),
        proposed_by=access.account,
        proposed_at=at,
    )
    _tell(access, ruling, "ruling-proposed", ruling.basis, at)
    return RulingMade(ruling)


@transaction.atomic
def sign_ruling(*, access: Access, ruling: Ruling, at: datetime) -> RulingMade | Refusal:
    """The second hand: from now on decisions follow the ruling; those made before stand and come out again."""
    lock_law()
    ruling = Ruling.objects.get(pk=ruling.pk)
    problems = not_with_reason(access, "签署", "sign", "裁定")
    if ruling.signed_at is not None or ruling.withdrawn_at is not None:
        problems.append(Problem("ruling-settled", "这件裁定已经签署或者撤回", Place("sign")))
    if ruling.proposed_by_id == access.account.pk:
        message = "这件裁定是您提出的，要由另一人签署"
        problems.append(Problem("own-ruling", message, Place("sign"), "请另一名政策专员核对后签署"))
    found = overlap_of(ruling.first, ruling.second, access.on)
    if found is None or found.words != ruling.words:
        message = "提出裁定以后，两份文件的条款有变化，请撤回后重新提出"
        problems.append(Problem("words-changed", message, Place("sign")))
    if problems:
        return Refusal(tuple(problems))
    ruling.signed_by, ruling.signed_at, ruling.signed_on = access.account, at, timezone.localdate(at)
    ruling.save()
    _change(access, ruling, "ruling-signed", ruling.basis, at)
    return RulingMade(ruling)


@transaction.atomic
def withdraw_ruling(*, access: Access, ruling: Ruling, why: str, at: datetime) -> RulingMade | Refusal:
    """Take a ruling back, proposed or signed; decisions made under it stand."""
    lock_law()
    ruling = Ruling.objects.get(pk=ruling.pk)
    problems = not_with_reason(access, why, "why", "裁定")
    if ruling.withdrawn_at is not None:
        problems.append(Problem("withdrawn-before", "这件裁定已经撤回", Place("why")))
    if problems:
        return Refusal(tuple(problems))
    ruling.withdrawn_by, ruling.withdrawn_at = access.account, at
    ruling.why_withdrawn = " ".join(why.split())
    ruling.save()
    _change(access, ruling, "ruling-withdrawn", ruling.why_withdrawn, at)
    return RulingMade(ruling)


def _days(first: date | None, last: date | None) -> str:
    until = f"至{format_day(last)}" if last else "起"
    return f"{format_day(first) if first else ''}{until}"


def _change(access: Access, ruling: Ruling, kind: str, why: str, at: datetime) -> None:
    law_changed()
    keep_beside(at)
    _tell(access, ruling, kind, why, at)


def _tell(access: Access, ruling: Ruling, kind: str, why: str, at: datetime) -> None:
    """In the chains of both packs: each is applied otherwise from now on."""
    told: dict[str, Any] = {
        "ruling": ruling.pk,
        "first": ruling.first,
        "second": ruling.second,
        "words_sha256": ruling.words,
        "prevails": ruling.prevails,
        "from_on": ruling.from_on.isoformat(),
        "why": why,
    }
    for pack in dict.fromkeys(name.rpartition("/")[0] for name in (ruling.first, ruling.second)):
        record(chain=chain_of(pack), kind=kind, actor=access.actor, at=at, content=told)
