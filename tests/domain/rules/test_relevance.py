"""The facts that are asked for with the solver at hand are those that trying every record shows to matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.made_up import pack, programme
from domain.rules.relevance_by_trial import draw, facts_that_matter
from domain.rules.smt_world import ASOF, FIRST, LAST, WORLD
from jiuchuang.domain.rules.answers.asking import Waiting
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.solver import facts as smt_facts
from jiuchuang.domain.rules.solver import samples as smt_samples
from jiuchuang.domain.rules.solver.relevance import exact_relevance
from jiuchuang.domain.rules.solver.samples import seen_to_matter

MATTERS = exact_relevance(WORLD)


def asked(node: Node, record: dict[str, object]) -> list[str]:
    def is_open(part: Node) -> bool:
        return evaluate(part, record, ASOF) is None

    return sorted({name for names in Waiting(node, WORLD).wanted(record, is_open) for name in names})


@pytest.fixture
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the days from FIRST to LAST exist, so that all can be tried."""
    for module in (smt_facts, smt_samples):
        monkeypatch.setattr(module, "FIRST_DAY", FIRST)
        monkeypatch.setattr(module, "LAST_DAY", LAST)


@pytest.mark.usefixtures("few_days")
@pytest.mark.parametrize("days", [False, True])
def test_it_agrees_with_trying_every_record(days: bool) -> None:
    dropped = kept = 0
    for seed in range(100):
        node, known = draw(seed, days)
        names = asked(node, known)
        if evaluate(node, known, ASOF) is None:
            wanted = facts_that_matter(node, known)
            assert MATTERS(node, None, names, known, ASOF) == wanted, (seed, node, known)
            dropped += len(names) - len(wanted)
            kept += len(wanted)
    assert dropped > 5
    assert kept > 40


@pytest.mark.usefixtures("few_days")
def test_among_cases_for_which_something_is_given() -> None:
    dropped = kept = 0
    for seed in range(140):
        (node, known), (given, more) = draw(seed), draw(seed + 1000)
        known = {**more, **known}
        if any(known.get(WORLD.facts[name].guard or "", True) is not True for name in known):
            continue
        names = asked(node, known)
        if evaluate(node, known, ASOF) is None and evaluate(given, known, ASOF) is None:
            wanted = facts_that_matter(node, known, given) & set(names)
            assert MATTERS(node, given, names, known, ASOF) == wanted, seed
            dropped += len(names) - len(wanted)
            kept += len(wanted)
    assert dropped > 20
    assert kept > 20


@pytest.mark.usefixtures("few_days")
def test_what_a_sample_shows_to_matter_does() -> None:
    seen = 0
    for seed in range(140):
        node, known = draw(seed)
        found = seen_to_matter(node, None, asked(node, known), known, ASOF, WORLD)
        if found:
            assert found <= facts_that_matter(node, known), seed
            seen += len(found)
    assert seen > 50


def test_a_decision_asks_for_what_matters_only() -> None:
    """Whoever is p needs no q: without p the case is refused, with it the second condition holds."""
    rules = programme(WORLD, {"a": "p", "b": "p or q", "c": "n >= m"}, op="all")
    compiled = compile_programme(rules)
    plain = decide(compiled, pack(rules), WORLD, {}, ASOF)
    exact = decide(compiled, pack(rules), WORLD, {}, ASOF, matters=MATTERS)
    assert [fact.name for fact in plain.missing] == ["p", "q", "n", "m"]
    assert [fact.name for fact in exact.missing] == ["p", "n", "m"]
    assert replace(exact, missing=(), next_question=None) == replace(plain, missing=(), next_question=None)
    assert exact.next_question is not None and exact.next_question.name == "p"


def test_money_is_asked_about_for_those_who_can_get_it() -> None:
    """Only whoever is p gets anything, and for those q changes nothing."""
    rules = programme(WORLD, {"a": "p"}, amount="paid if p or q else paid + paid")
    compiled = compile_programme(rules)
    plain = decide(compiled, pack(rules), WORLD, {}, ASOF)
    exact = decide(compiled, pack(rules), WORLD, {}, ASOF, matters=MATTERS)
    assert [fact.name for fact in plain.missing] == ["p", "q", "paid"]
    assert [fact.name for fact in exact.missing] == ["p", "paid"]
