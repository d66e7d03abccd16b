"""Screening a county whose tables lack every derived fact: registers give them, on one process or several."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.cluster.processes import on_processes
from jiuchuang.gateways.cluster.run import Cluster, screen_on_cluster
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.tables_in import open_relations
from jiuchuang.gateways.screening.outputs import read_outputs
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.run import plan_documents, screen_population
from jiuchuang.gateways.snapshot.facts_snapshot import open_snapshot

DAY = date(2018, 6, 30)
DOCUMENTS = ("songyuan/2018", "hualong/2016-2", "jinxiang/2017")
ROWS = ("awards", "work_list", "one_short", "paid_not_due")


@pytest.fixture(name="library", scope="module")
def all_packs():
    found, problems = load_library(read_pack_files())
    assert problems == []
    return found


@pytest.fixture(name="county", scope="module")
def two_parts(library, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("registers") / "county"
    synthesize(CountyPlan(3000, 400, seed=11, on=DAY, part_size=1600), library, folder)
    return folder


@pytest.fixture(name="bare", scope="module")
def without_derived_facts(county, library) -> Path:
    folder = county.parent / "bare"
    shutil.copytree(county, folder)
    tables, problems = open_relations(open_population(county)[0], library.vocabulary.relations)
    assert problems == []
    derivations = library.vocabulary.relations.derivations
    derived = [name for name, derivation in derivations.items() if derivation.relation in tables]
    for path in folder.glob("*/*.parquet"):
        pl.read_parquet(path).drop(derived, strict=False).write_parquet(path)
    return folder


class Run:
    """One way to screen; `rows` are its row files, sorted."""

    def __init__(self, folder, library, out, again=False, snapshot=None, workers=0, gather=True):
        population, problems = open_population(folder)
        tables, faults = open_relations(population, library.vocabulary.relations)
        assert problems == faults == []
        plans = plan_documents(library, [d for d in DOCUMENTS if d in library.packs], DAY)
        read = open_snapshot(population, library.vocabulary, snapshot, int) if snapshot else population
        self.names = ()
        if gather:
            registers = Registers(population, tables, again)
            read, self.names = registers.lay_beside(read, library.vocabulary, plans, out / ".derived")
        documents = tuple(d for d in DOCUMENTS if d in library.packs)
        args = (read, library, documents, plans, out, DAY, lambda rows: None, read_outputs(",".join(ROWS))[0])
        out.mkdir(exist_ok=True)
        if workers:
            screen_on_cluster(Cluster(on_processes(workers)), *args)
        else:
            screen_population(*args)
        self.rows = {name: pl.read_parquet(out / f"{name}.parquet").sort(pl.all()) for name in ROWS}


@pytest.fixture(name="gathered", scope="module")
def gathered_again(county, library, tmp_path_factory) -> Run:
    return Run(county, library, tmp_path_factory.mktemp("out") / "again", again=True)


def assert_same(one: Run, other: Run) -> None:
    for name in ROWS:
        assert one.rows[name].equals(other.rows[name]), name


def test_registers_give_what_the_tables_do_not_state(gathered, bare, library, tmp_path):
    """Facts gathered although a column states them, and facts gathered because no column does: the same rows."""
    run = Run(bare, library, tmp_path / "out")
    assert set(run.names) == set(gathered.names) >= {"staff_base_last_year", "household_employed_members"}
    assert_same(run, gathered)
    assert run.rows["awards"].height > 20


def test_without_registers_these_facts_are_waited_for(gathered, bare, library, tmp_path):
    run = Run(bare, library, tmp_path / "out", gather=False)
    missing = set(run.rows["work_list"]["missing"].explode())
    assert missing & set(gathered.names)
    assert run.rows["awards"].height < gathered.rows["awards"].height


def test_a_stated_column_is_left_alone_unless_told_otherwise(county, library, tmp_path):
    assert Run(county, library, tmp_path / "out").names == ()


def test_a_snapshot_gives_the_same_rows(gathered, bare, library, tmp_path):
    assert_same(Run(bare, library, tmp_path / "out", snapshot=tmp_path / "snapshot"), gathered)


def test_workers_give_the_same_rows(gathered, bare, library, tmp_path):
    assert_same(Run(bare, library, tmp_path / "out", workers=2), gathered)


def test_a_column_that_some_files_state_is_left_alone_in_those(county, bare, library, tmp_path):
    """The first file of employers lacks what registers give; the second states a figure, another than theirs."""
    mixed = tmp_path / "mixed"
    shutil.copytree(bare, mixed)
    _, second = sorted((mixed / "employer").glob("*.parquet"))
    full = pl.read_parquet(county / "employer" / second.name)
    assert full.height > 0
    full.with_columns(staff_base_last_year=pl.lit(7)).write_parquet(second)
    population, _ = open_population(mixed)
    tables, _ = open_relations(population, library.vocabulary.relations)
    plans = plan_documents(library, ["songyuan/2018"], DAY)
    read, names = Registers(population, tables).lay_beside(
        population, library.vocabulary, plans, tmp_path / "d"
    )
    assert "staff_base_last_year" in names
    gathered, stated = (part.scan().collect()["staff_base_last_year"] for part in read.tables["employer"])
    assert gathered.null_count() == 0 and set(gathered) != {7}
    assert set(stated) == {7}


def test_gathered_facts_are_those_of_the_county(county, library, tmp_path):
    """Columns laid beside the employers' tables, against the county's own, wherever its registers have no gap."""
    population, _ = open_population(county)
    tables, _ = open_relations(population, library.vocabulary.relations)
    plans = [plan for plan in plan_documents(library, ["songyuan/2018"], DAY) if plan.entity == "employer"]
    read, names = Registers(population, tables, again=True).lay_beside(
        population, library.vocabulary, plans, tmp_path / "derived"
    )
    stated = pl.concat([part.scan() for part in population.tables["employer"]]).collect()
    found = pl.concat([part.scan() for part in read.tables["employer"]]).collect()
    assert stated["id"].equals(found["id"])
    for name in names:
        known = stated[name].is_not_null()
        assert found.filter(known)[name].equals(stated.filter(known)[name]), name
    assert found["staff_base_last_year"].null_count() == 0 < stated["staff_base_last_year"].null_count()
