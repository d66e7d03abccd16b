"""The tables of the installation as rows of plain values and back, the same on every database."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

SNAPSHOT = "snapshot"
STRETCH = 2000
"""Rows that are read or written at a time."""
NOT_KEPT = ("django_session",)
"""Who is signed in at the moment: after a restore everybody signs in anew."""
MADE_BY_MIGRATION = ("django_content_type", "auth_permission")
"""Tables that are filled when they are made; in an empty installation they are not empty."""
GOES_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
"""Fields whose values JSON and both databases have alike."""
ORDERS = {"audit_record": ("chain_id", "number")}
"""Tables that are written in another order than that of their keys."""


def kept_tables() -> list[type[models.Model]]:
    """The model of every table, those between two others included, by the name of the table."""
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return [
        known[name]
        for name in sorted(known)
        if name not in NOT_KEPT and known[name]._meta.managed and not known[name]._meta.proxy
    ]


def columns_of(model: type[models.Model]) -> list[Any]:
    """The fields that stand in the table and are not computed by it."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def applied_migrations() -> list[str]:
    """The migrations that this database has been through."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def snapshot() -> Iterator[str]:
    """The name of a connection that sees the database as it is now, whatever is written meanwhile.

    It holds nobody up: PostgreSQL reads under REPEATABLE READ, SQLite in its write-ahead log.
    """
    reader = connection.copy(SNAPSHOT)
    if connection.vendor == "sqlite":
        reader.settings_dict["OPTIONS"] = {**reader.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections[SNAPSHOT] = reader
    try:
        reader.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with reader.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")  # the moment of the snapshot
        yield SNAPSHOT
    finally:
        reader.rollback()
        reader.close()
        del connections[SNAPSHOT]


def rows_of(model: type[models.Model], using: str) -> Iterator[list[object]]:
    """Every row, in the order of the key, as values that JSON has."""
    names = [field.attname for field in columns_of(model)]
    order = ORDERS.get(model._meta.db_table, ("pk",))
    rows = model._base_manager.using(using).order_by(*order).values_list(*names)
    for row in rows.iterator(chunk_size=STRETCH):
        yield [_plain(value) for value in row]


def write_rows(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[list[Any]]) -> int:
    """Put rows into the table as they are, keys included; says how many. Raises KeyError for an unknown column."""
    fields = {field.attname: field for field in columns_of(model)}
    wanted = [fields[name] for name in columns]
    quote = connection.ops.quote_name
    into = ", ".join(quote(field.column) for field in wanted)
    places = ", ".join("%s" for _ in wanted)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES ({places})"
    keepers = [(number, keep) for number, field in enumerate(wanted) if (keep := _keeper(field))]
    count, coming = 0, iter(rows)
    with connection.cursor() as cursor:
        while stretch := list(islice(coming, STRETCH)):
            for number, keep in keepers:
                for row in stretch:
                    row[number] = keep(row[number])
            cursor.executemany(statement, stretch)
            count += len(stretch)
    return count


def empty_tables() -> None:
    """Take out what the migrations themselves put into new tables."""
    with connection.cursor() as cursor:
        for name in MADE_BY_MIGRATION:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")


def filled_tables() -> list[str]:
    """Tables with a row that no migration put there; none in an empty installation."""
    there = set(connection.introspection.table_names())
    models_there = [model for model in kept_tables() if model._meta.db_table in there]
    return [
        model._meta.db_table
        for model in models_there
        if model._meta.db_table not in MADE_BY_MIGRATION and model._base_manager.exists()
    ]


def continue_numbers() -> None:
    """Let new rows take numbers after those that were put in (PostgreSQL counts apart from the rows)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_tables()):
            cursor.execute(statement)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def _keeper(field: Any) -> Callable[[object], object] | None:
    """How a value of this field goes back into the database; None where it goes as it is (most do)."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, GOES_AS_IT_IS):
        return None
    if isinstance(target, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection)

    def keep(value: object) -> object:
        read = None if value is None else target.to_python(value)
        return field.get_db_prep_save(read, connection)

    return keep
