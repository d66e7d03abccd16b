"""The residual of a verdict: what remains open when some facts are unknown, decided exactly.

Three-valued logic leaves `a or not a` open; over complete records it is true. A case is completed with every
value that its unknown facts may have (within their declared ranges, guarded facts only where their guard
holds), and with every ruling on words that the text leaves open. Only where all completions agree is there an
answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from jiuchuang.domain.rules.answers.decide import Residual
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Value
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.facts import Completions, FactSpace, with_guards
from jiuchuang.domain.rules.solver.question import EFFORT, Question
from jiuchuang.domain.rules.solver.translation import Translation
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary


def exact_residual(vocabulary: Vocabulary, effort: int = EFFORT) -> Residual:
    """The residual for `decide`, over the facts of `vocabulary`."""

    def residual(node: tree.Node, facts: Mapping[str, Value], asof: date) -> bool | None:
        value: bool | None = evaluate(node, facts, asof)
        if value is not None:
            return value
        known = {name: value for name, value in facts.items() if value is not None}
        if _seen_to_differ(node, known, asof, vocabulary):
            return None
        return _settled(node, known, asof, vocabulary, effort)

    return residual


def _settled(
    node: tree.Node, known: Mapping[str, Value], asof: date, vocabulary: Vocabulary, effort: int
) -> bool | None:
    """True or False when no completion says otherwise (and there is a completion at all)."""
    space = FactSpace(vocabulary)
    completions = Completions(space, known)
    translation = Translation(space, completions.fixed, asof, completions.term, open_words_free=True)
    verdict = translation.term(node)
    question = Question(translation, effort)
    for answer, otherwise in ((True, terms.is_true), (False, terms.is_false)):
        contrary = terms.opposite(otherwise(verdict))
        if question.possible(contrary) is False and question.possible() is True:
            return answer
    return None


def _seen_to_differ(node: tree.Node, known: Mapping[str, Value], asof: date, vocabulary: Vocabulary) -> bool:
    """Whether a few plain completions already disagree: most open verdicts are simply open."""
    seen = set()
    for completion in _plain_completions(node, known, vocabulary):
        seen.add(evaluate(node, completion, asof))
        if {True, False} <= seen:
            return True
    return False


def _plain_completions(
    node: tree.Node, known: Mapping[str, Value], vocabulary: Vocabulary
) -> Iterator[dict[str, Value]]:
    """All no or low, all yes or high, and the two mixtures of these."""
    names = list(with_guards(tree.fact_names(node), vocabulary))
    for truth in (False, True):
        for low in (True, False):
            completion: dict[str, Value] = {}
            for name in names:
                fact = vocabulary.facts[name]
                if fact.guard is None or completion.get(fact.guard) is True:
                    open_value = truth if fact.type.kind is Kind.BOOL else _extreme(fact, low)
                    completion[name] = known.get(name, open_value)
            yield completion


def _extreme(fact: FactDeclaration, low: bool) -> Value:
    if fact.type.codes:
        return fact.type.codes[0 if low else -1]
    if fact.type.kind is Kind.DATE:
        return FIRST_DAY if low else LAST_DAY
    return (fact.low if low else fact.high) if fact.type.is_numeric else ""
