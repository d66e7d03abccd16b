"""The registers as they stand for a day, as Parquet tables that screening reads: the whole county's or some units'.

Facts are built by the same definitions as for one subject (`queries.facts`): what is stated, and what follows from
rows. Rows come from the database in stretches; where it can (PostgreSQL), from one consistent view of it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import Change, Employer, Employment, Payment
from jiuchuang.apps.people.queries.complete import Completeness, completeness
from jiuchuang.apps.people.queries.related import SOURCES, TABLES, Source
from jiuchuang.apps.people.queries.reported import BASE, LAYOFFS, reported_facts
from jiuchuang.apps.people.queries.stated import histories, on_the_day
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, facts_about, vocabulary
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.vocabulary import FactDeclaration
from jiuchuang.gateways.relations.laid_out import BY_HAND, REPORTED, UNIT, completeness_of, lay_out
from jiuchuang.gateways.relations.register_parts import KEPT, Aside, write_parts

CHUNK = 5_000
"""Rows fetched from the database at a time."""
_TEXT, _DAY, _TRUE = pl.String(), pl.Date(), pl.Boolean()


def snapshot(folder: Path, on: date, units: Iterable[Unit] | None = None) -> list[Problem]:
    """Write the registers of the units (None: of all) as they stand for the day into the empty folder.

    Returns what made them unusable for screening, which is a fault of ours or of the disk, never of the people in
    them. The relation tables are there too when it is about all units.
    """
    codes = None if units is None else {unit.code for unit in units}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".registers-", dir=folder.parent) as place:
        stated = Path(place)
        with transaction.atomic():
            _one_view()
            _write_stated(stated, on)
        problems = lay_out(stated, folder, vocabulary(), on, codes)
        shutil.copytree(stated / "payment", folder / "payment")
        if codes is None:
            shutil.copytree(stated / "relations", folder / "relations")
            shutil.copy(stated / "manifest.json", folder / "manifest.json")
    return problems


def _one_view() -> None:
    """All tables as of one moment, unless somebody else's transaction is under way already."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _write_stated(stated: Path, on: date) -> None:
    complete = completeness(on)
    households = dict(
        SOURCES["household_members"].rows(on).values_list("person_id", "household__number").iterator(CHUNK)
    )
    for kind in TABLES:
        _write_subjects(stated, kind, on, complete, households)
    _write_reported(stated, on)
    _write_employments(stated, households)
    _write_relations(stated, on)
    _write_payments(stated)
    manifest = {"on": on.isoformat(), "relations": completeness_of(_said())}
    (stated / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def _said() -> dict[str, dict[str, str | bool]]:
    """Which column of an owner's table says whether its rows of a relation are complete."""
    tables = vocabulary().relations.tables
    return {name: dict.fromkeys(tables[name].ends, f"{name}_complete") for name in SOURCES}


def _columns_of_completeness(kind: str) -> list[tuple[str, str]]:
    """Relations in which subjects of the kind have rows, with the key column that names them."""
    tables = vocabulary().relations.tables
    return [(name, end) for name in SOURCES for end, entity in tables[name].ends.items() if entity == kind]


def _write_subjects(
    stated: Path, kind: str, on: date, complete: Completeness, households: Mapping[int, str]
) -> None:
    """The table of a register; facts stated by hand although they follow from rows go into a table of their own."""
    ends = _columns_of_completeness(kind)
    columns = COLUMN_FACTS.get(kind, {})
    follows: dict[bool, list[FactDeclaration]] = {True: [], False: []}
    for fact in facts_about(kind):
        follows[vocabulary().derivation(fact.name) is not None].append(fact)
    schema: dict[str, pl.DataType] = {"id": _TEXT, UNIT: _TEXT, "region": _TEXT}
    schema |= {"household_id": _TEXT} if kind == "person" else {}
    schema |= {f"{name}_complete": _TRUE for name, _ in ends}
    schema |= {name: column_type(vocabulary().facts[name].type) for name in columns} | {KEPT: _TEXT}
    units = {pk: (code, name) for pk, code, name in Unit.objects.values_list("pk", "code", "name")}

    def rows() -> Iterator[Sequence[Any]]:
        for pk, number, unit_id, own, *rest in _subjects(kind, on):
            whole = [complete.says(name, end, unit_id, own) for name, end in ends]
            yield [
                number, *units[unit_id], *([households.get(pk)] if kind == "person" else []), *whole, *rest,
            ]  # fmt: skip

    aside = Aside(stated / BY_HAND / f"{kind}.parquet", follows[True])
    write_parts(stated / kind, rows(), schema, follows[False], aside)


def _subjects(kind: str, on: date) -> Iterator[list[Any]]:
    """Key, number, unit, own completeness, columns of facts and facts as JSON text, in the order of the numbers."""
    history = histories(kind, None, on)
    columns = COLUMN_FACTS.get(kind, {})
    rows = TABLES[kind]._default_manager.filter(merged_into__isnull=True).order_by("number")
    rows = rows.annotate(kept=Cast("facts", TextField()))
    names = ("pk", "number", "unit_id", "complete", *columns.values(), "kept")
    for row in rows.values_list(*names).iterator(CHUNK):
        changed = history.get(row[1])
        yield list(row) if changed is None else [*row[:4], *_then(kind, row[4:], changed, on)]


def _then(kind: str, row: Sequence[Any], history: Sequence[Change], on: date) -> list[Any]:
    """Columns of facts and facts as they were on the day."""
    columns = COLUMN_FACTS.get(kind, {})
    now = json.loads(row[-1])
    now |= {fact: value.isoformat() for fact, value in zip(columns, row, strict=False) if value is not None}
    then = on_the_day(kind, now, history, on)
    days = [date.fromisoformat(day) if (day := then.pop(fact, None)) else None for fact in columns]
    return [*days, json.dumps(then, ensure_ascii=False)]


def _write_reported(stated: Path, on: date) -> None:
    """What monthly headcounts tell, for employers of whom rows do not."""
    found = reported_facts(on)
    if not found:
        return
    numbers = dict(Employer.objects.values_list("pk", "number"))
    names = (BASE, LAYOFFS)
    rows = [[numbers[key], *(told.get(name) for name in names)] for key, told in found.items()]
    table = pl.DataFrame(rows, schema={"id": _TEXT, **dict.fromkeys(names, pl.Int64())}, orient="row")
    (stated / REPORTED).mkdir()
    table.write_parquet(stated / REPORTED / "employer.parquet")


def _write_employments(stated: Path, households: Mapping[int, str]) -> None:
    columns = COLUMN_FACTS["employment"]
    follows: dict[bool, list[FactDeclaration]] = {True: [], False: []}
    for fact in facts_about("employment"):
        follows[vocabulary().derivation(fact.name) is not None].append(fact)
    schema: dict[str, pl.DataType] = {"id": _TEXT, UNIT: _TEXT, "region": _TEXT}
    schema |= dict.fromkeys(("person_id", "employer_id", "household_id"), _TEXT)
    schema |= {name: column_type(vocabulary().facts[name].type) for name in columns} | {KEPT: _TEXT}
    owner = ("employer__unit__code", "employer__unit__name", "person__unit__code", "person__unit__name")
    found = (
        Employment.objects.annotate(kept=Cast("facts", TextField()))
        .order_by("number")
        .values_list(
            "number", *owner, "person__number", "employer__number", "person_id", *columns.values(), "kept"
        )
    )

    def rows() -> Iterator[Sequence[Any]]:
        for number, code, name, own_code, own_name, person, employer, key, *rest in found.iterator(CHUNK):
            yield [number, code or own_code, name or own_name, person, employer, households.get(key), *rest]

    aside = Aside(stated / BY_HAND / "employment.parquet", follows[True])
    write_parts(stated / "employment", rows(), schema, follows[False], aside)


def _write_relations(stated: Path, on: date) -> None:
    for name, source in SOURCES.items():
        relation = vocabulary().relations.tables[name]
        schema: dict[str, pl.DataType] = dict.fromkeys(relation.ends, _TEXT)
        schema |= {column.name: _column(column.type) for column in relation.columns.values()}
        write_parts(stated / "relations" / name, _relation_rows(source, list(relation.columns), on), schema)


def _column(type_: Any) -> pl.DataType:
    """Codes as text: a register may be older than a list of codes."""
    kind = column_type(type_)
    return _TEXT if isinstance(kind, pl.Enum) else kind


def _relation_rows(source: Source, columns: Sequence[str], on: date) -> Iterator[Sequence[Any]]:
    ends = [f"{name}__number" for name in source.ends.values()]
    fields = [source.columns[name] for name in columns]
    for row in source.rows(on).values_list(*ends, *fields).iterator(CHUNK):
        yield [None if value == "" else value for value in row]


def _write_payments(stated: Path) -> None:
    schema = {
        "id": _TEXT, "entity": _TEXT, "programme": _TEXT, "paid_fen": pl.Int64(), "paid_on": _DAY,
        "instalments": pl.Int64(),
    }  # fmt: skip
    names = ("number", "kind", "programme", "paid_fen", "paid_on", "instalments")
    rows = Payment.objects.order_by("kind", "number", "pk").values_list(*names).iterator(CHUNK)
    write_parts(stated / "payment", rows, schema)
