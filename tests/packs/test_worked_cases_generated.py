"""Every worked case on the generated function: the same conditions, verdict and money as the row evaluator."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from jiuchuang.domain.rules.engines.compile import Variant, compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.generate import CaseFunction, generate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import document_folders, load_library
from jiuchuang.gateways.pack_store import read_pack_files

FILES = read_pack_files()
LIBRARY, PROBLEMS = load_library(FILES)


def trees(variant: Variant) -> list[Node]:
    """What one choice of readings computes."""
    money = (variant.payable, variant.count, variant.until)
    return [*variant.leaves.values(), variant.verdict, *(node for node in money if node is not None)]


@cache
def functions(programme_id: str, on: date) -> list[tuple[list[Node], CaseFunction]]:
    """The trees of every variant beside the function generated from their rewritten forms."""
    programme = LIBRARY.programme(programme_id)
    assert programme is not None
    nodes = [trees(variant) for variant in compile_programme(programme).variants]
    return [(same, generate([simplify(node, on) for node in same], on)) for same in nodes]


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_the_generated_function_computes_every_case(folder: str) -> None:
    cases, problems = load_cases(FILES, folder, LIBRARY.vocabulary)
    assert not PROBLEMS + problems
    assert cases
    for case in cases:
        for nodes, function in functions(case.programme, case.on):
            expected = tuple(evaluate(node, case.facts, case.on) for node in nodes)
            assert function(case.facts) == expected, f"{case.place} {case.name}"
