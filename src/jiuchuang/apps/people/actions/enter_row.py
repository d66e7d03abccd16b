"""One row typed into a form: written at once by who may write, proposed for somebody's yes by who may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.by_whom import WRITE
from jiuchuang.apps.people.actions.check_import import as_json
from jiuchuang.apps.people.actions.upload_import import chain_of
from jiuchuang.apps.people.duplicates.find import find_pairs
from jiuchuang.apps.people.imports.bringing import Bringing, Wrote
from jiuchuang.apps.people.imports.rows import would_write, write_row
from jiuchuang.apps.people.models.imports import CHECKED, VALID, Import, ImportRow
from jiuchuang.apps.people.queries import employer_of_credit_code, person_of_resident_id
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only
from jiuchuang.domain.registers.sheets import RowRead

PROPOSE = "register.propose"
COMPARED = ("persons", "employers")
"""Sheets whose rows are compared with the register for duplicates."""
OWNERS = {
    "person": person_of_resident_id,
    "head": person_of_resident_id,
    "credit_code": employer_of_credit_code,
}
"""Columns that say whose row it is, the first that a sheet has."""


@dataclass(frozen=True)
class RowEntered:
    """The row is in the register: which subject it is about; `warnings` are what a person should look at."""

    kind: str
    number: str
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RowProposed:
    """The row waits for a yes, as an import of one row."""

    upload: Import


@transaction.atomic
def enter_row(
    *, access: Access, kind: str, unit: Unit | None, read: RowRead, at: datetime
) -> RowEntered | RowProposed | Refusal:
    """Enter what a form says for sheet `kind`; without a `unit` the row belongs to its person's or firm's.

    What lies where the account may neither write nor propose does not exist for it.
    """
    if read.problems:
        return Refusal(tuple(read.problems))
    place = unit if unit is not None else _unit_of_owner(read.values)
    writes = place is not None and access.may(WRITE, place.pk)
    if place is None or not (writes or access.may(PROPOSE, place.pk)):
        column = "unit" if unit is not None else next((name for name in OWNERS if name in read.values), "")
        message = "您不能为这个单位登记" if unit is not None else "您的范围里没有登记过"
        return Refusal((Problem("not-there", message, Place(column), "请核对，或者先登记"),))
    content = {"values": dict(read.values), "facts": dict(read.facts)}
    if not writes:
        return _proposed(access, kind, place, content, at)
    outcome = write_row(Bringing(place, access.account, at, "窗口登记"), kind, content)
    if isinstance(outcome, Wrote):
        if kind in COMPARED:
            find_pairs(kind=outcome.kind, at=at, numbers=[outcome.number])
        return RowEntered(outcome.kind, outcome.number, outcome.warnings)
    return outcome


def _proposed(
    access: Access, kind: str, unit: Unit, content: Mapping[str, Any], at: datetime
) -> RowProposed | Refusal:
    upload = Import(
        kind=kind,
        unit=unit,
        state=CHECKED,
        total=1,
        valid=1,
        done=1,
        uploaded_by=access.account,
        uploaded_at=at,
    )
    upload.save()
    problems = would_write(Bringing.of(upload, access.account, at), kind, content)
    if errors_only(problems):
        transaction.set_rollback(True)
        return Refusal(tuple(problems))
    ImportRow.objects.create(
        upload=upload,
        line=1,
        content={**content, "key": ""},
        problems=[as_json(problem) for problem in problems],
        state=VALID,
    )
    told = {"kind": kind, "unit": unit.code}
    record(chain=chain_of(upload), kind="row-proposed", actor=access.actor, at=at, content=told)
    return RowProposed(upload)


def _unit_of_owner(values: Mapping[str, Any]) -> Unit | None:
    for column, find in OWNERS.items():
        if column in values:
            owner = find(values[column])
            return owner.unit if owner is not None else None
    return None
