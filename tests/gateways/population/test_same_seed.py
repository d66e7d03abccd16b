"""The same seed gives the same county, whatever the order and number of its parts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.population.conftest import PLAN
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.population.county import draw_county
from jiuchuang.gateways.population.part import draw_part
from jiuchuang.gateways.population.part_facts import part_facts


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_writes_the_same_bytes(library, written, tmp_path):
    synthesize(PLAN, library, tmp_path / "again")
    again, first = contents(tmp_path / "again"), contents(written.folder)
    assert again.keys() == first.keys()
    assert [name for name in first if first[name] != again[name]] == []
    assert sum(name.startswith("person/") for name in first) == 3


def test_another_seed_gives_another_county(library):
    other = draw_part(replace(PLAN, seed=PLAN.seed + 1), 0)
    assert (other.people.born_on != draw_part(PLAN, 0).people.born_on).mean() > 0.9


def test_a_part_is_the_same_when_it_is_made_alone(library, county, written):
    alone = part_facts(draw_part(PLAN, 2), county, library).shown["person"]
    stored = pl.read_parquet(written.folder / "person" / "part-0002.parquet")
    assert stored.height == 1000
    assert stored.select(alone.columns).equals(alone, null_equal=True)


def test_people_of_a_full_part_do_not_depend_on_how_many_parts_there_are():
    longer = replace(PLAN, persons=9000, employers=900)
    assert np.array_equal(draw_part(longer, 1).people.born_on, draw_part(PLAN, 1).people.born_on)
    assert np.array_equal(draw_part(longer, 1).firms.registered_on, draw_part(PLAN, 1).firms.registered_on)


def test_employers_are_spread_over_the_parts_and_none_is_lost():
    plan = CountyPlan(persons=1_050_000, employers=77_777, seed=1)
    assert plan.parts == 11
    assert sum(plan.persons_in(part) for part in range(11)) == 1_050_000
    assert sum(plan.employers_in(part) for part in range(11)) == 77_777
    assert plan.first_employer(10) + plan.employers_in(10) == 77_777


@pytest.mark.parametrize(("persons", "employers"), [(1, 0), (1, 1), (40, 0), (300, 300)])
def test_the_smallest_counties_can_be_made(persons, employers, library, tmp_path):
    synthesize(CountyPlan(persons, employers, 3), library, tmp_path / "small")
    assert pl.read_parquet(tmp_path / "small" / "person" / "*.parquet").height == persons
    assert pl.read_parquet(tmp_path / "small" / "employer" / "*.parquet").height == employers


def test_a_county_in_which_nobody_ever_worked_in_a_unit_can_be_made(library, tmp_path):
    plan = CountyPlan(persons=1, employers=0, seed=19, on=date(2000, 1, 1))
    synthesize(plan, library, tmp_path / "idle")
    assert pl.read_parquet(tmp_path / "idle" / "relations" / "employments" / "*.parquet").height == 0


@settings(max_examples=6)
@given(
    persons=st.integers(1, 900),
    seed=st.integers(0, 2**40),
    on=st.dates(date(1996, 1, 1), date(2060, 12, 31)),
)
def test_any_day_and_seed_gives_facts_within_their_ranges(library, persons, seed, on):
    plan = CountyPlan(persons, persons // 9, seed, on)
    facts = part_facts(draw_part(plan, 0), draw_county(plan, library), library)
    for fact in library.vocabulary.facts.values():
        if fact.entity in facts.truth and fact.type.is_numeric:
            column = facts.truth[fact.entity][fact.name].drop_nulls()
            assert not len(column) or fact.low <= column.min() <= column.max() <= fact.high, fact.name
    persons_table = facts.truth["person"]
    assert persons_table["birth_on"].null_count() == 0
    assert (persons_table["birth_on"] <= on).all()
