"""Facts that are asked for: all that matter to the answer, none of a branch that is not taken, one account everywhere."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from domain.rules.made_up import expression, figure, programme
from domain.rules.relevance_by_trial import draw, facts_that_matter
from domain.rules.smt_world import ASOF, CODES, WORLD, declare, vocabulary
from jiuchuang.domain.rules.answers.asking import Waiting
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind, Type
from jiuchuang.domain.rules.pack import Group, Leaf
from jiuchuang.domain.rules.population.missing import MissingFacts, plan_missing, with_parts
from jiuchuang.domain.rules.population.screen import plan_screen, screen
from jiuchuang.domain.rules.vocabulary import Vocabulary


def asked(node: Node, record: dict[str, object], world: Vocabulary = WORLD) -> set[str]:
    def is_open(part: Node) -> bool:
        return evaluate(part, record, ASOF) is None

    return {name for names in Waiting(node, world).wanted(record, is_open) for name in names}


def test_whatever_can_change_the_answer_is_asked_for() -> None:
    open_cases = 0
    for seed in range(1500):
        node, known = draw(seed)
        if evaluate(node, known, ASOF) is None:
            assert facts_that_matter(node, known) <= asked(node, known), seed
            open_cases += 1
        else:
            assert asked(node, known) == set(), seed
    assert open_cases > 300


PEOPLE = vocabulary(
    declare("p", "bool"),
    declare("q", "bool"),
    declare("n", "count"),
    declare("m", "count"),
    declare("c", "enum", codes=CODES),
    declare("g", "bool"),
    declare("k", "count", guard="g"),
)
FIGURES = {"one": figure(1, Kind.COUNT), "limit": figure(150, Kind.MONEY), "unit": figure(100, Kind.MONEY)}


@pytest.mark.parametrize(
    ("text", "record", "wanted"),
    [
        ("(n if p else m) >= one", {}, {"p", "n", "m"}),
        ("(n if p else m) >= one", {"p": True}, {"n"}),
        ("(n if p else m) >= one", {"p": False}, {"m"}),
        ("(n if p else m) >= one", {"n": 0}, {"p", "m"}),
        ("(n if p and q else m) >= one", {"p": True}, {"q", "n", "m"}),
        ("(n if p and q else m) >= one", {"q": False}, {"m"}),
        ("((n if p else m) if q else one) >= one", {"q": True, "p": False}, {"m"}),
        ("(n >= one if p else m >= one) or q", {"p": True, "n": 0}, {"q"}),
        ("unit * (n if p else m) <= limit and q", {"p": True, "n": 1}, {"q"}),
        ("unit * (k if g else m) <= limit", {}, {"g", "m"}),
        ("unit * (k if g else m) <= limit", {"g": True}, {"k"}),
        ("p or n + m >= one", {"n": 1}, {"p", "m"}),
        ("p and n + m >= one", {"p": False}, set()),
    ],
)
def test_what_a_known_condition_rules_out_is_not_asked(text: str, record: dict, wanted: set[str]) -> None:
    assert asked(expression(text, PEOPLE, FIGURES, {}), record, PEOPLE) == wanted


def test_only_the_row_of_the_table_that_a_known_key_chooses_is_asked() -> None:
    key = tree.Fact(PEOPLE.facts["c"].type, "c")
    amounts = tuple(tree.Fact(Type(Kind.COUNT), name) for name in ("n", "m", "k"))
    table = tree.Lookup(Type(Kind.COUNT), key, CODES, amounts)
    assert asked(table, {}, PEOPLE) == {"c", "n", "m", "g"}
    assert asked(table, {"c": CODES[1]}, PEOPLE) == {"m"}
    assert asked(table, {"c": CODES[1], "m": 1}, PEOPLE) == set()


def test_a_population_is_asked_for_the_same_facts_as_its_cases() -> None:
    types = {fact.name: column_type(fact.type) for fact in WORLD.facts.values()}
    compared = 0
    for seed in range(0, 300, 10):
        drawn = [draw(number) for number in range(seed, seed + 10)]
        records = [record for _, record in drawn]
        for node, _ in drawn[:3]:
            rules = programme(WORLD, {"a": "p"})
            (leaf,) = rules.conditions.items
            assert isinstance(leaf, Leaf)
            rules = replace(rules, conditions=Group("all", (replace(leaf, expression=node),)))
            compiled = compile_programme(rules)
            plan = plan_screen([compiled], WORLD, "person", ASOF)
            missing = plan_missing(plan, WORLD)
            columns = [
                pl.Series(name, [record.get(name) for record in records], dtype=types[name]) for name in types
            ]
            frame = with_parts(screen(pl.LazyFrame(columns), plan), missing).collect()
            got = MissingFacts(frame, missing).of(plan.programmes[0])
            for index, record in enumerate(records):
                verdict = compiled.variants[0].verdict
                if evaluate(verdict, record, ASOF) is None:
                    wanted = asked(verdict, record)
                    assert {name for name, flags in got.items() if flags[index]} == wanted, (seed, record)
                    compared += 1
    assert compared > 150
