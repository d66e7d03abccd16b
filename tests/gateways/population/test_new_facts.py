"""A fact that the generator has never heard of still gets values: by its type, within its range, under its guard."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateways.population.conftest import PLAN
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.language.valuetypes import Type, fact_type
from jiuchuang.domain.rules.vocabulary import FactDeclaration
from jiuchuang.gateways.population.county import draw_county
from jiuchuang.gateways.population.part_facts import part_facts

SIZE = 3000


def declared(name: str, type_: Type, low: int = 0, high: int = 0, **more: object) -> FactDeclaration:
    fact = FactDeclaration(
        name,
        type_,
        "person",
        name,
        "?",
        "窗口核实",
        False,
        "unknown",
        None,
        None,
        low,
        high,
        {},
        Place("test"),
    )
    return replace(fact, **more)


NEW = (
    declared("new_flag", fact_type("bool")),
    declared("new_count", fact_type("count"), 3, 5),
    declared("new_money", fact_type("money"), 100, 10**12),
    declared("new_rate", fact_type("rate"), 0, 1_000_000),
    declared("new_months", fact_type("months"), -2, 700),
    declared("new_days", fact_type("days"), 0, 30),
    declared("new_day", fact_type("date"), guard="new_flag"),
    declared("new_choice", fact_type("enum", ("a", "b", "c"))),
    declared("new_code", fact_type("code")),
    declared("new_entry", fact_type("count"), 0, 9, source="本系统台账", when_empty="absent", absent_means=0),
)


@pytest.fixture(name="grown", scope="module")
def with_new_facts(library, part):
    vocabulary = replace(
        library.vocabulary, facts={**library.vocabulary.facts, **{fact.name: fact for fact in NEW}}
    )
    grown = replace(library, vocabulary=vocabulary)
    return part_facts(part, draw_county(PLAN, grown), grown)


def test_they_are_named_as_having_no_model(grown, facts):
    assert set(grown.by_default) - set(facts.by_default) == {fact.name for fact in NEW}


def test_values_are_drawn_by_type_and_range(grown):
    truth = grown.truth["person"]
    assert truth.height == SIZE
    assert 0.09 < truth["new_flag"].mean() < 0.16
    assert set(truth["new_count"]) == {3, 4, 5}
    assert 100 <= truth["new_money"].min() < truth["new_money"].max() <= 3_000_000
    assert 0 <= truth["new_rate"].min() < truth["new_rate"].max() <= 1_000_000
    assert -2 <= truth["new_months"].min() < truth["new_months"].max() <= 100
    assert set(truth["new_days"]) == set(range(31))
    assert set(truth["new_choice"]) == {"a", "b", "c"}
    assert truth["new_code"].null_count() == 0
    assert set(truth["new_entry"]) == {0}


def test_guards_hold_and_days_lie_in_the_five_years_before(grown):
    truth = grown.truth["person"]
    assert truth["new_day"].is_not_null().to_list() == truth["new_flag"].to_list()
    days = truth["new_day"].drop_nulls()
    assert date(2018, 6, 30) - timedelta(1826) <= days.min() < days.max() <= date(2018, 6, 30)


def test_a_new_fact_changes_no_other(grown, facts):
    for entity, table in facts.shown.items():
        assert grown.shown[entity].select(table.columns).equals(table, null_equal=True)
