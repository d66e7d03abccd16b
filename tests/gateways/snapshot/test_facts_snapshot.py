"""A snapshot of facts answers as the tables do, and is made anew when they change."""

from __future__ import annotations

import os

import polars as pl
import pytest

from domain.rules.small_screen import FACTS, ON, library, people
from gateways.screening.small_county import DOCUMENT, screen_county, write_county
from jiuchuang.gateways.screening import population_in
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.rows_out import NAMES
from jiuchuang.gateways.screening.run import plan_documents, screen_population
from jiuchuang.gateways.snapshot.facts_snapshot import open_snapshot, snapshot_problems


@pytest.fixture
def county(tmp_path):
    """One value out of range, one column absent."""
    heads = pl.when(pl.col("id") == "met").then(101).otherwise("heads")
    table = people().drop("is_big").with_columns(heads=heads)
    return write_county(tmp_path / "county", table)


def opened(county, folder, loaded=None):
    """The population over the snapshot, and how many rows had to be made sound for it."""
    population, problems = open_population(county)
    assert not problems
    made: list[int] = []
    return open_snapshot(population, (loaded or library()).vocabulary, folder, made.append), sum(made)


@pytest.mark.parametrize("size", [3, 100])
def test_the_answers_are_the_same(county, tmp_path, monkeypatch, size):
    direct = screen_county(county, tmp_path / "direct")
    monkeypatch.setattr(population_in, "BATCH_ROWS", size)
    population, made = opened(county, tmp_path / "snapshot")
    assert made == 10
    loaded, out = library(), tmp_path / "out"
    plans = plan_documents(loaded, (DOCUMENT,), ON)
    found = screen_population(population, loaded, (DOCUMENT,), plans, out, ON, lambda rows: None)
    assert found.tallies == direct.tallies
    assert found.facts_invalid == direct.facts_invalid == {"heads": 1}
    assert found.facts_absent == direct.facts_absent == ("is_big",)
    for name in NAMES:
        one, other = (pl.read_parquet(tmp_path / place / f"{name}.parquet") for place in ("direct", "out"))
        assert one.equals(other), name


def test_a_snapshot_that_is_cut_short_is_made_again(county, tmp_path):
    folder = tmp_path / "snapshot"
    assert opened(county, folder)[1] == 10
    path = folder / "person" / "part-0001.arrow"
    for harm in (
        lambda: path.write_bytes(path.read_bytes()[:-40]),
        path.unlink,
        path.with_suffix(".json").unlink,
    ):
        harm()
        population, made = opened(county, folder)
        assert made == 10
        assert population.rows("person") == 10


def test_it_is_made_once_and_again_when_a_table_or_the_vocabulary_changes(county, tmp_path):
    folder = tmp_path / "snapshot"
    assert opened(county, folder)[1] == 10
    assert opened(county, folder)[1] == 0
    os.utime(county / "person" / "part-0001.parquet", (1, 1))
    assert opened(county, folder)[1] == 10
    wider = library(facts=FACTS.replace("[0, 100]", "[0, 200]"))
    population, made = opened(county, folder, wider)
    assert made == 10
    heads = [part.scan().select("heads").collect()["heads"].max() for part in population.tables["person"]]
    assert max(heads) == 101


def test_a_folder_with_something_else_and_a_column_that_does_not_fit(county, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("x", encoding="utf-8")
    population, _ = open_population(county)
    (problem,) = snapshot_problems(population, library().vocabulary, folder)
    assert problem.code == "snapshot-not-empty"
    wrong = write_county(tmp_path / "wrong", people().with_columns(heads=pl.lit("3")))
    population, _ = open_population(wrong)
    found = snapshot_problems(population, library().vocabulary, tmp_path / "new")
    assert [problem.code for problem in found] == ["fact-type", "fact-type"]


def test_facts_of_another_entity_in_a_table_are_kept(tmp_path):
    fact = "{name: staff, type: count, entity: employer, label: 职工, question: 几人, source: 参保库, range: [0, 9]}"
    table = people().with_columns(staff=pl.int_range(pl.len(), dtype=pl.Int64) + 5)
    county = write_county(tmp_path / "county", table)
    population, _ = opened(county, tmp_path / "snapshot", library(facts=f"{FACTS}- {fact}\n"))
    staff = pl.concat([part.scan().select("staff") for part in population.tables["person"]]).collect()
    assert staff["staff"].to_list() == [5, 6, 7, 8, 9, None, None, None, None, None]
