"""Folded comparisons of shifted days flip on exactly the same day as the comparisons that people wrote."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from domain.rules.random_trees import RULE
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, FIRST_DAY, LAST_DAY, Kind, Type

DAY = tree.Fact(DATE, "day")
SEX = tree.Fact(BOOL, "sex")
CATEGORY = tree.Fact(Type(Kind.ENUM), "category")
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
CODES = ("male_60", "female_55", "female_50", "other", None)
ENDS_OF_MONTHS = [
    date(2016, 2, 29),
    date(2015, 2, 28),
    date(2016, 1, 31),
    date(2015, 4, 30),
    date(2100, 2, 28),
]


def months(number: int) -> Node:
    return tree.Constant(Type(Kind.MONTHS), number)


def days(number: int) -> Node:
    return tree.Constant(Type(Kind.DAYS), number)


def shifted(chance: random.Random) -> Node:
    """A day moved by months and days, in one or two steps, or by the sex of the person."""
    node = operators.shift(DAY, months(chance.choice((0, 1, -1, 6, 11, 12, 13, 36, 600, 720))), Kind.MONTHS)
    roll = chance.random()
    if roll < 0.25:
        node = operators.shift(node, days(chance.choice((0, 1, 15, -1))), Kind.DAYS)
    elif roll < 0.5:
        node = operators.shift(node, months(chance.choice((1, -1, 24))), Kind.MONTHS)
    elif roll < 0.75:
        node = operators.choose(
            SEX, node, operators.shift(DAY, months(chance.choice((55, 660, 1))), Kind.MONTHS)
        )
    return node


def around(center: date, span: int = 33) -> list[date]:
    every = (center + timedelta(days=offset) for offset in range(-span, span + 1))
    return [day for day in every if FIRST_DAY <= day <= LAST_DAY]


def flips(node: Node, facts: dict[str, object], on: date) -> list[date]:
    """Days near which the comparison changes its answer, found year by year and then day by day."""
    found, before = [], None
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        now = evaluate(node, {**facts, "day": date(year, 1, 1)}, on)  # type: ignore[dict-item]
        if before is not None and now != before:
            found += [date(year - 1, month, day) for month in range(1, 13) for day in (1, 15, 28)]
        before = now
    return found


def agree(node: Node, facts: dict[str, object], on: date, candidates: list[date | None]) -> None:
    rewritten = simplify(node, on)
    assert not any(isinstance(item, tree.AsOf) for item in tree.walk(rewritten))
    for day in candidates:
        given = {**facts, "day": day}
        assert evaluate(rewritten, given, on) == evaluate(node, given, on), (node, given, on)  # type: ignore[arg-type]


@pytest.mark.parametrize("op", OPERATORS)
def test_a_shifted_day_against_a_known_day(op: str) -> None:
    chance = random.Random(op)
    for _ in range(60):
        on = chance.choice([*ENDS_OF_MONTHS, date(2016, 6, 1) + timedelta(days=chance.randrange(4000))])
        sides = [shifted(chance), tree.AsOf(DATE)]
        chance.shuffle(sides)
        node, order = operators.compare(op, *sides), operators.compare("<", *sides)
        for sex in (True, False, None):
            near = [day for center in flips(order, {"sex": sex}, on)[::3] for day in around(center, 20)]
            ends = [day for center in ENDS_OF_MONTHS for day in around(center, 2)]
            agree(node, {"sex": sex}, on, [None, FIRST_DAY, LAST_DAY, *near[:400], *around(on, 2), *ends])


@pytest.mark.parametrize("op", OPERATORS)
def test_a_legal_retirement_day_against_a_known_day(op: str) -> None:
    assert RULE is not None
    chance = random.Random(op)
    retirement = tree.RetirementOn(DATE, DAY, CATEGORY, RULE)
    for _ in range(12):
        on = chance.choice(
            [date(2024, 9, 12), date(2024, 9, 13), date(2025, 1, 31), date(2032, 6, 30), date(2016, 2, 29)]
        )
        limit = operators.shift(tree.AsOf(DATE), months(chance.choice((0, 60, 61))), Kind.MONTHS)
        node, order = operators.compare(op, retirement, limit), operators.compare("<", retirement, limit)
        for code in CODES:
            near = flips(order, {"category": code}, on)
            agree(
                node,
                {"category": code},
                on,
                [None, FIRST_DAY, LAST_DAY, *near, *(day for c in near[::9] for day in around(c, 16))],
            )


def test_an_unknown_day_stays_unknown_even_where_every_day_gives_one_answer() -> None:
    never = operators.compare(
        "<", operators.shift(DAY, months(1), Kind.MONTHS), tree.Constant(DATE, FIRST_DAY)
    )
    always = operators.compare(
        ">=", operators.shift(DAY, months(1), Kind.MONTHS), tree.Constant(DATE, FIRST_DAY)
    )
    odd = operators.compare(
        "==", operators.shift(DAY, months(1), Kind.MONTHS), tree.Constant(DATE, date(2015, 3, 30))
    )
    none = operators.compare(
        "==", operators.shift(DAY, months(1), Kind.MONTHS), tree.Constant(DATE, date(2015, 2, 28))
    )
    for node in (never, always, odd, none, tree.Not(BOOL, odd)):
        agree(node, {}, date(2016, 6, 1), [None, FIRST_DAY, LAST_DAY, *around(date(2015, 2, 28), 40)])
