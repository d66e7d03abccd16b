"""Every table holds every fact within reach, typed, within range, under its guard, with valid numbers."""

from datetime import date

import polars as pl
import pytest

from jiuchuang.domain.kernel.identifiers import read_credit_code, read_resident_id
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import ENTITIES, REACHABLE

KEYS = {
    "person": ["id", "region", "resident_id", "household_id"],
    "household": ["id", "region", "members"],
    "employer": ["id", "region", "credit_code", "industry", "headcount", "owner_id"],
    "employment": ["id", "region", "person_id", "employer_id"],
    "project": ["id", "region", "person_id"],
    "place": ["id", "region"],
    "institution": ["id", "region"],
}


@pytest.mark.parametrize("entity", ENTITIES)
def test_columns_are_the_keys_and_every_fact_within_reach(entity, written, library):
    table = written.table(entity)
    within = [fact for fact in library.vocabulary.facts.values() if fact.entity in REACHABLE[entity]]
    assert set(table.columns) == {*KEYS[entity], *(fact.name for fact in within)}
    wrong = [fact.name for fact in within if table.schema[fact.name] != column_type(fact.type)]
    assert wrong == []


@pytest.mark.parametrize("entity", ENTITIES)
def test_ids_are_unique_over_all_parts_and_regions_are_the_thirteen_townships(entity, written):
    table = written.table(entity)
    assert table["id"].null_count() == 0
    assert table["id"].n_unique() == table.height
    assert table["region"].null_count() == 0
    assert table["region"].n_unique() <= 13


def test_there_are_as_many_rows_as_were_asked_for(written):
    assert written.table("person").height == 7000
    assert written.table("employer").height == 700
    assert set(written.table("person")["id"]) == {f"P{number:07d}" for number in range(1, 7001)}


@pytest.mark.parametrize("entity", ENTITIES)
def test_values_lie_within_the_declared_ranges_and_codes(entity, written, library):
    table, outside = written.table(entity), []
    for fact in library.vocabulary.facts.values():
        if fact.entity != entity:
            continue
        values = table[fact.name].drop_nulls()
        if fact.type.is_numeric and len(values):
            bounds = (values.min(), values.max())
            outside += [fact.name] if bounds[0] < fact.low or bounds[1] > fact.high else []
        if fact.type.kind is Kind.ENUM:
            outside += [fact.name] if set(values) - set(fact.type.codes) else []
    assert outside == []


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_guarded_fact_is_known_only_where_its_guard_is_true(entity, written, library):
    table = written.table(entity)
    astray = [
        fact.name
        for fact in library.vocabulary.facts.values()
        if fact.entity in REACHABLE[entity] and fact.guard
        if table.filter(~pl.col(fact.guard).fill_null(False))[fact.name].is_not_null().any()
    ]
    assert astray == []


def test_resident_numbers_are_valid_differ_and_tell_birth_and_sex(written):
    table = written.table("person")
    assert table["resident_id"].n_unique() == table.height
    for number, born, sex in table.select("resident_id", "birth_on", "sex").iter_rows():
        parsed, problems = read_resident_id(number)
        assert problems == []
        assert born is None or parsed.birth_on == born
        assert sex is None or parsed.sex == sex


def test_credit_codes_are_valid_and_tell_the_kind_of_body(written):
    kinds = {"cooperative": "farmers_cooperative", "government": "government_organ"}
    kinds |= {"private_nonprofit": "private_non_enterprise"}
    table = written.table("employer")
    assert table["credit_code"].n_unique() == table.height
    for number, kind in table.select("credit_code", "employer_kind").iter_rows():
        parsed, problems = read_credit_code(number)
        assert problems == []
        assert kind is None or parsed.entity_kind == kinds.get(kind, kind)


def test_rows_that_point_to_others_find_them(written):
    persons, households, employers = (written.table(name) for name in ("person", "household", "employer"))
    employments, projects = written.table("employment"), written.table("project")
    assert set(persons["household_id"]) == set(households["id"])
    assert set(employments["person_id"]) <= set(persons["id"])
    assert set(employments["employer_id"]) <= set(employers["id"])
    assert set(projects["person_id"]) <= set(persons["id"])
    assert set(employers["owner_id"].drop_nulls()) <= set(persons["id"])


def test_what_a_row_reads_of_another_is_what_the_other_says(written, library):
    persons, households = written.table("person"), written.table("household")
    both = persons.join(households, left_on="household_id", right_on="id", suffix=" of household")
    for fact in (fact for fact in library.vocabulary.facts.values() if fact.entity == "household"):
        assert both[fact.name].equals(both[f"{fact.name} of household"], null_equal=True), fact.name
    employers, employments = written.table("employer"), written.table("employment")
    joined = employments.join(employers, left_on="employer_id", right_on="id", suffix=" of employer")
    joined = joined.join(persons, left_on="person_id", right_on="id", suffix=" of person")
    for name, other in (
        ("layoffs_last_year", "employer"),
        ("employer_kind", "employer"),
        ("birth_on", "person"),
    ):
        assert joined[name].equals(joined[f"{name} of {other}"], null_equal=True), name


def test_headcount_is_the_number_of_employments_on_the_day(written):
    counted = written.table("employment")["employer_id"].value_counts(name="counted")
    both = written.table("employer").join(counted, left_on="id", right_on="employer_id", how="left")
    assert (both["headcount"] == both["counted"].fill_null(0)).all()


def test_household_sizes_are_the_numbers_of_their_members(written):
    counted = written.table("person")["household_id"].value_counts(name="counted")
    both = written.table("household").join(counted, left_on="id", right_on="household_id", how="left")
    assert (both["members"] == both["counted"]).all()


def test_insured_months_lie_within_spells_and_never_twice(written):
    months, spells = written.table("insurance_month"), written.table("relations/employments")
    assert months.height == months.select("person_id", "month").n_unique()
    assert months["month"].max() == date(2018, 6, 1)
    assert months["month"].min() == date(2016, 7, 1)
    months = months.with_columns(row=pl.int_range(pl.len()))
    ends = pl.col("ended_on").fill_null(date(2018, 6, 30)).dt.truncate("1mo")
    within = months.join(spells.filter("is_insured"), on="person_id").filter(
        pl.col("started_on").dt.truncate("1mo") <= pl.col("month"), pl.col("month") <= ends
    )
    assert within["row"].n_unique() == months.height


def test_contribution_months_are_at_least_the_months_listed(written):
    listed = written.table("insurance_month").group_by("person_id").len("listed")
    both = (
        written.table("person")
        .join(listed, left_on="id", right_on="person_id")
        .drop_nulls("ui_contribution_months")
    )
    assert both.height > 1000
    assert (both["ui_contribution_months"] >= both["listed"]).all()
