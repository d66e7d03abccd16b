"""Ids that stand twice or not at all: found whatever the order, in one table over all its parts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiuchuang.gateways.screening import repeated_ids
from jiuchuang.gateways.screening.population_in import TableFile, open_population
from jiuchuang.gateways.screening.repeated_ids import id_problems


def write(root: Path, *parts: list[object], kinds: tuple[pl.DataType, ...] = ()) -> tuple[TableFile, ...]:
    """A table `person` of these ids in parts."""
    folder = root / "person"
    folder.mkdir(parents=True)
    files = []
    for number, ids in enumerate(parts):
        kind = kinds[number] if kinds else pl.String()
        table = pl.DataFrame({"id": pl.Series(ids, dtype=kind)})
        path = folder / f"part-{number:04d}.parquet"
        table.write_parquet(path)
        files.append(TableFile(path, table.height, dict(table.schema)))
    return tuple(files)


def test_ids_in_order_and_out_of_order_without_repetition(tmp_path):
    assert id_problems(write(tmp_path / "a", ["P1", "P2"], ["P3"])) == []
    assert id_problems(write(tmp_path / "b", ["P3", "P1"], ["P2"])) == []
    assert id_problems(write(tmp_path / "c", [], ["P1"])) == []


def test_an_id_in_two_parts_is_named_with_table_and_rows(tmp_path):
    problems = id_problems(write(tmp_path, ["P1", "P2", "P3"], ["P9", "P2"], ["P2"]))
    assert [item.code for item in problems] == ["id-repeated"]
    assert problems[0].message == (
        "编号“P2”在 person 表里出现 3 次：part-0000.parquet 第2行；part-0001.parquet 第2行；part-0002.parquet 第1行"
    )
    assert problems[0].place.source.endswith("person")


def test_neighbours_that_are_equal(tmp_path):
    assert "第1行、第2行" in id_problems(write(tmp_path / "a", ["P1", "P1"]))[0].message
    across = id_problems(write(tmp_path / "b", ["P1"], ["P1"]))[0].message
    assert "part-0000.parquet 第1行；part-0001.parquet 第1行" in across


def test_a_number_and_the_same_number_as_text(tmp_path):
    problems = id_problems(write(tmp_path, [1, 2], ["2", "3"], kinds=(pl.Int64(), pl.String())))
    assert [item.message.partition("在")[0] for item in problems] == ["编号“2”"]


def test_rows_without_an_id(tmp_path):
    problems = id_problems(write(tmp_path, ["P1", None, "P2", None]))
    assert [(item.code, item.message) for item in problems] == [("id-empty", "2 行没有编号：第2行、第4行")]


def test_very_many_repetitions_are_counted(tmp_path):
    ids = [f"P{number}" for number in range(300)]
    problems = id_problems(write(tmp_path, ids + ids))
    assert len(problems) == repeated_ids.SHOWN + 1
    assert problems[-1].message == f"一共有 300 个编号重复，这里列出 {repeated_ids.SHOWN} 个"


@given(st.lists(st.lists(st.integers(0, 30).map(str), max_size=12), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_equals_counting_all_ids(tmp_path_factory, parts):
    """Shares and chunks so small that every border is crossed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeated_ids, "SHARE", 4)
        patch.setattr(repeated_ids, "CHUNK", 3)
        patch.setattr(repeated_ids, "SHOWN", 100)
        problems = id_problems(write(tmp_path_factory.mktemp("ids"), *parts))
    every = [name for part in parts for name in part]
    wanted = {name: every.count(name) for name in every if every.count(name) > 1}
    found = {item.message.split("“")[1].split("”")[0]: item.message for item in problems}
    assert found.keys() == wanted.keys()
    assert all(f"出现 {count} 次" in found[name] for name, count in wanted.items())


def test_a_population_with_a_repeated_id_is_refused(tmp_path):
    write(tmp_path, ["P2", "P1"], ["P1"])
    _, problems = open_population(tmp_path)
    assert [item.code for item in problems] == ["id-repeated"]
