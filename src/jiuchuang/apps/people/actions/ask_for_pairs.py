"""Ask for the whole register to be searched for duplicates, in the background."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.judge_pair import ADJUDICATE
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@transaction.atomic
def ask_for_pairs(*, access: Access, at: datetime) -> Refusal | None:
    """The search begins when the worker comes to it; it puts pairs on the list and judges none."""
    from jiuchuang.apps.people.jobs import find_pairs_job

    if ADJUDICATE not in access.permissions:
        return Refusal((Problem("not-allowed", "您没有认定疑似重复的权限", Place("")),))
    record(chain="register/pairs", kind="pairs-asked", actor=access.actor, at=at, content={})
    transaction.on_commit(lambda: find_pairs_job.enqueue())
    return None
