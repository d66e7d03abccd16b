"""Facts of one subject and the tables of all are built by the same definitions: every fact, unknown ones too."""

from datetime import date

import polars as pl

from jiuchuang.apps.people.models import Employment
from jiuchuang.apps.people.queries import facts_of, snapshot, vocabulary
from jiuchuang.domain.rules.vocabulary import REACHABLE

ON = date(2018, 6, 30)
KINDS = ("person", "household", "employer", "employment")


def tables(folder, on, units=None) -> dict[str, pl.DataFrame]:
    assert snapshot(folder, on, units) == []
    return {
        kind: pl.concat([pl.read_parquet(path) for path in sorted((folder / kind).glob("*.parquet"))])
        for kind in KINDS
    }


def known(kind: str, row: dict) -> dict:
    """The facts of a row that are known, without those whose guard is false (screening drops these by itself)."""
    facts = vocabulary().facts
    return {
        name: value
        for name, value in row.items()
        if name in facts and facts[name].entity in REACHABLE[kind] and value is not None
    }


def assert_equal(kind: str, table: pl.DataFrame, on: date) -> int:
    compared = 0
    for row in table.iter_rows(named=True):
        sheet = facts_of(kind, row["id"], on)
        assert not sheet.problems
        assert sheet.values == known(kind, row), (kind, row["id"])
        compared += len(sheet.values)
    return compared


def test_one_by_one_and_all_at_once(loaded, tmp_path):
    found = tables(tmp_path / "all", ON)
    for kind, table in found.items():
        assert table.height == loaded.rows.get(kind, Employment.objects.count())
        assert assert_equal(kind, table, ON) > table.height * 5
