"""Every worked case of every pack, answered as the pack's author computed it by hand."""

from __future__ import annotations

from functools import cache

import pytest

from jiuchuang.domain.rules.answers.check_case import differences
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import Library, document_folders, load_library
from jiuchuang.domain.rules.pack import WorkedCase
from jiuchuang.gateways.pack_store import read_pack_files

FILES = read_pack_files()


@cache
def library() -> Library:
    """All packs, which must load without a single problem."""
    loaded, problems = load_library(FILES)
    assert not problems, "\n".join(map(str, problems))
    return loaded


@cache
def compiled(programme: str) -> CompiledProgramme:
    """One programme, compiled once for all its cases."""
    found = library().programme(programme)
    assert found is not None, f"no programme {programme}"
    return compile_programme(found)


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_worked_cases(folder: str) -> None:
    """The decision of each case is exactly the expected one."""
    cases, problems = load_cases(FILES, folder, library().vocabulary)
    wrong = [str(problem) for problem in problems]
    for case in cases:
        wrong += [f"{case.place} {case.name}: {text}" for text in _differences(case, folder)]
    assert not wrong, "\n".join(wrong)
    assert cases


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_the_exact_residual_changes_no_worked_case(folder: str) -> None:
    """Three-valued logic decides all that can be decided, so a case and a population get the same answer."""
    residual = pytest.importorskip("jiuchuang.domain.rules.solver.residual").exact_residual(
        library().vocabulary
    )
    pack = library().packs[folder]
    wrong = []
    for case in load_cases(FILES, folder, library().vocabulary)[0]:
        programme = compiled(case.programme)
        plain = decide(programme, pack, library().vocabulary, case.facts, case.on)
        exact = decide(programme, pack, library().vocabulary, case.facts, case.on, residual)
        if plain.status != exact.status:
            wrong.append(f"{case.place} {case.name}: {plain.status}, exactly {exact.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_the_exact_relevance_drops_no_fact_that_a_worked_case_asks_for(folder: str) -> None:
    """What a pack's author expects to be asked is asked, with the solver too."""
    relevance = pytest.importorskip("jiuchuang.domain.rules.solver.relevance")
    vocabulary, pack = library().vocabulary, library().packs[folder]
    matters = relevance.exact_relevance(vocabulary)
    wrong = []
    for case in load_cases(FILES, folder, vocabulary)[0]:
        if case.expect.get("missing"):
            answer = decide(compiled(case.programme), pack, vocabulary, case.facts, case.on, matters=matters)
            wrong += [f"{case.place} {case.name}: {text}" for text in differences(case, answer)]
    assert not wrong, "\n".join(wrong)


def _differences(case: WorkedCase, folder: str) -> list[str]:
    pack = library().packs[folder]
    answer = decide(compiled(case.programme), pack, library().vocabulary, case.facts, case.on)
    return differences(case, answer)


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_enough_cases(folder: str) -> None:
    """A fully computable programme has at least eight worked cases, a partly computable one four."""
    cases, _ = load_cases(FILES, folder, library().vocabulary)
    counts: dict[str, int] = {}
    for case in cases:
        counts[case.programme] = counts.get(case.programme, 0) + 1
    wanted = {"full": 8, "partial": 4, "recorded": 0}
    short = {
        programme.id: counts.get(programme.id, 0)
        for programme in library().packs[folder].programmes
        if counts.get(programme.id, 0) < wanted[programme.extent]
    }
    assert not short
