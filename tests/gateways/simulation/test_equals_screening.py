"""Both versions of a simulation over a synthetic county give what two screenings of their own give, in every table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.scenario import Scenario, parse_setting
from jiuchuang.domain.rules.population.simulate import KIND_LABELS, NEWLY, NO_LONGER, TO_KNOWN, TO_UNKNOWN
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.screening.population_in import Population, open_population
from jiuchuang.gateways.screening.run import plan_documents, screen_population
from jiuchuang.gateways.simulation.run import SIDES, plan_versions, simulate_population
from jiuchuang.gateways.simulation.versions_in import read_versions

ON = date(2018, 6, 30)
DOCUMENTS = ("hualong/2016-2", "jinxiang/2017-21", "songyuan/2018")
CHANGES = (
    "hualong/2016-2/opening-subsidy:subsidy=8000元",
    "hualong/2016-2/incubator-cost-subsidy:yearly_limit=5000元",
    "jinxiang/2017-21/hiring-award:contract_term=2年",
    "jinxiang/2017-21/stabilisation-match:match_rate=1/3",
    "songyuan/2018/skill-upgrade-subsidy:level_subsidy.junior=900元",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A county of 1,500 people, the two versions, and the simulation of them."""
    root = tmp_path_factory.mktemp("county")
    settings = tuple(parse_setting(text, Place("--set"))[0] for text in CHANGES)
    versions, problems = read_versions(None, DOCUMENTS, Scenario(tuple(item for item in settings if item)))
    assert versions is not None, "\n".join(map(str, problems))
    synthesize(CountyPlan(1500, 150, 11, ON), versions.before, root / "people", lambda done: None)
    population, problems = open_population(root / "people")
    assert problems == []
    plans = plan_versions(versions, population, ON)
    out = root / "out"
    out.mkdir()
    simulation = simulate_population(versions, population, plans, out, ON, lambda rows: None)
    return simulation, population, out


def screened(population: Population, library: Library, out: Path):
    """One version screened by itself: tallies by programme, and awards."""
    plans = plan_documents(library, DOCUMENTS, ON)
    out.mkdir()
    screening = screen_population(population, library, DOCUMENTS, plans, out, ON, lambda rows: None)
    tallies = {tally.programme.id: tally for tally in screening.tallies}
    return tallies, pl.read_parquet(out / "awards.parquet")


def test_every_programme_costs_what_its_own_screening_says(world, tmp_path):
    simulation, population, _ = world
    assert len(simulation.changed) == len(CHANGES)
    assert {item.pair.programme.entity for item in simulation.results} >= {"person", "employer", "employment"}
    libraries = (simulation.versions.before, simulation.versions.after)
    for number, (side, library) in enumerate(zip(SIDES, libraries, strict=True)):
        tallies, _ = screened(population, library, tmp_path / side)
        costs = {
            item.pair.programme.id: item.cost[number]
            for item in simulation.results
            if item.pair.screened[number]
        }
        assert set(costs) == set(tallies)
        for name, cost in costs.items():
            tally = tallies[name]
            assert (cost.cases, cost.met, cost.open, cost.budget) == (
                tally.cases, tally.met, tally.open, tally.budget,
            ), name  # fmt: skip


def test_the_rows_are_those_of_the_two_screenings(world, tmp_path):
    simulation, population, out = world
    rows = pl.read_parquet(out / "differences.parquet")
    awards = [
        screened(population, library, tmp_path / side)[1]
        for side, library in zip(SIDES, (simulation.versions.before, simulation.versions.after), strict=True)
    ]
    entitled = [set(frame.select("id", "programme").iter_rows()) for frame in awards]
    kinds = {kind: set(rows.filter(kind=kind).select("id", "programme").iter_rows()) for kind in KIND_LABELS}
    gained, lost = entitled[1] - entitled[0], entitled[0] - entitled[1]
    assert kinds[NEWLY] <= gained <= kinds[NEWLY] | kinds[TO_KNOWN]
    assert kinds[NO_LONGER] <= lost <= kinds[NO_LONGER] | kinds[TO_UNKNOWN]
    for side, frame in zip(SIDES, awards, strict=True):
        money = f"{side}_low"
        own = rows.filter(pl.col(money) > 0).select("id", "programme", money)
        joined = own.join(frame, on=["id", "programme"], how="left")
        assert joined.height == own.height > 0
        assert joined[money].to_list() == joined["fen_low"].to_list()


def test_townships_and_groups_add_up_to_the_county(world):
    simulation = world[0]
    for result in simulation.changed:
        total = result.figures.total()
        for grouping in simulation.groupings:
            groups = result.figures.groups(grouping)
            if groups:
                found = sum((result.figures.total(grouping, group) for group in groups), start=type(total)())
                assert +found == +total, grouping
        moved = {
            end: sum(
                cell[f"after_{end}"] - cell[f"before_{end}"]
                for (grouping, _, kind), cell in result.figures.cells.items()
                if grouping == "region" and kind is not None
            )
            for end in ("low", "high")
        }
        assert moved == {end: total[f"after_{end}"] - total[f"before_{end}"] for end in ("low", "high")}


def test_the_first_month_is_the_cost_where_a_payment_is_made_once(world):
    simulation = world[0]
    once = [
        item
        for item in simulation.results
        if item.pair.programme.schedule.every == "once" and item.cost[1].budget
    ]
    assert len(once) > 3
    for item in once:
        total = item.figures.total()
        assert [item.flows["after_low"][0], item.flows["after_high"][0]] == [
            total["after_low"],
            total["after_high"],
        ]
        assert sum(item.flows["after_high"][1:]) == 0
