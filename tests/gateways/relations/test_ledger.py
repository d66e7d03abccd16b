"""What was drawn before, gathered from the payments themselves: the same as the county's ledger says of each row."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.tables_in import PAYMENTS, open_relations
from jiuchuang.gateways.screening.population_in import open_population

DAY = date(2018, 6, 30)
LIBRARY = load_library(read_pack_files())[0]
VOCABULARY = LIBRARY.vocabulary
DRAWN = [name for name, item in VOCABULARY.relations.derivations.items() if item.relation == PAYMENTS]


@pytest.fixture(name="county", scope="module")
def county_that_has_paid(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ledger") / "county"
    synthesize(CountyPlan(9000, 1200, seed=4, on=DAY, part_size=5000), LIBRARY, folder)
    return folder


def gathered(folder, entity, names, out, asof=DAY):
    population, problems = open_population(folder)
    tables, faults = open_relations(population, VOCABULARY.relations)
    assert problems == faults == []
    plan = ScreenPlan(entity, asof, tuple(VOCABULARY.facts[name] for name in names), {}, ())
    read, _ = Registers(population, tables, again=True).lay_beside(population, VOCABULARY, [plan], out)
    return (
        pl.concat([part.scan() for part in of.tables[entity]]).select("id", *names).collect()
        for of in (population, read)
    )


def test_what_was_drawn_is_what_the_ledger_of_the_county_says(county, tmp_path):
    seen = Counter()
    for entity in ("person", "employer", "employment", "project"):
        names = [name for name in DRAWN if VOCABULARY.facts[name].entity == entity]
        stated, found = gathered(county, entity, names, tmp_path / entity)
        for name in names:
            assert found[name].equals(stated[name], null_equal=True), name
            seen[entity] += found.filter(pl.col(name).cast(pl.Int64) > 0).height
    assert seen["person"] > 20
    assert seen["employment"] > 5


def test_a_payment_after_the_day_does_not_count(county, tmp_path):
    paid = pl.read_parquet(county / "payment" / "*.parquet").filter(
        pl.col("programme").str.ends_with("/opening-subsidy")
    )
    day = paid["paid_on"].min()
    before = paid.filter(pl.col("paid_on") <= day).height
    _, found = gathered(county, "person", ["opening_subsidies_drawn"], tmp_path / "early", day)
    assert 0 < before < paid.height
    assert found["opening_subsidies_drawn"].sum() == before
    assert found["opening_subsidies_drawn"].null_count() == 0


def test_the_programmes_that_the_ledger_facts_name_exist_and_pay_their_entity():
    for name in DRAWN:
        codes = [
            code
            for node in tree.walk(VOCABULARY.derivation(name).where)
            for code in (node.codes if isinstance(node, tree.OneOf) else [getattr(node, "value", None)])
            if isinstance(code, str)
        ]
        assert codes, name
        for code in codes:
            assert LIBRARY.programme(code) is not None, (name, code)
