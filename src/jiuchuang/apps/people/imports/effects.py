"""What a written row did to the registers: rows as they were and as they are, enough to take it back.

Rows are compared and restored column by column. A row that somebody changed afterwards is never overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet

Columns = dict[str, Any]
Rows = dict[tuple[str, int], Columns]
NOT_COMPARED = frozenset({"changed_at"})
"""Columns that say when a row changed, not what it holds."""
NAMING = (("subject_kind", "subject_number"), ("kind", "number"))
"""How rows of any room name a subject of a register without a key of the database: its kind and its number."""
BESIDE = frozenset({"people.ImportRow", "people.Change", "people.Look", "audit.Record"})
"""Rows that tell what was done, and stay when their subject goes; the numbers of the last are others."""


def rows_of(watched: Iterable[QuerySet[Any]]) -> Rows:
    """Every watched row by table and key, its columns as JSON has them."""
    return {(row._meta.label, row.pk): columns_of(row) for rows in watched for row in rows.all()}


def columns_of(row: Model) -> Columns:
    """The columns of a row as JSON has them."""
    plain = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    columns: Columns = json.loads(json.dumps(plain, cls=DjangoJSONEncoder))
    return columns


def effects_between(before: Rows, after: Rows) -> list[dict[str, Any]]:
    """What differs, one entry a row: table, key, before (None: it was not there), after (None: it is gone)."""
    return [
        {"table": table, "key": key, "before": before.get((table, key)), "after": after.get((table, key))}
        for table, key in sorted({*before, *after})
        if _held(before.get((table, key))) != _held(after.get((table, key)))
    ]


@transaction.atomic
def take_back(effects: list[dict[str, Any]]) -> str:
    """Restore every row as it was before, the last one first; or change nothing and say why not, in plain Chinese."""
    for effect in reversed(effects):
        model = apps.get_model(effect["table"])
        row = model._default_manager.select_for_update().filter(pk=effect["key"]).first()
        if _held(columns_of(row) if row is not None else None) != _held(effect["after"]):
            transaction.set_rollback(True)
            return f"{model._meta.verbose_name}登记后来又有改动"
        try:
            with transaction.atomic():
                _restore(model, row, effect["before"])
        except ProtectedError:
            transaction.set_rollback(True)
            return "后来的登记用到了它"
    return ""


def _restore(model: type[Model], row: Model | None, before: Columns | None) -> None:
    if before is None:
        assert row is not None
        if _named_elsewhere(row):
            raise ProtectedError("a record of another room names it by its number", {row})
        row.delete()
        return
    known = {field.attname: field for field in model._meta.concrete_fields}
    columns = {name: known[name].to_python(value) for name, value in before.items() if name in known}
    model(**columns).save(force_insert=row is None)


def _named_elsewhere(row: Model) -> bool:
    """Whether a case, an award, a payment or an account names this subject of a register."""
    number = getattr(row, "number", None)
    if number is None:
        return False
    kind = str(row._meta.model_name)
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model._meta.label in BESIDE or "merged_into" in names:
            continue
        wanted = [Q(**{pair[0]: kind, pair[1]: number}) for pair in NAMING if set(pair) <= names]
        wanted += [Q(about=f"{kind}:{number}")] if "about" in names else []
        wanted += [Q(person_number=number)] if "person_number" in names and kind == "person" else []
        if wanted and model._default_manager.filter(reduce(or_, wanted)).exists():
            return True
    return False


def _held(columns: Columns | None) -> Columns | None:
    if columns is None:
        return None
    return {name: value for name, value in columns.items() if name not in NOT_COMPARED}
