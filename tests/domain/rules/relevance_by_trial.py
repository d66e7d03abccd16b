"""Which facts matter to an expression, found by trying every complete record of the small world."""

from __future__ import annotations

from collections.abc import Mapping

from domain.rules.smt_world import ASOF, WORLD, Draw, completions, values
from jiuchuang.domain.rules.answers.asking import guard_chain, with_guards
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.vocabulary import Vocabulary

LIMIT = 3000


def draw(seed: int, days: bool = False) -> tuple[Node, dict[str, object]]:
    """An expression and a partly known record, small enough to enumerate; a known fact has its guards known."""
    maker = Draw(seed, days)
    node, known = maker.truth(3), {}
    names = list(tree.fact_names(node))
    maker.random.shuffle(names)
    size = 1
    for name in with_guards(names, WORLD):
        choices = values(WORLD.facts[name])
        guard = WORLD.facts[name].guard
        if guard in known and known[guard] is False:
            continue
        size *= len(choices)
        if size > LIMIT or (maker.random.random() < 0.4 and (guard is None or guard in known)):
            size //= len(choices)
            if guard is not None:
                known[guard] = True
            known[name] = maker.random.choice(choices)
    return node, known


def facts_that_matter(
    node: Node, known: Mapping[str, object], given: Node | None = None, world: Vocabulary = WORLD
) -> set[str]:
    """Unknown facts on which alone the answer can hang: two complete records, equal but for the fact (and what
    exists only by it), come to different answers. With `given`, among records for which that is true.

    A fact behind a guard that is open itself counts as the guard: that is asked first.
    """
    names = {link for name in tree.fact_names(node) for link in guard_chain(name, world)} - set(known)
    if given is not None:
        names |= {link for name in tree.fact_names(given) for link in guard_chain(name, world)} - set(known)
    rows = [
        row
        for row in completions(sorted(names), known, world)
        if given is None or evaluate(given, row, ASOF) is True
    ]
    answers = [(row, evaluate(node, row, ASOF)) for row in rows]
    found = set()
    for name in names:
        outcomes: dict[frozenset[tuple[str, object]], object] = {}
        for row, answer in answers:
            rest = frozenset(item for item in row.items() if name not in guard_chain(item[0], world))
            if outcomes.setdefault(rest, answer) != answer:
                found.add(name)
                break
    return {_asked_first(name, known, world) for name in found}


def _asked_first(name: str, known: Mapping[str, object], world: Vocabulary) -> str:
    return next(link for link in reversed(guard_chain(name, world)) if link not in known)
