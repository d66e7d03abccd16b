"""A small world for the solver's tests: a vocabulary of a few facts, and random expressions over it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.retirement import RetirementCategory, RetirementRule
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import (
    BOOL,
    DATE,
    MONEY,
    RATE_DENOMINATOR,
    Kind,
    Type,
    fact_type,
)
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

CODES = ("male_60", "female_55", "female_50")
RULE = RetirementRule(
    (
        RetirementCategory("male_60", 720, 4, 36),
        RetirementCategory("female_55", 660, 4, 36),
        RetirementCategory("female_50", 600, 2, 60),
    ),
    date(2025, 1, 1),
    date(2024, 9, 13),
)
ASOF = date(2024, 2, 29)
FIRST, LAST = date(2024, 1, 28), date(2024, 3, 3)
"""The days that exist in the small world where everything is enumerated."""


def declare(
    name: str, kind: str, low: int = 0, high: int = 3, codes: tuple[str, ...] = (), guard: str | None = None
) -> FactDeclaration:
    labels = {code: code for code in codes}
    return FactDeclaration(
        name, fact_type(kind, codes), "person", name, f"{name}?", "窗口核实", True, "unknown", guard, None, low, high, labels
    )  # fmt: skip


def vocabulary(*facts: FactDeclaration) -> Vocabulary:
    return Vocabulary({fact.name: fact for fact in facts}, RULE)


WORLD = vocabulary(
    declare("p", "bool"),
    declare("q", "bool"),
    declare("g", "bool"),
    declare("n", "count"),
    declare("m", "count"),
    declare("k", "count", guard="g"),
    declare("c", "enum", codes=CODES),
    declare("day", "date"),
    declare("other_day", "date"),
    declare("guarded_day", "date", guard="g"),
    declare("paid", "money", 0, 500),
    declare("term", "months", 0, 5),
)


class Draw:
    """Random expressions, well typed as the parser would build them. Days are rare where `days` is False."""

    def __init__(self, seed: int, days: bool = True) -> None:
        self.random, self.days = random.Random(seed), days

    def truth(self, depth: int) -> Node:
        makers = [self._fact_truth, self._counts, self._codes]
        if self.days:
            makers += [self._days] * 3
        if depth > 0:
            makers += [self._joined, self._joined, self._not, self._if, self._some, self._ratio, self._money]
        return self.random.choice(makers)(depth)

    def number(self, depth: int) -> Node:
        choice = self.random.randrange(6 if depth > 0 else 2)
        if choice == 0:
            return tree.Constant(Type(Kind.COUNT), self.random.randrange(4))
        if choice == 1:
            return self._fact("n", "m", "k")
        left, right = self.number(depth - 1), self.number(depth - 1)
        if choice == 2:
            return operators.arithmetic(self.random.choice("+-"), left, right)
        if choice == 3:
            return operators.extreme(self.random.choice(("min", "max")), [left, right])
        if choice == 4:
            return operators.choose(self.truth(0), left, right)
        return operators.multiply(left, tree.Constant(Type(Kind.INTEGER), self.random.randrange(2)))

    def date(self, depth: int) -> Node:
        choice = self.random.randrange(8 if depth > 0 else 4)
        if choice == 0:
            return tree.AsOf(DATE)
        if choice == 1:
            return tree.Constant(DATE, FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days)))
        if choice in (2, 3):
            return self._fact("day", "other_day", "guarded_day")
        if choice == 4:
            months = self.random.choice(
                [self._fact("term"), tree.Constant(Type(Kind.MONTHS), self.random.randrange(14))]
            )
            return tree.AddMonths(DATE, self.date(depth - 1), months)
        if choice == 5:
            days = tree.Constant(Type(Kind.DAYS), self.random.randrange(20))
            return tree.AddDays(DATE, self.date(depth - 1), days)
        if choice == 6:
            return operators.extreme(self.random.choice(("min", "max")), [self.date(0), self.date(depth - 1)])
        return operators.choose(self.truth(0), self.date(0), self.date(depth - 1))

    def amount(self, depth: int) -> Node:
        paid = self._fact("paid")
        third = operators.divide(paid, tree.Constant(Type(Kind.COUNT), self.random.choice((3, 7))))
        debt = operators.arithmetic("-", tree.Constant(MONEY, 250), third)
        mode = self.random.choice(("half_up", "down", "up"))
        node = tree.Round(MONEY, self.random.choice((third, debt)), self.random.choice((1, 100)), mode)
        if depth > 0 and self.random.random() < 0.5:
            codes = CODES[: self.random.randrange(1, 4)]
            values = tuple(tree.Constant(MONEY, 100 * (index + 1)) for index in range(len(codes)))
            return tree.Lookup(MONEY, self._fact("c"), codes, values)
        return node

    def _fact(self, *names: str) -> Node:
        name = self.random.choice(names)
        return tree.Fact(WORLD.facts[name].type, name)

    def _operator(self) -> str:
        return self.random.choice(("==", "!=", "<", "<=", ">", ">="))

    def _fact_truth(self, depth: int) -> Node:
        return self._fact("p", "q", "g")

    def _counts(self, depth: int) -> Node:
        return operators.compare(self._operator(), self.number(depth - 1), self.number(depth - 1))

    def _codes(self, depth: int) -> Node:
        if self.random.random() < 0.5:
            return tree.OneOf(BOOL, self._fact("c"), tuple(self.random.sample(CODES, 2)))
        return operators.compare(
            "==", self._fact("c"), tree.Constant(Type(Kind.ENUM), self.random.choice(CODES))
        )

    def _days(self, depth: int) -> Node:
        if self.random.random() < 0.15:
            retired = tree.RetirementOn(DATE, self.date(0), self._fact("c"), RULE)
            far = tree.Constant(DATE, date(2074 + self.random.randrange(20), 3, self.random.randrange(1, 30)))
            return operators.compare(self._operator(), retired, far)
        return operators.compare(self._operator(), self.date(depth), self.date(depth))

    def _joined(self, depth: int) -> Node:
        items = tuple(self.truth(depth - 1) for _ in range(self.random.randrange(2, 4)))
        return self.random.choice((tree.AllOf, tree.AnyOf))(BOOL, items)

    def _not(self, depth: int) -> Node:
        return tree.Not(BOOL, self.truth(depth - 1))

    def _if(self, depth: int) -> Node:
        return operators.choose(self.truth(depth - 1), self.truth(depth - 1), self.truth(depth - 1))

    def _some(self, depth: int) -> Node:
        return tree.AtLeast(BOOL, 2, tuple(self.truth(depth - 1) for _ in range(3)))

    def _ratio(self, depth: int) -> Node:
        rate = tree.Constant(
            Type(Kind.RATE, RATE_DENOMINATOR), self.random.choice((0, 333_333, 500_000, 1_000_000))
        )
        return tree.CompareRatio(BOOL, self._operator(), self.number(depth - 1), self.number(depth - 1), rate)

    def _money(self, depth: int) -> Node:
        limit = tree.Constant(MONEY, self.random.randrange(500))
        return operators.compare(self._operator(), self.amount(depth), limit)


def values(fact: FactDeclaration) -> list[object]:
    """Every value of a fact in the small world."""
    kind = fact.type.kind
    if kind is Kind.BOOL:
        return [False, True]
    if kind is Kind.ENUM:
        return list(fact.type.codes)
    if kind is Kind.DATE:
        return [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
    return list(range(fact.low, fact.high + 1))


def completions(
    names: list[str], known: Mapping[str, object], world: Vocabulary
) -> Iterator[dict[str, object]]:
    """Every complete record that agrees with `known`: guarded facts are there only where their guard is true."""
    for row in product(*(values(world.facts[name]) for name in names)):
        record = {**known, **dict(zip(names, row, strict=True))}
        absent = [
            name for name in record if (guard := world.facts[name].guard) and record.get(guard) is not True
        ]
        yield {name: value for name, value in record.items() if name not in absent}
