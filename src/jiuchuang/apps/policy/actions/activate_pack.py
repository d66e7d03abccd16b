"""Let a version of a pack hold from a day, or take the pack out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.keep_law import keep_beside, keep_pack, keep_version, law_changed, lock_law
from jiuchuang.apps.policy.actions.upload_pack import chain_of
from jiuchuang.apps.policy.models import Activation, PackVersion
from jiuchuang.apps.policy.queries.loaded import load, shared_text
from jiuchuang.apps.policy.queries.officers import ACTIVATE, may_rule
from jiuchuang.apps.policy.queries.versions import base_digest, text_of_version
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only


@dataclass(frozen=True)
class PackActivated:
    """From when to when the version holds."""

    activation: Activation


@transaction.atomic
def activate_pack(
    *, access: Access, pack: str, digest: str, from_on: date, to_on: date | None = None, at: datetime
) -> PackActivated | Refusal:
    """The version holds from `from_on`; the one before it ends the day before. Who uploaded it may not do it alone."""
    lock_law()
    problems = _unfit(access, pack, from_on, to_on)
    text = text_of_version(pack, digest) if digest else None
    if text is None:
        problems.append(Problem("version-unknown", "没有这个版本", Place("digest")))
    else:
        if PackVersion.objects.filter(pack=pack, digest=digest, uploaded_by=access.account).exists():
            message = "这个版本是您上传的，要由另一人启用"
            problems.append(Problem("own-version", message, Place("from_on"), "请另一名政策专员核对后启用"))
        if errors_only(load(pack, text, shared_text()).problems):
            message = "这个版本与现在的事实词表不合，要改好重新上传"
            problems.append(Problem("version-stale", message, Place("digest")))
        if base_digest(pack, from_on) == digest:
            problems.append(Problem("holds-already", "那一天适用的已经是这个版本", Place("from_on")))
    if problems or text is None:
        return Refusal(tuple(problems))
    return _made(access, keep_version(pack, text, None, at), pack, Period(from_on, to_on), at)


@transaction.atomic
def withdraw_pack(*, access: Access, pack: str, from_on: date, at: datetime) -> PackActivated | Refusal:
    """From `from_on` the pack does not hold in any version; decisions made before stand."""
    lock_law()
    problems = _unfit(access, pack, from_on, None)
    if base_digest(pack, from_on) is None:
        problems.append(Problem("holds-not", "那一天本来就不适用", Place("from_on")))
    if problems:
        return Refusal(tuple(problems))
    return _made(access, None, pack, Period(from_on, None), at)


def _unfit(access: Access, pack: str, from_on: date, to_on: date | None) -> list[Problem]:
    problems = []
    if not may_rule(access, ACTIVATE):
        problems.append(Problem("not-allowed", "您没有启用政策包的权限", Place("pack")))
    if to_on is not None and to_on < from_on:
        problems.append(Problem("period-backward", "止期早于起期", Place("to_on")))
        return problems
    later = Activation.objects.filter(pack=pack, from_on__gte=from_on)
    if to_on is not None:
        later = later.filter(from_on__lte=to_on)
    first = later.order_by("from_on").first()
    if first is not None:
        message = f"自{format_day(first.from_on)}起已经另有安排，期间不能重叠"
        problems.append(
            Problem("period-overlaps", message, Place("from_on"), "写明更早的止期，或选更晚的起期")
        )
    return problems


def _made(
    access: Access, version: PackVersion | None, pack: str, period: Period, at: datetime
) -> PackActivated:
    assert period.first is not None
    covering = Q(from_on__lt=period.first) & (Q(to_on__isnull=True) | Q(to_on__gte=period.first))
    ended = period.first - timedelta(days=1)
    Activation.objects.filter(covering, pack=pack).update(to_on=ended)
    made = Activation.objects.create(
        pack=pack, version=version, from_on=period.first, to_on=period.last, by=access.account, at=at
    )
    law_changed()
    keep_pack(pack, at)
    keep_beside(at)
    told = {
        "pack": pack,
        "digest": version.digest if version else None,
        "period": str(period),
        "uploaded_by": version.uploaded_by_id if version else None,
    }
    kind = "pack-activated" if version else "pack-withdrawn"
    record(chain=chain_of(pack), kind=kind, actor=access.actor, at=at, content=told)
    return PackActivated(made)
