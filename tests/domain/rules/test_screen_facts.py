"""Facts made sound: what is out of range, of unknown code, without its guard or without a column is unknown."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from domain.rules.small_packs import written
from domain.rules.small_screen import PROGRAMME, library, small_plan
from jiuchuang.domain.rules.population.facts import (
    SoundFacts,
    absent_facts,
    fits,
    invalid_counts,
    sound_facts,
)

FACTS = written(
    [
        {"name": "is_local", "type": "bool"},
        {"name": "heads", "type": "count", "range": [1, 9]},
        {"name": "since", "type": "date", "guard": "is_local"},
        {"name": "kind", "type": "enum", "values": {"firm": "企业", "shop": "个体"}},
    ]
)
DECLARED = {"entity": "person", "label": "事实", "question": "？", "source": "登记库"}
CONDITIONS = "is_local and since <= asof and heads >= 1 and kind == 'firm'"


@pytest.fixture(scope="module")
def plan():
    import yaml

    facts = written(
        [{**DECLARED, **entry, "label": f"事实{entry['name']}"} for entry in yaml.safe_load(FACTS)]
    )
    start, end = PROGRAMME.index("    - {id: local"), PROGRAMME.index("exceptions:")
    leaf = f'    - {{id: all, phrase: 户籍, expr: "{CONDITIONS}", yes: 是, no: 否}}\n'
    programme = PROGRAMME[:start] + leaf + PROGRAMME[end:]
    programme = programme.replace(", when: is_struck", ", when: not is_local")
    return small_plan(library(programme, facts))


def sound(plan, **columns):
    """The sound facts of a table: the two ways to them give the same."""
    table = pl.DataFrame(columns)
    facts = table.select(sound_facts(plan, table.schema))
    counts = table.select(invalid_counts(plan, table.schema)).to_dicts()
    at_once, invalid = SoundFacts(plan, table.schema).of(table)
    assert at_once.equals(facts) and at_once.schema == facts.schema
    assert [invalid] == ([{k: n for k, n in row.items() if n} for row in counts] or [{}])
    return facts, table


def test_out_of_range_is_unknown_and_counted(plan):
    facts, table = sound(plan, heads=[0, 1, 9, 10, None])
    assert facts["heads"].to_list() == [None, 1, 9, None, None]
    assert table.select(invalid_counts(plan, table.schema)).to_dicts() == [{"heads": 2}]


def test_narrow_columns_are_widened(plan):
    facts, _ = sound(plan, heads=pl.Series([3, None], dtype=pl.UInt8))
    assert facts.schema["heads"] == pl.Int64
    assert facts["heads"].to_list() == [3, None]


def test_an_unknown_code_is_unknown_and_counted(plan):
    facts, table = sound(plan, kind=["firm", "farm", None, "shop"])
    assert facts["kind"].to_list() == ["firm", None, None, "shop"]
    assert table.select(invalid_counts(plan, table.schema)).to_dicts() == [{"kind": 1}]


def test_days_outside_two_centuries_are_unknown(plan):
    facts, _ = sound(plan, since=[date(1899, 12, 31), date(1900, 1, 1), date(2100, 12, 31), date(2101, 1, 1)])
    assert facts["since"].to_list() == [None, date(1900, 1, 1), date(2100, 12, 31), None]


def test_a_guarded_fact_is_not_known_where_its_guard_is_false(plan):
    day = date(2016, 5, 1)
    facts, _ = sound(plan, is_local=[True, False, None], since=[day, day, day])
    assert facts["since"].to_list() == [day, None, day]


def test_a_number_past_64_bits_is_unknown_and_counted(plan):
    facts, table = sound(plan, heads=pl.Series([2**64 - 1, 3], dtype=pl.UInt64))
    assert facts["heads"].to_list() == [None, 3]
    assert table.select(invalid_counts(plan, table.schema)).to_dicts() == [{"heads": 1}]


@pytest.mark.parametrize("dtype", [pl.Categorical(), pl.Enum(["shop", "farm", "firm"])])
def test_codes_may_be_stored_as_numbers_of_another_order(plan, dtype):
    facts, _ = sound(plan, kind=pl.Series(["firm", "farm", None, "shop"], dtype=dtype))
    assert facts["kind"].to_list() == ["firm", None, None, "shop"]


def test_columns_of_nothing_but_nulls_are_unknown(plan):
    facts, _ = sound(plan, is_local=[None, None], since=[date(2016, 5, 1), None], heads=[None, None])
    assert facts["since"].to_list() == [date(2016, 5, 1), None]
    assert facts["heads"].to_list() == [None, None]


def test_a_table_without_rows_is_sound(plan):
    facts, _ = sound(plan, heads=pl.Series([], dtype=pl.Int32), kind=pl.Series([], dtype=pl.String))
    assert facts.is_empty()


def test_a_fact_without_a_column_is_unknown_for_everybody_and_named(plan):
    facts, table = sound(plan, heads=[3, 4])
    assert facts["kind"].to_list() == [None, None]
    assert facts.schema == {
        "is_local": pl.Boolean,
        "since": pl.Date,
        "heads": pl.Int64,
        "kind": pl.Enum(["firm", "shop"]),
    }
    assert {fact.name for fact in absent_facts(plan, table.schema)} == {"is_local", "since", "kind"}


@pytest.mark.parametrize(
    ("name", "dtype", "ok"),
    [
        ("heads", pl.Int64(), True),
        ("heads", pl.UInt16(), True),
        ("heads", pl.Null(), True),
        ("heads", pl.Float64(), False),
        ("heads", pl.String(), False),
        ("since", pl.Date(), True),
        ("since", pl.Datetime(), False),
        ("kind", pl.Categorical(), True),
        ("kind", pl.Int64(), False),
        ("is_local", pl.Int8(), False),
    ],
)
def test_which_column_types_can_hold_a_fact(plan, name, dtype, ok):
    fact = next(fact for fact in plan.facts if fact.name == name)
    assert fits(fact, dtype) is ok
