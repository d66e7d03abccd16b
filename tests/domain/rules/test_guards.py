"""Guards are sound: where the check accepts an expression, a fact that does not exist never makes it unknown."""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import pytest

from domain.rules.small_packs import vocabulary_of
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.guards import unguarded, when_false, when_true
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, Kind, Type

VOCABULARY = vocabulary_of(
    {
        "a": {"type": "bool"},
        "b": {"type": "bool", "guard": "a"},
        "c": {"type": "bool", "guard": "b"},
        "x": {"type": "count"},
        "y": {"type": "count", "guard": "a"},
        "z": {"type": "count", "guard": "c"},
    }
)
GUARDS = VOCABULARY.guards
NODES = {name: tree.Fact(fact.type, name) for name, fact in VOCABULARY.facts.items()}
ON = date(2016, 6, 1)
TREES = 30_000
ONE = tree.Constant(Type(Kind.COUNT), 1)


def number(chance: random.Random, depth: int) -> Node:
    roll = chance.random()
    if depth and roll < 0.2:
        return operators.choose(
            truth(chance, depth - 1), number(chance, depth - 1), number(chance, depth - 1)
        )
    if depth and roll < 0.4:
        return operators.extreme("max", [number(chance, depth - 1), ONE])
    return NODES[chance.choice("xxyz")]


def truth(chance: random.Random, depth: int) -> Node:
    roll = chance.random()
    if not depth or roll < 0.25:
        return NODES[chance.choice("aaabbc")]
    if roll < 0.65:
        items = tuple(truth(chance, depth - 1) for _ in range(chance.choice((2, 2, 3))))
        if chance.random() < 0.1:
            return tree.AtLeast(BOOL, 1, items)
        return tree.AllOf(BOOL, items) if chance.random() < 0.6 else tree.AnyOf(BOOL, items)
    if roll < 0.75:
        return tree.Not(BOOL, truth(chance, depth - 1))
    if roll < 0.8:
        return tree.Named(BOOL, "named", truth(chance, depth - 1))
    if roll < 0.85:
        return operators.choose(*(truth(chance, depth - 1) for _ in range(3)))
    if roll < 0.9:
        return operators.compare(
            chance.choice(("==", "!=")), truth(chance, depth - 1), truth(chance, depth - 1)
        )
    return operators.compare(chance.choice(("<", ">=")), number(chance, depth - 1), ONE)


def worlds() -> list[dict[str, bool | int | None]]:
    """Every complete case: each fact known exactly where its guards hold."""
    found = []
    for a, b, c, x, y, z in product((False, True), (False, True), (False, True), (0, 2), (0, 2), (0, 2)):
        has_b, has_c = a, a and b
        has_z = has_c and c
        found.append(
            {"a": a, "b": b if has_b else None, "c": c if has_c else None}
            | {"x": x, "y": y if a else None, "z": z if has_z else None}
        )
    return [dict(items) for items in dict.fromkeys(tuple(world.items()) for world in found)]


WORLDS = worlds()


def test_what_is_accepted_is_known_in_every_complete_case() -> None:
    chance = random.Random(20160601)
    accepted = 0
    for _ in range(TREES):
        node = truth(chance, 3)
        if set(tree.fact_names(node)) <= {"a", "x"} or list(unguarded(node, GUARDS)):
            continue
        accepted += 1
        assert all(evaluate(node, world, ON) is not None for world in WORLDS), node
    assert accepted > 300  # the check would be idle if it accepted next to nothing


def test_what_a_truth_value_establishes_does_hold() -> None:
    chance = random.Random(20160602)
    for _ in range(TREES // 5):
        node = truth(chance, 3)
        for wanted, settle in ((True, when_true), (False, when_false)):
            names = settle(node, GUARDS)
            for world in WORLDS:
                if evaluate(node, world, ON) is wanted:
                    assert all(world[name] is True for name in names), (node, names)


@pytest.mark.parametrize(
    ("node", "touched"),
    [
        (NODES["c"], [("c", "b")]),
        (tree.AllOf(BOOL, (NODES["a"], NODES["c"])), [("c", "b")]),
        (tree.AllOf(BOOL, (NODES["b"], NODES["c"])), [("b", "a")]),
        (tree.AnyOf(BOOL, (NODES["a"], NODES["b"])), [("b", "a")]),
        (tree.AnyOf(BOOL, (tree.Not(BOOL, NODES["a"]), NODES["b"])), []),
        (operators.choose(NODES["a"], NODES["b"], NODES["b"]), [("b", "a")]),
    ],
)
def test_what_is_touched_without_its_guard(node: Node, touched: list[tuple[str, str]]) -> None:
    assert list(unguarded(node, GUARDS)) == touched


def test_a_circle_of_guards_does_not_hang() -> None:
    assert when_true(NODES["a"], {"a": "b", "b": "a"}) == {"a", "b"}
