"""Number a subject, and change what is stated of it: the record, the dated history and the chain in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import By, actor_of
from jiuchuang.apps.people.models import Change, Numbering
from jiuchuang.apps.people.queries.stated import kept_then

_PREFIXES = {"person": ("P", 7), "household": ("H", 9), "employer": ("E", 7), "employment": ("R", 7)}


@dataclass(frozen=True)
class Writing:
    """One act of writing: who, out of what source, from which day on it holds, when, and by which import."""

    by: By
    source: str
    on: date
    at: datetime
    import_number: int | None = None


def chain_of(kind: str, number: str) -> str:
    """The chain of records of a subject."""
    return f"register/{kind}/{number}"


def wait_for_turn(kind: str) -> Numbering:
    """Nobody else enters a subject of the kind until the transaction ends; what was found not there stays so."""
    numbering = Numbering.objects.select_for_update().filter(kind=kind).first()
    if numbering is None:
        try:
            with transaction.atomic():
                Numbering.objects.create(kind=kind)
        except IntegrityError:  # somebody else drew the very first one at the same moment
            pass
        numbering = Numbering.objects.select_for_update().get(kind=kind)
    return numbering


def draw_number(kind: str) -> str:
    """The next register number of the kind; whoever draws meanwhile waits until the transaction ends."""
    numbering = wait_for_turn(kind)
    numbering.last += 1
    numbering.save(update_fields=["last"])
    prefix, digits = _PREFIXES[kind]
    return f"{prefix}{numbering.last:0{digits}d}"


def tell(writing: Writing, kind: str, number: str, what: str, content: Mapping[str, object]) -> None:
    """A record in the chain of the subject."""
    import_number = {} if writing.import_number is None else {"import": writing.import_number}
    record(
        chain=chain_of(kind, number),
        kind=what,
        actor=actor_of(writing.by),
        at=writing.at,
        content={"source": writing.source, "on": writing.on.isoformat(), **import_number, **content},
    )


def keep_change(
    writing: Writing, kind: str, subject: Any, after: Mapping[str, object], what: str = "changed"
) -> bool:
    """State names of the subject anew: facts as kept, columns as plain JSON, None for what is unknown from now on.

    The state of the day before counts as what was before; names that a later day states already keep their present
    value. Says whether anything changed; if not, nothing is written.
    """
    names = tuple(after)
    then = kept_then(kind, subject, writing.on, names)
    before = {name: then.get(name) for name in names if then.get(name) != after[name]}
    new = {name: after[name] for name in before}
    if not new:
        return False
    rows = Change.objects.filter(kind=kind, number=subject.number, on__gt=writing.on)
    later = {name for row in rows for name in row.after}
    actor = actor_of(writing.by)
    Change.objects.create(
        kind=kind,
        number=subject.number,
        before=before,
        after=new,
        source=writing.source[:120],
        on=writing.on,
        at=writing.at,
        account_id=actor.id,
        import_number=writing.import_number,
    )
    for name in new:
        if name not in later:
            set_stated(subject, name, new[name])
    subject.changed_at = writing.at
    subject.save()
    tell(writing, kind, subject.number, what, {"before": before, "after": new})
    return True


def keep_first(writing: Writing, kind: str, subject: Any, what: str) -> None:
    """The first state of a new subject: a record in its chain, and a change out of nothing in its history."""
    columns = {
        name: value for name in COLUMNS[kind] if (value := column_kept(subject, name)) not in (None, "", [])
    }
    after = {**columns, **subject.facts}
    actor = actor_of(writing.by)
    Change.objects.create(
        kind=kind, number=subject.number, before={}, after=after, source=writing.source[:120], on=writing.on,
        at=writing.at, account_id=actor.id, import_number=writing.import_number,
    )  # fmt: skip
    tell(writing, kind, subject.number, what, {"after": after})


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": (
        "unit", "name", "resident_id", "number_evidence", "birth_on", "phone", "address", "certificate", "account",
        "checked_on",
    ),
    "household": ("unit", "name", "head", "address", "complete", "checked_on"),
    "employer": (
        "unit", "name", "credit_code", "number_evidence", "legal_person", "phone", "address", "industry", "account",
        "agent", "checked_on",
    ),
    "employment": (
        "person", "employer", "employer_name", "started_on", "ended_on", "end_reason", "is_insured",
        "insured_months", "is_registered", "has_contract", "contract_months",
    ),
}  # fmt: skip
"""Columns of a subject whose changes are kept; every other name is a fact."""


def column_kept(subject: Any, name: str) -> object:
    """A column as a change keeps it: days in ISO form, units by code, subjects by number."""
    value = getattr(subject, name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Unit):
        return value.code
    return getattr(value, "number", value)


def set_stated(subject: Any, name: str, kept: object) -> None:
    """Write a kept value into the record: its column, or its facts."""
    field = next((field for field in subject._meta.concrete_fields if field.name == name), None)
    if field is None or name == "facts":
        facts = dict(subject.facts)
        facts.pop(name, None)
        subject.facts = facts if kept is None else {**facts, name: kept}
        return
    if field.is_relation:
        model = field.related_model
        by = "code" if model is Unit else "number"
        setattr(subject, name, None if kept is None else model._default_manager.get(**{by: kept}))
    elif kept is None and not field.null:
        setattr(subject, name, field.get_default())
    else:
        setattr(subject, name, field.to_python(kept))
