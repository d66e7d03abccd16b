"""Where the population has no witness the solver gives a smallest one, or says that there is none."""

from __future__ import annotations

import pytest

from domain.rules.small_screen import ON, PROGRAMME, library
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.population.simulate import LESS, MORE, NEWLY, NO_LONGER

pytest.importorskip("z3", reason="the solver is an extra")
from jiuchuang.domain.rules.population.simulate_witness import search_witness

LIBRARY = library()
OLD = LIBRARY.programmes()[0]


def version(*changes: tuple[str, str]):
    text = PROGRAMME
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return library(text).programmes()[0]


def search(after, kind, before=OLD):
    return search_witness(before, after, kind, LIBRARY.vocabulary, ON)


def test_somebody_with_one_head_becomes_eligible():
    """At least 2 → 1: exactly one head, and no big farmer (who was eligible before)."""
    new = version(("value: 2人", "value: 1人"))
    found = search(new, NEWLY)
    assert found.certain and found.facts is not None
    assert found.facts == {"is_local": True, "heads": 1, "is_big": False, "drawn": 0, "is_struck": False}
    verdicts = [
        evaluate(variant.verdict, found.facts, ON)
        for programme in (OLD, new)
        for variant in compile_programme(programme).variants
    ]
    assert verdicts == [False, False, True, True]


def test_nobody_loses_by_a_lower_threshold():
    new = version(("value: 2人", "value: 1人"))
    for kind in (NO_LONGER, MORE, LESS):
        found = search(new, kind)
        assert found.facts is None
        assert found.certain


def test_more_money_and_never_less():
    new = version(("value: 100元", "value: 150元"))
    found = search(new, MORE)
    assert found.facts is not None
    pays = [
        [evaluate(variant.payable, found.facts, ON) for variant in compile_programme(programme).variants]
        for programme in (OLD, new)
    ]
    assert all(after > before for before, after in zip(*pays, strict=True))
    assert search(new, LESS).facts is None
    assert search(new, NEWLY).facts is None


def test_a_programme_that_is_dropped_or_new():
    assert search(None, NO_LONGER).facts is not None
    assert search(None, NEWLY).facts is None
    assert search(OLD, NEWLY, before=None).facts is not None
    assert search(OLD, MORE, before=None).facts is None
