"""The next question: it always matters, it comes in the same order for the same answers, and few are enough."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiuchuang.domain.rules.answers.decide import decide_prepared
from jiuchuang.domain.rules.answers.decision import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNKNOWN
from jiuchuang.domain.rules.answers.guide import FITS, FITS_NOT, OPEN, Guide
from jiuchuang.domain.rules.answers.prepared import Case, Prepared
from jiuchuang.domain.rules.answers.turning_points import turning_points
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import BOOL, MONEY, Kind
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files

ON = date(2026, 6, 1)
PERSON = ("person", "household")


@cache
def guide_of(folders=("sample/yunxi-2024-6", "hualong/2016-2"), entities=PERSON):
    library, problems = load_library(read_pack_files(folders=folders))
    assert problems == []
    programmes = [
        Prepared(compile_programme(programme), pack, library.vocabulary, ON)
        for pack in library.packs.values()
        for programme in pack.programmes
        if programme.extent != "recorded" and programme.entity in entities
    ]
    facts = library.vocabulary.facts.values()
    askable = {fact.name for fact in facts if fact.self_declared and fact.entity in entities}
    return Guide(programmes, library.vocabulary, ON, askable)


def choices(guide, name):
    fact = guide.vocabulary.facts[name]
    nodes = [v.verdict for item in guide.programmes for v in item.compiled.variants]
    return turning_points(fact, nodes, ON)


@st.composite
def ways(draw, guide=None):
    """Somebody's answers to the questions as they come, until nothing matters any more."""
    guide = guide or guide_of()
    answers, declined, asked = {}, set(), []
    while (name := guide.next_question(answers, declined)) is not None:
        asked.append(name)
        value = draw(st.sampled_from([None, *choices(guide, name)]))
        if value is None:
            declined.add(name)
        else:
            answers[name] = value
    return answers, declined, asked


@settings(max_examples=10, deadline=None)
@given(ways())
def test_no_question_comes_twice_and_each_could_still_matter(way):
    answers, declined, asked = way
    guide = guide_of()
    assert len(asked) == len(set(asked))
    assert set(asked) == answers.keys() | declined
    known, refused = {}, set()
    for name in asked:
        awaited = {
            wait for item in guide.standings(known, refused) for wait in (*item.deciding, *item.paying)
        }
        assert name in awaited
        (known.update({name: answers[name]}) if name in answers else refused.add(name))


@settings(max_examples=10, deadline=None)
@given(ways(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(way, chance):
    answers, declined, asked = way
    guide, shuffled = guide_of(), list(answers)
    chance.shuffle(shuffled)
    again = {name: answers[name] for name in shuffled}
    assert guide.standings(again, declined) == guide.standings(answers, declined)
    assert guide.next_question(again, declined) is None
    half = {name: answers[name] for name in asked[: len(asked) // 2] if name in answers}
    backwards = dict(reversed(list(half.items())))
    assert guide.next_question(half) == guide.next_question(backwards)


@settings(max_examples=10, deadline=None)
@given(ways())
def test_what_the_guide_says_is_what_the_decision_says(way):
    answers, declined, _ = way
    guide = guide_of()
    for prepared, standing in zip(guide.programmes, guide.standings(answers, declined), strict=True):
        status = decide_prepared(prepared, Case(answers, ON)).status
        expected = {FITS: (ELIGIBLE, UNKNOWN), FITS_NOT: (INELIGIBLE, NOT_IN_FORCE), OPEN: (UNKNOWN,)}
        assert status in expected[standing.verdict]
        if standing.verdict == OPEN:
            assert not standing.deciding


@settings(max_examples=10, deadline=None)
@given(ways())
def test_more_questions_than_told_never_follow(way):
    answers, declined, asked = way
    guide = guide_of()
    known, refused = {}, set()
    for already, name in enumerate(asked):
        tally = guide.tally(known, refused)
        assert len(asked) - already <= tally.at_most
        assert 1 <= tally.about <= tally.at_most
        (known.update({name: answers[name]}) if name in answers else refused.add(name))
    assert guide.tally(answers, declined).waiting == ()


@settings(max_examples=10, deadline=None)
@given(ways())
def test_every_answer_left_out_was_needed_by_nobody(way):
    """Whatever is put in for the facts that were never asked, no verdict turns."""
    answers, declined, _ = way
    guide = guide_of()
    before = guide.standings(answers, declined)
    for name in sorted(guide.askable - answers.keys() - declined):
        fact = guide.vocabulary.facts[name]
        if fact.guard and answers.get(fact.guard) is not True:
            continue
        for value in choices(guide, name):
            after = guide.standings({**answers, name: value}, declined)
            assert [item.verdict for item in after] == [item.verdict for item in before], name


def test_few_questions_are_asked_of_a_made_up_respondent():
    guide = guide_of()
    facts = {name for item in guide.programmes for v in item.compiled.variants for name in
             tree.fact_names(v.verdict)} & guide.askable  # fmt: skip
    lengths = [len(guide._walk(number)) for number in range(12)]
    assert len(facts) >= 50
    assert sum(lengths) / len(lengths) <= len(facts) / 2


def test_the_first_question_is_the_one_that_decides_most():
    guide = guide_of(("sample/yunxi-2024-6",))
    assert guide.next_question({}) == "owns_firm"
    without = [item.verdict for item in guide.standings({"owns_firm": False})]
    assert without.count(FITS_NOT) == 2


def test_who_does_not_answer_is_not_asked_again_and_nothing_is_supposed():
    guide = guide_of(("sample/yunxi-2024-6",))
    first = guide.next_question({})
    assert guide.next_question({}, {first}) not in (first, None)
    facts = guide.vocabulary.facts
    refused = set()
    while (name := guide.next_question({}, refused)) is not None:
        assert facts[name].guard not in refused
        refused.add(name)
    assert {item.verdict for item in guide.standings({}, refused)} == {OPEN}


@pytest.fixture(scope="module")
def vocabulary():
    return guide_of().vocabulary


def _fact(vocabulary, kind):
    return next(fact for fact in vocabulary.facts.values() if fact.type.kind is kind and not fact.type.codes)


@pytest.mark.parametrize(
    ("op", "figure", "expected"),
    [(">=", 5, (4, 5)), (">", 5, (5, 6)), ("<=", 5, (5, 6)), ("<", 5, (4, 5)), (">=", 0, (0,))],
)
def test_a_figure_is_tried_on_either_side(vocabulary, op, figure, expected):
    fact = _fact(vocabulary, Kind.MONEY)
    node = tree.Compare(BOOL, op, tree.Fact(MONEY, fact.name), tree.Constant(MONEY, figure))
    assert turning_points(fact, [node], ON) == expected


def test_many_figures_are_tried_from_end_to_end(vocabulary):
    fact = _fact(vocabulary, Kind.MONEY)
    side = tree.Fact(MONEY, fact.name)
    nodes = [tree.Compare(BOOL, ">=", side, tree.Constant(MONEY, figure)) for figure in range(10, 100, 10)]
    found = turning_points(fact, nodes, ON)
    assert (found[0], found[-1], len(found)) == (9, 90, 4)


def test_a_day_after_which_a_term_has_passed(vocabulary):
    node = next(
        node
        for item in guide_of().programmes
        for variant in item.compiled.variants
        for node in tree.walk(variant.verdict)
        if isinstance(node, tree.RetirementOn) and isinstance(node.birth, tree.Fact)
    )
    days = turning_points(vocabulary.facts["birth_on"], [node], ON)
    assert days == (date(1966, 5, 31), date(1966, 6, 1), date(1971, 6, 1), date(1976, 6, 1))
