"""However a pack is broken, loading it ends in problems, never in an exception; what loads can be decided."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.rules.small_packs import CLAUSES, FOLDER, NATIONAL, document_text, plain, written
from domain.rules.test_load_faults import FACTS, PROGRAMME
from domain.rules.test_load_vocabulary import DEFINITIONS, TARGETS
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.show import show_programme
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import load_library

CASES = """\
programme: p
on: 2016-06-01
facts: {owns_firm: true, firm_on: 2015-01-01, heads: 1}
cases:
  - {name: 甲, expect: {status: eligible, amount: 500元}}
  - {name: 乙, boundary: year@n, change: {heads: unknown}, expect: {status: unknown, missing: [heads]}}
"""
BANDS = """\
id: q
title: 又一个
extent: partial
clause: 一/（一）
payee: person
owner: [人社局]
conditions:
  any:
    - {id: x, phrase: 某, expr: heads >= 1, yes: 是, no: 否}
    - at_least: {count: 1, of: [{id: y, phrase: 某, expr: owns_firm, yes: 是, no: 否}]}
    - not: {id: z, phrase: 某, open: 按规定, says: 按规定}
amount:
  bands: [{id: low, when: heads < 1, expr: fee, phrase: 某}]
"""
RECORDED = """\
- {id: r, title: 记录, clause: 一/（一）, owner: [人社局], open_terms: [{term: 某, note: 未定}]}
"""
FILES = {
    "facts/all.yaml": FACTS,
    f"{FOLDER}/document.yaml": document_text(),
    f"{FOLDER}/clauses.yaml": CLAUSES,
    f"{FOLDER}/targets.yaml": TARGETS,
    f"{FOLDER}/definitions.yaml": DEFINITIONS,
    f"{FOLDER}/systems.yaml": "- {name: 联席会议, clause: 一/（一）}\n",
    f"{FOLDER}/programmes/p.yaml": PROGRAMME,
    f"{FOLDER}/programmes/q.yaml": BANDS,
    f"{FOLDER}/programmes/recorded.yaml": RECORDED,
    f"{FOLDER}/cases/p.yaml": CASES,
    **NATIONAL,
}
ODD: list[Any] = [None, True, 0, -1, 7, "", "某", "heads", "heads >= 1", "3个月", "500元", "2016-02-30", [], ["某"], [[]], {}, {"id": 1}, {"某": None}]  # fmt: skip


def paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in steps:
        yield from paths(item, (*above, step))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with what stands at the path replaced, or taken out where `new` is the marker `...`."""
    if not path:
        return None if new is ... else new
    step, rest = path[0], path[1:]
    items = dict(value) if isinstance(value, dict) else list(value)
    if not rest and new is ...:
        del items[step]
    else:
        items[step] = changed(items[step], rest, new)
    return items


def answer_all(files: dict[str, str]) -> list[Problem]:
    """What every command does first, load packs and cases; and if they are sound, show and decide."""
    library, problems = load_library(files)
    problems += load_cases(files, FOLDER, library.vocabulary)[1]
    if problems:
        return problems
    for programme in library.programmes():
        pack = library.packs[programme.id.rpartition("/")[0]]
        assert show_programme(programme, library.vocabulary, pack.document.name)
        for facts in ({}, {"heads": 1, "owns_firm": False}, {"heads": 0, "owns_firm": True, "fee": 100}):
            decide(compile_programme(programme), pack, library.vocabulary, facts, date(2016, 6, 1)).to_json()
    return problems


@pytest.mark.parametrize("path", [path for path in FILES if path not in NATIONAL])
def test_a_value_of_the_wrong_kind_anywhere(path: str) -> None:
    data, _ = read_yaml(FILES[path], path)
    data = plain(data)
    chance = random.Random(path)
    for where in paths(data):
        for new in (..., chance.choice(ODD)):
            text = written(changed(data, where, new))
            try:
                answer_all({**FILES, path: text})
            except Exception as fault:
                raise AssertionError(f"{path} at {where} = {new!r}") from fault


@pytest.mark.parametrize("path", list(FILES))
def test_a_line_taken_out_or_cut_short(path: str) -> None:
    lines = FILES[path].splitlines(keepends=True)
    for index, line in enumerate(lines):
        ways = ("", line[: len(line) // 2] + "\n", line + line, line.replace(":", "", 1))
        answer_all({**FILES, path: "".join([*lines[:index], ways[index % 4], *lines[index + 1 :]])})


def test_a_missing_file() -> None:
    for path in FILES:
        if not path.endswith("document.yaml"):
            answer_all({other: text for other, text in FILES.items() if other != path})


def test_a_case_may_start_from_nothing_known() -> None:
    cases = CASES.replace("{name: 甲,", "{name: 甲, facts: {},")
    library, _ = load_library(FILES)
    found, problems = load_cases({f"{FOLDER}/cases/p.yaml": cases}, FOLDER, library.vocabulary)
    assert problems == []
    assert [sorted(case.facts) for case in found] == [[], ["firm_on", "owns_firm"]]
