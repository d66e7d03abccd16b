"""Every fault of a pack comes with a suggestion, and the suggestion of a citation is the right one."""

from __future__ import annotations

import pytest

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.checks.packs import check_packs
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files

DOCUMENT = "sample/yunxi-2024-6"
FILE = f"{DOCUMENT}/programmes/startup-subsidy.yaml"
FILES = read_pack_files(folders=(DOCUMENT,))
SOURCE = (BUILT_IN / DOCUMENT / "source.txt").read_text(encoding="utf-8")


def faults(old: str, new: str) -> list[Problem]:
    assert old in FILES[FILE]
    return check_packs(FILES | {FILE: FILES[FILE].replace(old, new, 1)}, {DOCUMENT: SOURCE})[1]


@pytest.mark.parametrize(
    ("old", "new", "code", "suggestion"),
    [
        ("phrase: 首次创办企业", "phrase: 首次开办企业", "phrase-not-in-source", "是不是“首次创办企业”？"),
        ("phrase: 首次创办企业", "phrase: 首次创办公司", "phrase-not-in-source", "是不是“首次创办企业”？"),
        ("phrase: 首次创办企业", "phrase: 企业新招用", "phrase-not-in-source", "这几个字在 二/（二）/1"),
        ("phrase: 首次创办企业", "phrase: 甲乙丙丁", "phrase-not-in-source", "逐字照抄原文"),
        ("      phrase: 首次创办企业\n", "", "missing-citation", "照抄该条中决定这一项的几个字，最多 24 字"),
        (
            "      expr: own_firm_is_first\n",
            "      expr: own_firm_is_first or owns_firm\n",
            "dead-leaf",
            "核对表达式，或者删去这一条",
        ),
        ("parameters:\n", "parameters: [\n", "yaml", "核对缩进、引号、括号和冒号后的空格"),
    ],
)
def test_what_is_suggested(old: str, new: str, code: str, suggestion: str) -> None:
    told = [problem for problem in faults(old, new) if problem.code == code]
    assert [problem.suggestion for problem in told] == [suggestion]
    assert all(problem.place.line and problem.place.column for problem in told)


def test_a_clause_that_is_not_there_is_answered_with_the_nearest() -> None:
    told = faults("clause: 三/（一）/1\nentity", "clause: 三/（一）/19\nentity")
    told = [problem for problem in told if problem.code == "locator-not-in-source"]
    assert told and {problem.suggestion for problem in told} == {"是不是 三/（一）/1？"}


def test_a_clause_left_out_is_one_fault_and_not_one_a_citation() -> None:
    codes = [problem.code for problem in faults("clause: 三/（一）/1\nentity", "entity")]
    assert "missing-key" in codes and "locator-not-in-source" not in codes


@pytest.mark.parametrize("text", ["", "# to be written\n", "a: b: c"])
def test_a_programme_that_cannot_be_read_is_told_at_its_file_and_once_for_all_its_cases(text: str) -> None:
    told = check_packs(FILES | {FILE: text}, {DOCUMENT: SOURCE})[1]
    at_file = [problem for problem in told if problem.place.source == FILE]
    assert [(problem.code, problem.place.line) for problem in at_file] == [
        ("yaml" if text[:1] == "a" else "yaml-empty", 1)
    ]
    assert all(problem.suggestion for problem in at_file)
    of_cases = [problem for problem in told if problem.code == "case-programme"]
    assert len(of_cases) == 1 and of_cases[0].suggestion


def test_a_document_may_have_no_programme_that_is_only_named() -> None:
    files = FILES | {f"{DOCUMENT}/programmes/recorded.yaml": "# none\n"}
    assert check_packs(files, {})[1] == []
