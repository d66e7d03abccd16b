"""Facts at the door: the conformance cases of answers, and that order and spelling do not matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from domain.rules.small_packs import CONFORMANCE, plain, vocabulary_of
from jiuchuang.domain.rules.facts_in import read_facts
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.domain.rules.yaml_source import LocatedMap, read_yaml


def file_of(name: str) -> LocatedMap:
    data, problems = read_yaml((CONFORMANCE / "answers" / name).read_text(encoding="utf-8"), name)
    assert not problems and isinstance(data, LocatedMap), problems
    return data


FILE = file_of("answers.yaml")
VOCABULARY: Vocabulary = vocabulary_of(FILE["vocabulary"])


def cases() -> Iterator[Any]:
    for case in FILE["cases"]:
        yield pytest.param(plain(case), id=case["id"])


@pytest.mark.parametrize("case", cases())
def test_answer(case: dict[str, Any]) -> None:
    known, problems = read_facts(case["written"], VOCABULARY, "事实.json")
    usable = {name: value for name, value in known.items() if name in case["known"]}
    assert [problem.code for problem in problems] == case.get("faults", [])
    assert usable == case["known"]
    if "contradiction" not in case.get("faults", []):
        assert known == case["known"]
    for problem in problems:
        assert problem.place.source.startswith("事实.json: ") and problem.message.isprintable()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.message)


@pytest.mark.parametrize("case", cases())
def test_the_order_of_answers_does_not_matter(case: dict[str, Any]) -> None:
    results = set()
    for order in permutations(case["written"].items()):
        known, problems = read_facts(dict(order), VOCABULARY, "f")
        if "given-twice" not in case.get("faults", []):
            results.add((tuple(sorted(known.items())), tuple(sorted(problem.code for problem in problems))))
    assert len(results) <= 1


def test_a_moment_is_no_day() -> None:
    known, problems = read_facts({"card_on": datetime(2016, 1, 1, 12, 0)}, VOCABULARY, "f")  # noqa: DTZ001
    assert known == {} and [problem.code for problem in problems] == ["bad-fact"]


def test_a_misspelt_fact_is_answered_with_the_nearest() -> None:
    _, problems = read_facts({"card_no": 1}, VOCABULARY, "f")
    assert "card_on" in problems[0].suggestion
