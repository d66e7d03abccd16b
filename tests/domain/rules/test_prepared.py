"""A programme prepared for the day answers word for word as one that the row evaluator decides from scratch."""

from __future__ import annotations

from typing import Any

import pytest

from domain.rules.small_packs import FOLDER, load, pack_files, written
from domain.rules.test_decide import CASES, FRAME, compiled_of, fact_entry, facts_of, small_library
from jiuchuang.domain.rules.answers.decide import decide, decide_prepared
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.answers.prepared import Case, Prepared
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import document_folders, load_library
from jiuchuang.gateways.pack_store import read_pack_files

FILES = read_pack_files()


@pytest.mark.parametrize(("file", "name", "case"), CASES)
def test_conformance_cases(file: str, name: str, case: dict[str, Any]) -> None:
    library = small_library(file, name)
    compiled, pack, vocabulary = compiled_of(library), library.packs[FOLDER], library.vocabulary
    facts, on = facts_of(case, library), case["on"]
    prepared = Prepared(compiled, pack, vocabulary, on)
    for left_out in [None, *facts]:
        some = {key: value for key, value in facts.items() if key != left_out}
        assert decide_prepared(prepared, Case(some, on)) == decide(compiled, pack, vocabulary, some, on)


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_worked_cases(folder: str) -> None:
    """Each programme on the day of its first case, with all cases; facts left out to have open ones as well."""
    library, _ = load_library(FILES)
    pack, vocabulary = library.packs[folder], library.vocabulary
    ready: dict[str, Prepared] = {}
    for case in load_cases(FILES, folder, vocabulary)[0]:
        programme = library.programme(case.programme)
        assert programme is not None
        if programme.id not in ready:
            ready[programme.id] = Prepared(compile_programme(programme), pack, vocabulary, case.on)
        prepared = ready[programme.id]
        assert prepared.day is not None
        for third in range(3):
            facts = {
                name: item for index, (name, item) in enumerate(case.facts.items()) if index % 3 != third
            }
            for day in (prepared.day, case.on):
                plain = decide(prepared.compiled, pack, vocabulary, facts, day)
                assert decide_prepared(prepared, Case(facts, day)) == plain, case.place


def not_applicable() -> Decision:
    """A condition on a fact whose guard's guard is false."""
    facts = [
        fact_entry("works", {"type": "bool"}),
        fact_entry("insured", {"type": "bool", "guard": "works"}),
        fact_entry("months", {"type": "months", "guard": "insured"}),
    ]
    condition = {"clause": "一", "phrase": "某", "yes": "是", "no": "否"}
    programme = {
        **FRAME,
        "conditions": {"all": [
            {"id": "a", "expr": "works", **condition},
            {"id": "b", "expr": "insured", **condition},
            {"id": "c", "expr": "months >= one", **condition},
        ]},
        "parameters": {"one": {"type": "months", "value": "1个月", "clause": "一", "phrase": "某"}},
    }  # fmt: skip
    library, problems = load(pack_files(written(programme), written(facts)))
    assert not problems, problems
    compiled, on = compiled_of(library), library.packs[FOLDER].document.issued_on
    assert on is not None
    return decide(compiled, library.packs[FOLDER], library.vocabulary, {"works": False}, on)


def test_what_does_not_apply_names_the_fact_that_rules_it_out() -> None:
    told = {item.id: (item.result, item.sentence) for item in not_applicable().conditions}
    assert told["a"][0] == "no"
    assert told["b"] == told["c"] == ("not_applicable", "这一条不适用（事实works：否）。")
