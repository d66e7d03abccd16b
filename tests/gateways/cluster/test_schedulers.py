"""Screening file by file on workers gives what one process gives; a worker that dies repeats its file only."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from domain.rules.small_packs import pack_files
from domain.rules.small_screen import FACTS, ON, PROGRAMME, library
from gateways.cluster.workers import die_once, screen_and_note
from gateways.screening.small_county import DOCUMENT, screen_county, write_county
from jiuchuang.gateways.cluster.dask import on_dask
from jiuchuang.gateways.cluster.part_task import Scheduler
from jiuchuang.gateways.cluster.processes import on_processes
from jiuchuang.gateways.cluster.run import Cluster, screen_on_cluster
from jiuchuang.gateways.cluster.spark import on_spark, spark_context
from jiuchuang.gateways.screening.outputs import KINDS, REPORT, Outputs
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.rows_out import NAMES
from jiuchuang.gateways.screening.run import plan_documents

TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture
def county(tmp_path):
    return write_county(tmp_path / "county")


@pytest.fixture
def packs(tmp_path):
    root = tmp_path / "packs"
    for name, text in pack_files(PROGRAMME, FACTS).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def workers_find_these_tests(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))  # workers import the functions of these tests


@pytest.fixture(params=["processes", "dask"])
def scheduler(request, workers_find_these_tests) -> Scheduler:
    return on_processes(2) if request.param == "processes" else on_dask()


@pytest.fixture
def spark(workers_find_these_tests):
    if shutil.which("java") is None:
        pytest.skip("Spark was NOT tested: it needs Java 17, and there is no java on PATH")
    with spark_context("local[2,4]") as context:
        yield context


def on_workers(county, packs, out, schedule, work, outputs=REPORT):
    loaded = library()
    population, problems = open_population(county)
    assert not problems
    plans = plan_documents(loaded, (DOCUMENT,), ON)
    done: list[int] = []
    cluster = Cluster(schedule, packs, work)
    screening = screen_on_cluster(
        cluster, population, loaded, (DOCUMENT,), plans, out, ON, done.append, outputs
    )
    assert sorted(done) == [4, 6]
    return screening


def attempts(county) -> Counter[str]:
    return Counter((county / "attempts.txt").read_text(encoding="utf-8").split())


def same(county, tmp_path, spread):
    """Everything that one process gives."""
    alone = screen_county(county, tmp_path / "alone")
    assert spread.tallies == alone.tallies
    assert (spread.demand, spread.unclaimed_by_region) == (alone.demand, alone.unclaimed_by_region)
    assert (spread.facts_absent, spread.facts_invalid) == (alone.facts_absent, alone.facts_invalid)
    for name in NAMES:
        one, many = (pl.read_parquet(tmp_path / place / f"{name}.parquet") for place in ("alone", "spread"))
        assert many.equals(one), name
    assert sorted(path.name for path in (tmp_path / "spread").iterdir()) == [
        f"{name}.parquet" for name in sorted(NAMES)
    ]
    return True


def test_workers_give_the_same_rows_and_figures(county, packs, tmp_path, scheduler):
    spread = on_workers(county, packs, tmp_path / "spread", scheduler, screen_and_note)
    assert attempts(county) == {"person/part-0000.parquet": 1, "person/part-0001.parquet": 1}
    assert same(county, tmp_path, spread)


def test_a_worker_that_is_killed_repeats_its_own_file_only(county, packs, tmp_path, scheduler):
    spread = on_workers(county, packs, tmp_path / "spread", scheduler, die_once)
    assert attempts(county) == {"person/part-0000.parquet": 1, "person/part-0001.parquet": 2}
    assert same(county, tmp_path, spread)


def test_spark_gives_the_same_and_repeats_the_file_of_a_killed_worker_only(county, packs, tmp_path, spark):
    """One test, because starting Java takes longer than both runs."""
    spread = on_workers(county, packs, tmp_path / "spread", on_spark(context=spark), die_once)
    assert attempts(county) == {"person/part-0000.parquet": 1, "person/part-0001.parquet": 2}
    assert same(county, tmp_path, spread)
    assert spark.parallelize([1, 2]).sum() == 3  # what runs already is left running


def test_a_fault_in_a_worker_is_not_swallowed(county, packs, tmp_path):
    shutil.rmtree(packs)
    packs.mkdir()
    with pytest.raises((KeyError, ValueError)):
        on_workers(county, packs, tmp_path / "out", on_processes(1), screen_and_note)


def test_a_dump_from_workers_holds_every_row_once(county, packs, tmp_path):
    outputs = Outputs(frozenset(KINDS) - {"report"})
    on_workers(county, packs, tmp_path / "out", on_processes(1), screen_and_note, outputs)
    dump = pl.scan_ipc(tmp_path / "out" / "dump" / "person" / "*.arrow").collect()
    assert dump["id"].to_list() == pl.read_parquet(county / "person" / "*.parquet")["id"].to_list()
    assert dump.columns[:3] == ["id", "region", f"{DOCUMENT}/p.local"]


def test_parts_that_are_links_to_files_of_one_name_are_screened_each(county, packs, tmp_path):
    alone = screen_county(county, tmp_path / "alone")
    for part in sorted((county / "person").iterdir()):
        real = tmp_path / "elsewhere" / part.stem / "data.parquet"
        real.parent.mkdir(parents=True)
        part.rename(real)
        part.symlink_to(real)
    spread = on_workers(county, packs, tmp_path / "out", on_processes(1), screen_and_note)
    assert spread.tallies == alone.tallies
