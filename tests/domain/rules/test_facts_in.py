"""Facts at the door: the conformance cases of answers, and that order and spelling do not matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest

from domain.rules.small_packs import CONFORMANCE, plain, vocabulary_of
from jiuchuang.domain.kernel.yaml_source import LocatedMap, read_yaml
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.pack_store import read_pack_files


def file_of(name: str) -> LocatedMap:
    data, problems = read_yaml((CONFORMANCE / "answers" / name).read_text(encoding="utf-8"), name)
    assert not problems and isinstance(data, LocatedMap), problems
    return data


FILE = file_of("answers.yaml")
VOCABULARY: Vocabulary = vocabulary_of(FILE["vocabulary"])
PEOPLE = load_vocabulary(read_pack_files())[0]


def cases() -> Iterator[Any]:
    for case in FILE["cases"]:
        yield pytest.param(plain(case), id=case["id"])


@pytest.mark.parametrize("case", list(cases()))
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


@pytest.mark.parametrize("case", list(cases()))
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


def test_a_wrong_resident_id_is_one_clear_fault() -> None:
    facts, problems = read_facts({"resident_id": "110105194912310021"}, PEOPLE, "f.json")
    assert [problem.code for problem in problems] == ["resident-id-check"]
    assert not facts


def test_a_resident_id_tells_birth_date_and_sex_and_may_not_contradict_them() -> None:
    known, problems = read_facts({"resident_id": "11010519491231002X"}, PEOPLE, "f.json")
    assert not problems
    assert known == {"birth_on": date(1949, 12, 31), "sex": "female"}
    written = {"birth_on": "1949-12-30", "resident_id": "11010519491231002X"}
    _, problems = read_facts(written, PEOPLE, "f.json")
    assert [(problem.code, problem.place.source) for problem in problems] == [
        ("contradiction", "f.json: birth_on")
    ]


def test_a_wrong_credit_code_is_a_fault() -> None:
    _, problems = read_facts({"统一社会信用代码": "91350100M000100Y4Z"}, PEOPLE, "f.json")
    assert len(problems) == 1
