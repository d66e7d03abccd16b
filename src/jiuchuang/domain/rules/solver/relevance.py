"""Which unknown facts matter to a value at all, decided exactly.

A fact matters when two complete records, equal but for it and for what exists only by it, come to different
values. What does not matter need not be asked for, however often the rule mentions it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import z3

from jiuchuang.domain.rules.answers.asking import guard_chain
from jiuchuang.domain.rules.answers.outcome import Matters
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.facts import Completions, FactSpace
from jiuchuang.domain.rules.solver.question import Question
from jiuchuang.domain.rules.solver.samples import seen_to_matter
from jiuchuang.domain.rules.solver.terms import Expression, Term
from jiuchuang.domain.rules.solver.translation import Translation
from jiuchuang.domain.rules.vocabulary import Vocabulary

EFFORT = 4_000_000
"""Most solver steps for one fact: a tenth of a second or so. To ask for a fact too many does little harm."""


def exact_relevance(vocabulary: Vocabulary, effort: int = EFFORT) -> Matters:
    """What `decide` asks about the facts it would ask for; a question that is too hard counts as mattering."""

    def matters(
        node: Node, given: Node | None, names: Collection[str], facts: Mapping[str, Value], asof: date
    ) -> set[str]:
        known = {name: value for name, value in facts.items() if value is not None}
        found = seen_to_matter(node, given, names, known, asof, vocabulary)
        return found | {
            name
            for name in names
            if name not in found and _may_matter(node, given, name, known, asof, vocabulary, effort)
        }

    return matters


def _may_matter(
    node: Node,
    given: Node | None,
    name: str,
    known: Mapping[str, Value],
    asof: date,
    vocabulary: Vocabulary,
    effort: int,
) -> bool:
    space = FactSpace(vocabulary)
    one = Completions(space, known)
    other = Completions(
        space, known, {fact for fact in vocabulary.facts if name in guard_chain(fact, vocabulary)}
    )
    translations = [
        Translation(space, records.fixed, asof, records.term, open_words_free=True)
        for records in (one, other)
    ]
    translations[1].calendar = translations[
        0
    ].calendar  # one calendar, so that its terms have names of their own
    question = Question(translations[0], effort)
    first, second = (translation.term(node) for translation in translations)
    if given is not None:
        question.require(*(terms.is_true(translation.term(given)) for translation in translations))
    question.require(_differ(first, second, space))
    return question.possible() is not False


def _differ(first: Term, second: Term, space: FactSpace) -> Expression:
    """Whether two values differ; an undefined one differs from every other."""
    always = z3.BoolVal(True, space.context)
    here, there = (always if term.defined is None else term.defined for term in (first, second))
    return z3.Or(z3.Xor(here, there), z3.And(here, there, first.value != second.value))
