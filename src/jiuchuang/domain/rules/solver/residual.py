"""The residual of a verdict: what remains open when some facts are unknown, decided exactly.

Three-valued logic leaves `a or not a` open; over complete records it is true. A case is completed with every
value that its unknown facts may have (within their declared ranges, guarded facts only where their guard
holds), and with every ruling on words that the text leaves open. Only where all completions agree is there an
answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jiuchuang.domain.rules.answers.outcome import Residual
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.facts import Completions, FactSpace
from jiuchuang.domain.rules.solver.question import EFFORT, Question
from jiuchuang.domain.rules.solver.samples import seen_to_differ
from jiuchuang.domain.rules.solver.translation import Translation
from jiuchuang.domain.rules.vocabulary import Vocabulary


def exact_residual(vocabulary: Vocabulary, effort: int = EFFORT) -> Residual:
    """The residual for `decide`, over the facts of `vocabulary`."""

    def residual(node: tree.Node, facts: Mapping[str, Value], asof: date) -> bool | None:
        value: bool | None = evaluate(node, facts, asof)
        if value is not None:
            return value
        known = {name: value for name, value in facts.items() if value is not None}
        if seen_to_differ(node, known, asof, vocabulary):
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
