"""Look at personal data without a mask: only what a role shows, only for a reason, and on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Look
from jiuchuang.apps.people.queries.masked import MASKS
from jiuchuang.apps.people.queries.subjects import READ, subject_of, unit_of_subject
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

LONGEST_REASON = 200


@dataclass(frozen=True)
class Looked:
    """The fields that were asked for, whole, by name."""

    values: dict[str, str]


@transaction.atomic
def look_at(
    access: Access,
    kind: str,
    number: str,
    fields: Collection[str],
    why: str,
    *,
    at: datetime,
    permission: str = READ,
) -> Looked | Refusal:
    """The personal fields of a subject, unmasked, if the account may read it and its role shows them.

    Who looked at whom, at which fields, why and when is kept in a table and in the chain `looks/<account>`.
    """
    subject = subject_of(kind, number)
    if subject is None or not access.may(permission, unit_of_subject(subject)):
        return Refusal((Problem("subject-unknown", "没有这条登记", Place("number")),))
    problems = []
    unit_id, wanted = unit_of_subject(subject), sorted(set(fields))
    seen = access.sees(unit_id)
    hidden = [name for name in wanted if name not in MASKS or name not in seen]
    if hidden or not wanted:
        problems.append(Problem("field-hidden", "您的岗位不能查看所要的内容", Place("fields")))
    if not why.strip() or len(why.strip()) > LONGEST_REASON:
        problems.append(Problem("missing", f"请写明查看的事由（不超过{LONGEST_REASON}个字）", Place("why")))
    if problems:
        return Refusal(tuple(problems))
    Look.objects.create(
        account=access.account, kind=kind, number=number, fields=wanted, why=why.strip(), at=at
    )
    record(
        chain=f"looks/{access.account.pk}",
        kind="Looked",
        actor=access.actor,
        at=at,
        content={"subject": f"{kind}:{number}", "fields": wanted, "why": why.strip()},
    )
    return Looked({name: str(getattr(subject, name, "") or "") for name in wanted})
