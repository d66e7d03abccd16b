"""Relation tables as people hand them in: how complete they are, owner by owner, and what can be wrong with them."""

import json
from datetime import date

import polars as pl
import pytest

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.tables_in import open_relations
from jiuchuang.gateways.screening.population_in import open_population

DAY = date(2018, 6, 30)
VOCABULARY = load_library(read_pack_files())[0].vocabulary


@pytest.fixture(name="folder")
def three_firms(tmp_path):
    """A firm with two members of staff, one with a row of unknown beginning, one without rows."""
    write(tmp_path / "employer", pl.DataFrame({"id": ["A", "B", "C"], "listed": [True, True, None]}))
    rows = {
        "person_id": ["1", "2", "3", "4"],
        "employer_id": ["A", "A", "B", None],
        "started_on": [date(2017, 3, 1), date(2018, 2, 1), None, date(2010, 1, 1)],
        "ended_on": [None, None, None, None],
        "is_insured": [True, None, True, True],
    }
    write(tmp_path / "relations" / "employments", pl.DataFrame(rows, schema_overrides={"ended_on": pl.Date}))
    return tmp_path


def write(folder, table):
    folder.mkdir(parents=True, exist_ok=True)
    table.write_parquet(folder / "part-0000.parquet")


def declare(folder, about):
    (folder / "manifest.json").write_text(json.dumps({"relations": about}), encoding="utf-8")


def gathered(folder, entity, *names):
    population, problems = open_population(folder)
    tables, faults = open_relations(population, VOCABULARY.relations)
    assert problems == faults == []
    plan = ScreenPlan(entity, DAY, tuple(VOCABULARY.facts[name] for name in names), {}, ())
    read, _ = Registers(population, tables).lay_beside(population, VOCABULARY, [plan], folder / "derived")
    return pl.concat([part.scan() for part in read.tables[entity]]).select(names).collect().rows()


def test_nothing_said_of_completeness_means_that_rows_may_be_missing(folder):
    assert gathered(folder, "employer", "staff_now", "employer_has_hired_staff") == [
        (None, True),
        (None, None),
        (None, None),
    ]


def test_a_complete_register_counts_zero_where_there_are_no_rows(folder):
    declare(folder, {"employments": {"complete": {"employer_id": True}}})
    assert gathered(folder, "employer", "staff_now", "employer_has_hired_staff") == [
        (2, True),
        (None, None),
        (0, False),
    ]


def test_completeness_may_differ_from_owner_to_owner(folder):
    table = pl.DataFrame({"id": ["A", "B", "C", "D"], "listed": [True, True, None, True]})
    write(folder / "employer", table)
    declare(folder, {"employments": {"complete": {"employer_id": "listed"}}})
    assert gathered(folder, "employer", "staff_now", "employer_has_hired_staff") == [
        (2, True),
        (None, None),
        (None, None),
        (0, False),
    ]


def test_a_column_that_the_register_lacks_is_unknown(folder):
    declare(folder, {"employments": {"complete": {"employer_id": True}}})
    assert gathered(folder, "employer", "staff_registered") == [(None,), (None,), (0,)]


def test_a_fact_of_the_household_reaches_its_members_by_their_key(folder):
    write(folder / "person", pl.DataFrame({"id": ["1", "2", "3"], "household_id": ["H", "H", None]}))
    write(
        folder / "relations" / "household_members",
        pl.DataFrame({"household_id": ["H", "H"], "person_id": ["1", "2"]}),
    )
    declare(
        folder,
        {
            "employments": {"complete": {"person_id": True}},
            "household_members": {"complete": {"household_id": True}},
        },
    )
    assert gathered(folder, "person", "household_employed_members", "is_ui_participant") == [
        (None, True),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("break_it", "code", "words"),
    [
        (lambda f: write(f / "relations" / "employment", pl.DataFrame({"id": ["1"]})), "unknown-relation", "employments"),
        (
            lambda f: write(f / "relations" / "employments", pl.DataFrame({"person_id": ["1"]})),
            "relation-key",
            "employer_id",
        ),
        (
            lambda f: write(
                f / "relations" / "employments",
                pl.DataFrame({"person_id": ["1"], "employer_id": ["A"], "started_on": ["2018"]}),
            ),
            "relation-type",
            "就业起始日",
        ),
        (
            lambda f: (f / "relations" / "employments" / "part-0001.parquet").write_bytes(b"x"),
            "parquet-unreadable",
            "Parquet",
        ),
        (lambda f: declare(f, {"employmnts": {}}), "unknown-relation", "employments"),
        (lambda f: declare(f, {"employments": {"complete": {"employr_id": True}}}), "relation-completeness", "employr_id"),
        (lambda f: declare(f, {"employments": {"complete": {"employer_id": "id"}}}), "relation-completeness", "employer/"),
        (lambda f: declare(f, {"employments": {"complete": {"employer_id": 1.5}}}), "relation-completeness", "1.5"),
        (lambda f: declare(f, {"employments": {"complete": True}}), "relation-completeness", "employments"),
        (lambda f: declare(f, []), "relation-completeness", "relations"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(folder, break_it, code, words):
    break_it(folder)
    population, problems = open_population(folder)
    assert problems == []
    _, faults = open_relations(population, VOCABULARY.relations)
    assert [(fault.code, words in str(fault), bool(fault.place.source)) for fault in faults] == [
        (code, True, True)
    ]


def test_a_population_without_registers_is_no_fault(tmp_path):
    write(tmp_path / "person", pl.DataFrame({"id": ["1"]}))
    population, _ = open_population(tmp_path)
    assert open_relations(population, VOCABULARY.relations) == ({}, [])
