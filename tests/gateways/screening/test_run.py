"""A run over a population: row files, figures, and that it does not matter how the table is cut."""

from __future__ import annotations

import polars as pl
import pytest

from domain.rules.small_screen import ON, library, people
from gateways.screening.small_county import screen_county, write_county
from jiuchuang.gateways.screening import population_in
from jiuchuang.gateways.screening.rows_out import NAMES, RowFiles
from jiuchuang.gateways.screening.run import FactDemand


@pytest.fixture
def county(tmp_path):
    return write_county(tmp_path / "county")


def rows(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


def test_row_files(county, tmp_path):
    out = tmp_path / "out"
    screen_county(county, out)
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{name}.parquet" for name in NAMES)
    awards = rows(out, "awards")
    assert awards["id"].to_list() == ["met", "one_head", "big_unknown"]
    assert awards["fen"].to_list() == [None, 10_000, None]
    assert set(awards["pack_sha256"]) == {library().packs["test/2016-1"].digest}
    assert set(awards["on"]) == {ON}
    assert rows(out, "work_list").select("id", "open", "missing").rows() == [
        ("big_unknown", "amount", ["heads"]),
        ("size_unknown", "verdict", ["heads", "is_big"]),
        ("local_unknown", "verdict", ["is_local", "is_struck"]),
    ]
    assert rows(out, "one_short").select("id", "condition").rows() == [
        ("stranger", "local"),
        ("small", "group-2"),
    ]
    assert rows(out, "paid_not_due")["id"].to_list() == ["paid_stranger"]


def test_figures(county, tmp_path):
    screening = screen_county(county, tmp_path / "out")
    (tally,) = screening.tallies
    assert (tally.cases, tally.met, tally.open_for_facts, tally.unclaimed) == (10, 3, 2, 2)
    assert screening.unclaimed_by_region == {("test/2016-1", "person", "东镇"): 2}
    assert tally.amount_for_facts == 1
    assert screening.demand == {
        "heads": FactDemand(2, 1, 2),
        **{name: FactDemand(1, 0, 1) for name in ("is_big", "is_local", "is_struck")},
    }
    assert (screening.facts_absent, screening.facts_invalid, screening.outside_period) == ((), {}, ())


@pytest.mark.parametrize("size", [1, 3, 100])
def test_how_the_table_is_cut_does_not_matter(county, tmp_path, monkeypatch, size):
    whole = screen_county(county, tmp_path / "whole")
    monkeypatch.setattr(population_in, "BATCH_ROWS", size)
    cut = screen_county(county, tmp_path / "cut")
    assert cut.tallies == whole.tallies
    assert (cut.demand, cut.unclaimed_by_region) == (whole.demand, whole.unclaimed_by_region)
    for name in NAMES:
        assert rows(tmp_path / "cut", name).equals(rows(tmp_path / "whole", name)), name


def test_absent_columns_and_invalid_values_are_told(tmp_path):
    table = (
        people()
        .drop("is_struck")
        .with_columns(heads=pl.when(pl.col("id") == "met").then(101).otherwise("heads"))
    )
    screening = screen_county(write_county(tmp_path / "county", table), tmp_path / "out")
    assert screening.facts_absent == ("is_struck",)
    assert screening.facts_invalid == {"heads": 1}
    (tally,) = screening.tallies
    assert tally.met == 0  # nobody is known not to be struck off
    assert screening.demand["is_struck"].cases == 5


def test_a_run_that_fails_leaves_no_row_files(tmp_path):
    out = tmp_path / "out"

    def fail():
        with RowFiles(out) as files:
            files.add("awards", rows_of_awards())
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    assert list(out.iterdir()) == []


def rows_of_awards():
    return pl.DataFrame({"id": ["a"], "region": [None], "programme": ["p"], "fen": [1], "fen_low": [1],
                         "fen_high": [1], "paid": [False], "pack_sha256": ["x"], "on": [ON]})  # fmt: skip
