"""The budget of a screening observes ceilings over several cases, however the table is cut and whoever computes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.rules.small_packs import load
from domain.rules.test_shared_ceilings import HIRE, MONTHLY, ON
from gateways.simulation.made_up_packs import DOCUMENT
from gateways.simulation.test_shared_ceilings import write_world
from jiuchuang.domain.rules.population.tally import Budget
from jiuchuang.gateways.cluster.processes import on_processes
from jiuchuang.gateways.cluster.run import Cluster, screen_on_cluster
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.screening import population_in
from jiuchuang.gateways.screening.population_in import Population, open_population
from jiuchuang.gateways.screening.run import plan_documents, screen_population
from jiuchuang.gateways.snapshot.facts_snapshot import open_snapshot

# As in the simulation of the same rows: low 320元, high 410元, and what the firm's ceiling took off.
WANTED = Budget(32_000, 41_000, 1, 0, 19_000, 18_000)


def budget_of(root: Path, run=screen_population, population: Population | None = None) -> Budget | None:
    loaded, problems = load(read_pack_files(root / "packs"))
    assert problems == []
    if population is None:
        population, problems = open_population(root / "people")
        assert problems == []
    plans = plan_documents(loaded, (DOCUMENT,), ON)
    out = root / "out"
    screening = run(population, loaded, (DOCUMENT,), plans, out, ON, lambda rows: None)
    assert not (out / "shared").exists()
    return screening.tallies[0].budget


@pytest.mark.parametrize("rows", [100_000, 1, 3])
def test_in_one_process(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(population_in, "BATCH_ROWS", rows)
    assert budget_of(write_world(tmp_path, HIRE)) == WANTED


def test_one_instalment_of_a_monthly_subsidy(tmp_path):
    assert budget_of(write_world(tmp_path, MONTHLY)) == WANTED


def test_on_workers(tmp_path):
    root = write_world(tmp_path, HIRE)

    def run(*given):
        return screen_on_cluster(Cluster(on_processes(2), root / "packs"), *given)

    assert budget_of(root, run) == WANTED


def test_over_a_snapshot(tmp_path):
    root = write_world(tmp_path, HIRE)
    loaded, _ = load(read_pack_files(root / "packs"))
    population, _ = open_population(root / "people")
    snapshot = open_snapshot(population, loaded.vocabulary, root / "snapshot", lambda rows: None)
    assert budget_of(root, population=snapshot) == WANTED
