"""Many rows at once into a table: by COPY where the database has it (PostgreSQL), else by one prepared INSERT."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

_AT_ONCE = 2_000
"""Rows handed to an INSERT at a time."""
Way = Callable[[Any], Any]


def write_in_bulk(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows, whose values stand in the order of `columns` (names of fields; of a key `unit_id`).

    Fields that are not named get the default of the model, keys that the database counts are counted on. Nothing is
    asked but what the database itself checks; a tenth of the time that as many objects take. Returns how many.

    Whatever makes the rows must not ask the database: its connection is busy taking them.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    given = {field.attname: field for field in fields if field.attname in columns}
    if unknown := set(columns) - given.keys():
        raise LookupError(f"{model.__name__} has no field {', '.join(sorted(unknown))}")
    rest = [field for field in fields if field.attname not in given]
    same = [(_way(field) or _as_it_is)(_default(field)) for field in rest]
    ways = [(place, way) for place, name in enumerate(columns) if (way := _way(given[name]))]
    quote = connection.ops.quote_name
    names = [quote(str(field.column)) for field in (*(given[name] for name in columns), *rest)]
    into = f"{quote(model._meta.db_table)} ({', '.join(names)})"
    written = _written(rows, ways, same)
    if connection.vendor == "postgresql":
        return _copied(f"COPY {into} FROM STDIN", written)
    return _inserted(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(names))})", written)


def _written(
    rows: Iterable[Sequence[Any]], ways: Sequence[tuple[int, Way]], same: Sequence[Any]
) -> Iterator[list[Any]]:
    """The rows as the database takes them, with the values that all have alike."""
    for row in rows:
        values = list(row)
        for place, way in ways:
            values[place] = way(values[place])
        values += same
        yield values


def _copied(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _inserted(statement: str, rows: Iterator[list[Any]]) -> int:
    count, batch = 0, list[list[Any]]()
    with connection.cursor() as cursor:
        for row in rows:
            batch.append(row)
            if len(batch) == _AT_ONCE:
                cursor.executemany(statement, batch)
                count, batch = count + len(batch), []
        if batch:
            cursor.executemany(statement, batch)
    return count + len(batch)


def _default(field: models.Field[Any, Any]) -> Any:
    """What a field has that nobody names: the model's default, or nothing where it may be empty."""
    if field.default is not NOT_PROVIDED or not field.null:
        return field.get_default()
    return None


def _as_it_is(value: Any) -> Any:
    return value


def _way(field: models.Field[Any, Any]) -> Way | None:
    """How the database takes a value of the field; None: as it is."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField):
        return lambda value: _moment(value) if value is not None else None
    if isinstance(field, models.DateField) and connection.vendor != "postgresql":
        return lambda value: value.isoformat() if value is not None else None
    return None


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
