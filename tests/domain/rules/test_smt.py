"""The SMT back end says what the row evaluator says, record by record."""

from __future__ import annotations

import random
from datetime import date

import pytest

z3 = pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.smt_world import ASOF, RULE, WORLD, Draw, values
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import (
    operators,
    tree,
)
from jiuchuang.domain.rules.language.valuetypes import DATE, Kind, Type
from jiuchuang.domain.rules.solver import (
    facts,
    terms,
)
from jiuchuang.domain.rules.solver.question import Question
from jiuchuang.domain.rules.solver.translation import Translation


def record(seed: int) -> dict[str, object]:
    """A random record in which some facts are unknown."""
    draw = random.Random(seed)
    found: dict[str, object] = {}
    for name, fact in WORLD.facts.items():
        if draw.random() > 0.15 and (fact.guard is None or found.get(fact.guard) is True):
            found[name] = draw.choice(values(fact))
    return found


def answers(
    node: tree.Node, known: dict[str, object], fixed: dict[str, object], open_day: bool
) -> tuple[bool, bool]:
    """Whether the solver finds `node` true, and false, for a record of which only `fixed` is folded away."""
    space = facts.FactSpace(WORLD)

    def term(name: str) -> terms.Term:
        return terms.Term(space.variable(name), z3.BoolVal(name in known, space.context))

    translation = Translation(space, fixed, space.day(facts.ASOF) if open_day else ASOF, term)
    verdict = translation.term(node)
    question = Question(translation)
    question.require(*(space.variable(name) == space.literal(value) for name, value in known.items()))
    if open_day:
        question.require(space.day(facts.ASOF) == ASOF.toordinal())
    return question.possible(terms.is_true(verdict)), question.possible(terms.is_false(verdict))


@pytest.mark.parametrize("block", range(4))
def test_it_agrees_with_the_row_evaluator(block: int) -> None:
    seen = set()
    for seed in range(block * 40, block * 40 + 40):
        node, known = Draw(seed).truth(3), record(seed)
        value = evaluate(node, known, ASOF)
        seen.add(value)
        half = dict(list(known.items())[::2])
        for fixed, open_day in (({}, True), (half, False)):
            assert answers(node, known, fixed, open_day) == (value is True, value is False), seed
    assert seen == {True, False, None}


def fact(name: str) -> tree.Node:
    return tree.Fact(WORLD.facts[name].type, name)


def later(day: tree.Node, months: int) -> tree.Node:
    return tree.AddMonths(DATE, day, tree.Constant(Type(Kind.MONTHS), months))


def search(node: tree.Node, asof: date = ASOF) -> tuple[bool | None, bool | None]:
    """Whether `node` can be true, and false, for any days at all."""
    space = facts.FactSpace(WORLD)
    translation = Translation(space, {}, asof, lambda name: terms.Term(space.variable(name)))
    verdict = translation.term(node)
    question = Question(translation)
    return question.possible(terms.is_true(verdict)), question.possible(terms.is_false(verdict))


def test_month_ends_are_exact_where_no_day_is_known() -> None:
    one_by_one, at_once = later(later(fact("day"), 1), 1), later(fact("day"), 2)
    assert search(operators.compare("==", one_by_one, at_once)) == (True, True)
    assert search(operators.compare("<=", later(fact("day"), 6), later(fact("day"), 12))) == (True, False)
    assert search(operators.compare(">", fact("day"), later(fact("other_day"), 12))) == (True, True)


def test_retirement_is_exact_where_neither_day_nor_category_is_known() -> None:
    retired = tree.RetirementOn(DATE, fact("day"), fact("c"), RULE)
    too_early = operators.compare("<", retired, later(fact("day"), 600))
    at_latest = operators.compare("<=", retired, later(fact("day"), 756))
    for asof in (date(2024, 9, 12), date(2024, 9, 13)):
        assert search(too_early, asof) == (False, True)
        assert search(at_latest, asof) == (True, False)
    postponed = operators.compare(">", retired, later(fact("day"), 720))
    assert search(postponed, date(2024, 9, 12)) == (False, True)
    assert search(postponed, date(2024, 9, 13)) == (True, True)


def test_a_model_is_a_real_case() -> None:
    """The day that the solver finds for "two single months are not two months" is one where they are not."""
    node = operators.compare("!=", later(later(fact("day"), 1), 1), later(fact("day"), 2))
    space = facts.FactSpace(WORLD)
    translation = Translation(space, {}, ASOF, lambda name: terms.Term(space.variable(name)))
    question = Question(translation)
    assert question.possible(terms.is_true(translation.term(node))) is True
    found = {"day": space.read(question.model(), "day")}
    assert evaluate(node, found, ASOF) is True


def test_too_hard_a_question_is_not_answered() -> None:
    node = operators.compare("==", later(later(fact("day"), 1), 1), later(fact("day"), 2))
    space = facts.FactSpace(WORLD)
    translation = Translation(space, {}, ASOF, lambda name: terms.Term(space.variable(name)))
    question = Question(translation, effort=1)
    assert question.possible(terms.is_true(translation.term(node))) is None
