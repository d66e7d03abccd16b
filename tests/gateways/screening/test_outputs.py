"""Only what is asked for is written, and it is the same as in a run for everything."""

from __future__ import annotations

import polars as pl
import pytest

from domain.rules.small_screen import ON, library
from gateways.screening.small_county import DOCUMENT, screen_county, write_county
from jiuchuang.gateways.screening.first_cases import first_cases
from jiuchuang.gateways.screening.outputs import REPORT, Outputs, read_outputs
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.run import plan_documents, screen_population


@pytest.fixture
def county(tmp_path):
    return write_county(tmp_path / "county")


def screen_for(county, out, *names):
    population, _ = open_population(county)
    loaded = library()
    plans = plan_documents(loaded, (DOCUMENT,), ON)
    outputs = Outputs(frozenset(names))
    return screen_population(population, loaded, (DOCUMENT,), plans, out, ON, lambda rows: None, outputs)


def test_names_are_read_and_faults_told_at_once():
    assert read_outputs("") == (REPORT, [])
    assert read_outputs(" awards, dump") == (Outputs(frozenset({"awards", "dump"})), [])
    _, problems = read_outputs("award,funnel,x")
    assert [problem.code for problem in problems] == ["unknown-output", "unknown-output"]


@pytest.mark.parametrize(
    "names", [("awards",), ("awards", "funnel"), ("work_list",), ("one_short", "paid_not_due")]
)
def test_what_is_asked_for_equals_the_full_run(county, tmp_path, names):
    whole = screen_county(county, tmp_path / "whole")
    screening = screen_for(county, tmp_path / "out", *names)
    lists = [name for name in names if name != "funnel"]
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(lists)
    for name in lists:
        one, other = (pl.read_parquet(tmp_path / place / f"{name}.parquet") for place in ("whole", "out"))
        assert one.equals(other), name
    counted = Outputs(frozenset(names)).counts
    assert screening.tallies == (whole.tallies if counted else ())


def test_the_dump_holds_every_answer_for_every_row(county, tmp_path):
    screen_for(county, tmp_path / "out", "dump")
    dump = pl.scan_ipc(tmp_path / "out" / "dump" / "person" / "*.arrow").collect()
    own = f"{DOCUMENT}/p"
    assert dump.columns == [
        "id",
        "region",
        *(f"{own}.{name}" for name in ("local", "heads", "big", "once", "verdict", "payable")),
    ]
    verdicts = dict(dump.select("id", f"{own}.verdict").iter_rows())
    assert (verdicts["met"], verdicts["stranger"], verdicts["size_unknown"]) == (True, False, None)
    assert dump.filter(pl.col("id") == "one_head")[f"{own}.payable"].to_list() == [10_000]


def test_the_first_cases_equal_those_of_a_whole_sort(tmp_path, monkeypatch):
    monkeypatch.setattr("jiuchuang.gateways.screening.first_cases.CHUNK_ROWS", 50)
    number = pl.int_range(700)
    rows = pl.select(
        programme=pl.format("p{}", number * 7 % 3),
        region=pl.when(number % 11 == 0).then(None).otherwise(pl.format("r{}", number * 5 % 6)),
        id=pl.format("{}", number * 389 % 997),
    )
    path = tmp_path / "rows.parquet"
    rows.write_parquet(path)
    for most in (1, 20, 400):
        whole = rows.sort("programme", "region", "id").group_by("programme", maintain_order=True).head(most)
        assert first_cases(path, most).equals(whole)
    odd = pl.col("id").str.ends_with("1")
    wanted = rows.filter(odd).sort("programme", "region", "id").group_by("programme", maintain_order=True)
    assert first_cases(path, 5, odd).equals(wanted.head(5))
