"""Prove all records: asked for on a page, done by a job, the outcome kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.audit.models import Chain, Verification
from jiuchuang.apps.audit.queries import broken_chains, broken_seals, count_chains
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

GIVEN_UP_AFTER = timedelta(hours=2)
"""A verification that has not ended after this long was broken off."""
MOST_KEPT = 200
"""Faults that are kept of one verification; the command `jiuchuang audit verify` tells them all."""


@dataclass(frozen=True)
class VerificationAsked:
    """It will be done by the job of that number."""

    number: int


@transaction.atomic
def ask_verification(*, actor: Actor, at: datetime) -> VerificationAsked | Refusal:
    """Ask for all records to be proved; one at a time."""
    Chain.objects.select_for_update().order_by("pk").first()
    if Verification.objects.filter(ended_at=None, asked_at__gt=at - GIVEN_UP_AFTER).exists():
        return Refusal((Problem("verification-runs", "正在核对，请稍后再看", Place("verification")),))
    return VerificationAsked(Verification.objects.create(asked_by=actor.name, asked_at=at).pk)


def verify_all(number: int, *, at: datetime) -> Verification:
    """Do it, and keep what was found; done twice it is found twice."""
    broken = broken_chains() + broken_seals()
    row = Verification.objects.get(pk=number)
    row.chains, row.records = count_chains()
    row.broken = [[one.name, one.fault.number, one.fault.reason] for one in broken[:MOST_KEPT]]
    row.ended_at = at
    row.save()
    return row
