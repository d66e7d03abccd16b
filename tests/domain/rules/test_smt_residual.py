"""The residual is what enumerating every complete record says."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.smt_world import ASOF, FIRST, LAST, WORLD, Draw, completions, values
from jiuchuang.domain.rules.answers.asking import with_guards
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, Kind, Type
from jiuchuang.domain.rules.solver import facts as smt_facts
from jiuchuang.domain.rules.solver import samples as smt_samples
from jiuchuang.domain.rules.solver.residual import exact_residual
from jiuchuang.domain.rules.vocabulary import Vocabulary

LIMIT = 3000


def enumerated(node: tree.Node, known: dict[str, object], world: Vocabulary) -> bool | None:
    names = [name for name in with_guards([*known, *tree.fact_names(node)], world) if name not in known]
    seen = {evaluate(node, row, ASOF) for row in completions(names, known, world)}
    return seen.pop() if len(seen) == 1 else None


def draw(seed: int, days: bool) -> tuple[tree.Node, dict[str, object]]:
    """An expression and a partly known record, small enough to enumerate."""
    maker = Draw(seed, days)
    node, known = maker.truth(3), {}
    names = list(with_guards(tree.fact_names(node), WORLD))
    maker.random.shuffle(names)
    size = 1
    for name in names:
        choices = values(WORLD.facts[name])
        size *= len(choices)
        if size > LIMIT or maker.random.random() < 0.3:
            size //= len(choices)
            known[name] = maker.random.choice(choices)
    for name in [name for name in known if (guard := WORLD.facts[name].guard) and known.get(guard) is False]:
        del known[name]
    return node, known


@pytest.fixture
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the days from FIRST to LAST exist, so that all can be tried."""
    for module in (smt_facts, smt_samples):
        monkeypatch.setattr(module, "FIRST_DAY", FIRST)
        monkeypatch.setattr(module, "LAST_DAY", LAST)


@pytest.mark.usefixtures("few_days")
@pytest.mark.parametrize("days", [False, True])
def test_it_agrees_with_enumeration(days: bool) -> None:
    residual, gained, open_still = exact_residual(WORLD), 0, 0
    for seed in range(300):
        node, known = draw(seed, days)
        if evaluate(node, known, ASOF) is not None or not list(tree.fact_names(node)):
            continue
        exact = enumerated(node, known, WORLD)
        assert residual(node, known, ASOF) is exact, seed
        gained += exact is not None
        open_still += exact is None
    assert gained >= 5, "too few draws where three-valued logic falls short: the test would prove little"
    assert open_still >= 20


def fact(name: str) -> tree.Node:
    return tree.Fact(WORLD.facts[name].type, name)


def test_a_tautology_over_an_unknown_is_true() -> None:
    p = fact("p")
    assert exact_residual(WORLD)(tree.AnyOf(BOOL, (p, tree.Not(BOOL, p))), {}, ASOF) is True
    assert exact_residual(WORLD)(tree.AllOf(BOOL, (p, tree.Not(BOOL, p))), {}, ASOF) is False
    assert exact_residual(WORLD)(p, {}, ASOF) is None


def test_months_cover_every_day_without_a_gap() -> None:
    """Within three years of graduation or later than that: true whatever the day."""
    limit = tree.AddMonths(DATE, fact("day"), tree.Constant(Type(Kind.MONTHS), 36))
    within, later = (operators.compare(op, fact("other_day"), limit) for op in ("<=", ">"))
    assert exact_residual(WORLD)(tree.AnyOf(BOOL, (within, later)), {}, ASOF) is True
    known = {"day": date(2020, 2, 29)}
    assert exact_residual(WORLD)(tree.AnyOf(BOOL, (within, later)), known, ASOF) is True
    strictly = operators.compare("<", fact("other_day"), limit)
    assert exact_residual(WORLD)(tree.AnyOf(BOOL, (strictly, later)), known, ASOF) is None


def test_a_fact_that_does_not_exist_stays_open() -> None:
    k = operators.compare(">=", fact("k"), tree.Constant(Type(Kind.COUNT), 0))
    assert exact_residual(WORLD)(k, {"g": False}, ASOF) is None
    assert exact_residual(WORLD)(k, {"g": True}, ASOF) is True
    guarded = tree.AnyOf(BOOL, (tree.Not(BOOL, fact("g")), tree.AllOf(BOOL, (fact("g"), k))))
    assert exact_residual(WORLD)(guarded, {}, ASOF) is True


def test_what_is_given_of_a_guarded_fact_does_not_prove_its_guard() -> None:
    """A certificate's day is given, whether there is a certificate is not: that has to be asked."""
    k = operators.compare("==", fact("k"), tree.Constant(Type(Kind.COUNT), 1))
    assert exact_residual(WORLD)(tree.AllOf(BOOL, (fact("g"), k)), {"k": 1}, ASOF) is None
    assert exact_residual(WORLD)(tree.AllOf(BOOL, (fact("g"), k)), {"k": 2}, ASOF) is False
    either = tree.AnyOf(BOOL, (tree.Not(BOOL, fact("g")), tree.AllOf(BOOL, (fact("g"), k))))
    assert exact_residual(WORLD)(either, {"k": 1}, ASOF) is True


def test_words_left_open_can_be_ruled_either_way() -> None:
    open_words = tree.Constant(BOOL, None)
    assert exact_residual(WORLD)(tree.AllOf(BOOL, (fact("p"), open_words)), {"p": True}, ASOF) is None
    assert exact_residual(WORLD)(tree.AnyOf(BOOL, (fact("p"), open_words)), {"p": True}, ASOF) is True
