"""Worked cases run: all shipped ones come out, a wrong one is told with its place."""

from __future__ import annotations

from dataclasses import replace

from jiuchuang.domain.rules.checks.worked import case_problems, run_cases
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files

PACK = "sample/yunxi-2024-6"


def test_a_case_that_does_not_come_out_is_told():
    files = read_pack_files(folders=(PACK,))
    library = load_library(files)[0]
    cases = load_cases(files, PACK, library.vocabulary)[0]
    runs = run_cases(library.packs[PACK], library.vocabulary, cases)
    assert len(runs) == len(cases) > 100
    assert case_problems(runs) == []
    wrong = replace(cases[0], expect={"status": "not_in_force"})
    stranger = replace(cases[0], programme=f"{PACK}/nothing")
    runs = run_cases(library.packs[PACK], library.vocabulary, [wrong, stranger])
    problems = case_problems(runs)
    assert [(problem.code, problem.place) for problem in problems] == [("case-fails", cases[0].place)]
