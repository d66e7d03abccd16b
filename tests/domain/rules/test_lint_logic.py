"""What the solver finds wrong with the rules of a programme."""

from __future__ import annotations

import pytest

pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.made_up import figure, pack, programme
from domain.rules.smt_world import CODES, declare, vocabulary
from jiuchuang.domain.rules.checks.logic import check_logic
from jiuchuang.domain.rules.language.parse import Table
from jiuchuang.domain.rules.language.tree import Constant
from jiuchuang.domain.rules.language.valuetypes import MONEY, Kind
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files

WORLD = vocabulary(
    declare("p", "bool"),
    declare("q", "bool"),
    declare("g", "bool"),
    declare("n", "count", 0, 100),
    declare("c", "enum", codes=CODES),
    declare("started_on", "date"),
    declare("certified_on", "date", guard="g"),
)
FIGURES = {
    "five": figure(5, Kind.COUNT),
    "ten": figure(10, Kind.COUNT),
    "thousand": figure(1000, Kind.COUNT),
    "year": figure(12, Kind.MONTHS),
    "half_year": figure(6, Kind.MONTHS),
}


def found(*args, **kwargs) -> list[tuple[str, str]]:
    """(code, source of the place) of every problem of a programme."""
    problems = check_logic(pack(programme(WORLD, *args, figures=FIGURES, **kwargs)), WORLD)
    return [(problem.code, problem.place.source) for problem in problems]


def test_a_sound_programme_has_no_fault() -> None:
    bands = {"few": "n < five", "some": "n >= five and n < ten", "many": "n >= ten"}
    exceptions = {"barred": ("excluded", "q")}
    assert found({"a": "p", "b": "n >= 1"}, bands=bands, exceptions=exceptions) == []


def test_a_gap_between_bands_is_told_with_a_case() -> None:
    rules = programme(WORLD, {"a": "p"}, bands={"few": "n < five", "many": "n > five"}, figures=FIGURES)
    (problem,) = check_logic(pack(rules), WORLD)
    assert (problem.code, problem.place.source) == ("band-gap", "amount")
    assert "“n”为5" in problem.message


def test_a_gap_that_the_conditions_exclude_is_none() -> None:
    assert found({"a": "p", "not_five": "n != five"}, bands={"few": "n < five", "many": "n > five"}) == []


def test_overlapping_bands_are_told_with_a_case() -> None:
    rules = programme(WORLD, {"a": "p"}, bands={"few": "n <= five", "many": "n >= five"}, figures=FIGURES)
    (problem,) = check_logic(pack(rules), WORLD)
    assert (problem.code, problem.place.source) == ("band-overlap", "many")
    assert "“n”为5" in problem.message


@pytest.mark.parametrize(
    "dead",
    [
        "n > thousand",
        "n <= thousand",
        "p and not p",
        "started_on <= add_months(started_on, year)",
        "add_months(started_on, half_year) > add_months(started_on, year)",
    ],
)
def test_a_condition_that_is_always_or_never_true_is_dead(dead: str) -> None:
    assert ("dead-leaf", "b") in found({"a": "p", "b": dead}, op="any")


def test_a_condition_hidden_by_another_is_dead() -> None:
    always = {"a": "p", "b": "n >= five or n < five"}
    assert found(always, op="any") == [("dead-leaf", "a"), ("dead-leaf", "b")]
    assert found(always, op="all") == [("dead-leaf", "b")]


def test_conditions_that_others_imply_may_stand_for_their_sentence() -> None:
    assert found({"a": "g", "b": "g and add_months(certified_on, year) >= asof"}) == []


def test_conditions_that_cannot_all_hold() -> None:
    assert found({"a": "n < five", "b": "n >= ten"}) == [("impossible", "programme")]
    after = {"a": "started_on > asof", "b": "asof >= add_months(started_on, half_year)"}
    assert found(after) == [("impossible", "programme")]


def test_open_words_may_be_ruled_either_way() -> None:
    assert found({"a": "p", "b": ""}) == []
    assert found({"a": "p", "b": ""}, bands={"few": "n < five"}) == []


def test_an_exception_without_effect_is_told() -> None:
    assert found({"a": "p"}, exceptions={"x": ("excluded", "not p")}) == [("unreachable-exception", "x")]
    assert found({"a": "p"}, exceptions={"x": ("excluded", "n > thousand")}) == [
        ("unreachable-exception", "x")
    ]
    assert found({"a": "p"}, exceptions={"x": ("admitted", "p and q")}) == [("unreachable-exception", "x")]
    assert found({"a": "p"}, exceptions={"x": ("admitted", "q")}) == []


def test_a_table_without_a_row_for_somebody_entitled_is_told() -> None:
    short = {"by_kind": Table(CODES[:2], (Constant(MONEY, 100), Constant(MONEY, 200)))}
    amount = "lookup(by_kind, c)"
    assert found({"a": "p"}, amount=amount, tables=short) == [("lookup-gap", "amount")]
    excluded = {"a": "p", "b": "c != 'female_50'"}
    assert found(excluded, amount=amount, tables=short) == []
    whole = {"by_kind": Table(CODES, (Constant(MONEY, 100), Constant(MONEY, 200), Constant(MONEY, 300)))}
    assert found({"a": "p"}, amount=amount, tables=whole) == []


def test_the_built_in_packs_have_no_fault_of_logic() -> None:
    library, problems = load_library(read_pack_files())
    assert problems == []
    assert [
        str(item) for pack in library.packs.values() for item in check_logic(pack, library.vocabulary)
    ] == []
