"""Worked cases of a pack: facts as of a day and the answer computed by hand, run as tests on every back end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import LocatedMap, read_yaml
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.pack import WorkedCase
from jiuchuang.domain.rules.vocabulary import Vocabulary

FILE_KEYS = ("programme", "on", "facts", "cases")
CASE_KEYS = ("name", "on", "facts", "change", "boundary", "expect", "why")
EXPECT_KEYS = ("status", "amount", "failed", "missing", "readings", "schedule", "caps", "remaining", "until")


def load_cases(
    files: Mapping[str, str], folder: str, vocabulary: Vocabulary
) -> tuple[list[WorkedCase], list[Problem]]:
    """All cases of `folder/cases/*.yaml`. `facts` of a case replace the base, `change` adjusts it."""
    problems: list[Problem] = []
    cases: list[WorkedCase] = []
    for path in sorted(path for path in files if path.startswith(f"{folder}/cases/")):
        data, found = read_yaml(files[path], path)
        problems += found
        record = Record(data, "案例文件", FILE_KEYS, problems, Place(path))
        programme = f"{folder}/{record.text('programme')}"
        base: Mapping[str, Any] = record.mapping("facts") or {}
        for item, place in record.items("cases"):
            row = Record(item, "案例", CASE_KEYS, problems, place)
            on = row.day("on") or record.day("on")
            if on is None:
                row.fault("missing-key", "案例没有写日期 on")
                continue
            own, change = row.mapping("facts"), row.mapping("change")
            written = {**(base if own is None else own), **(change or {})}
            facts = _case_facts(written, vocabulary, place, problems)
            expect: Mapping[str, Any] = row.mapping("expect") or {}
            if expect:
                Record(expect, "expect", EXPECT_KEYS, problems, row.at("expect"))
            boundary = row.optional_text("boundary")
            cases.append(WorkedCase(programme, row.text("name"), on, facts, dict(expect), boundary, place))
    return cases, problems


def _case_facts(
    written: Mapping[str, Any], vocabulary: Vocabulary, place: Place, problems: list[Problem]
) -> dict[str, Any]:
    """Known facts of a case; what a false guard rules out is dropped, so that a case may change the guard alone."""
    plain = {key: value for key, value in written.items() if not isinstance(value, LocatedMap)}
    while gone := [name for name in plain if _ruled_out(name, plain, vocabulary)]:
        for name in gone:
            del plain[name]
    values, found = read_facts(plain, vocabulary, str(place))
    problems += [
        Problem(item.code, f"{item.message}（{item.place}）", place, item.suggestion) for item in found
    ]
    return values


def _ruled_out(name: str, plain: Mapping[str, Any], vocabulary: Vocabulary) -> bool:
    fact = vocabulary.facts.get(name)
    return fact is not None and fact.guard is not None and plain.get(fact.guard, True) is False
