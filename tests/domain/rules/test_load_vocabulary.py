"""Faults of the vocabulary and of the lists of a pack, each at its line and column."""

from __future__ import annotations

import pytest

from domain.rules.small_packs import CLAUSES, FOLDER, NATIONAL, document_text, load
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.loading.vocabulary_file import RETIREMENT_FILE, load_vocabulary

FACTS = """\
- name: has_card
  type: bool
  entity: person
  label: 有卡
  question: 有卡吗
  source: 登记库
- name: card_on
  type: date
  entity: person
  label: 发卡日期
  question: 哪天
  source: 登记库
  guard: has_card
- name: heads
  type: count
  entity: person
  label: 人数
  question: 几人
  source: 登记库
  range: [0, 100]
- name: spare
  type: days
  entity: person
  label: 备用
  question: 几天
  source: 登记库
- name: level
  type: enum
  entity: person
  label: 等级
  question: 哪级
  source: 登记库
  values: {junior: 初级}
"""
TARGETS = """\
- id: jobs
  clause: 一/（一）
  indicator: 新增就业
  value: 4万人
  comparison: at_least
  phrase: 新增就业4万人
"""
DEFINITIONS = """\
- id: small
  label: 小企业
  clause: 一/（一）
  phrase: 小企业
  scope: document
  expr: heads < 1
"""
LISTS = {
    "facts/all.yaml": FACTS,
    f"{FOLDER}/document.yaml": document_text(),
    f"{FOLDER}/clauses.yaml": CLAUSES,
    f"{FOLDER}/targets.yaml": TARGETS,
    f"{FOLDER}/definitions.yaml": DEFINITIONS,
}

# file, code, what is replaced, by what, where the problem must stand
FAULTS = [
    ("facts/all.yaml", "bad-choice", "type: days", "type: dais", "dais"),
    ("facts/all.yaml", "bad-choice", "entity: person\n  label: 人数", "entity: persons\n  label: 人数", "persons"),
    ("facts/all.yaml", "missing-key", "  question: 几人\n", "", "name: heads"),
    ("facts/all.yaml", "unknown-key", "  question: 几人\n", "  question: 几人\n  quesion: 几人\n", "quesion"),
    ("facts/all.yaml", "fact-name", "name: spare", "name: Spare", "Spare"),
    ("facts/all.yaml", "duplicate-fact", "name: spare", "name: has_card", "name: has_card\n  type: days"),
    ("facts/all.yaml", "duplicate-label", "label: 人数", "label: 有卡", "name: heads"),
    ("facts/all.yaml", "fact-values", "  values: {junior: 初级}\n", "", "name: level"),
    ("facts/all.yaml", "fact-values", "type: count", "values: {a: 甲}\n  type: count", "name: heads"),
    ("facts/all.yaml", "fact-range", "range: [0, 100]", "range: [100, 0]", "[100, 0]"),
    ("facts/all.yaml", "fact-range", "range: [0, 100]", "range: [0]", "[0]"),
    ("facts/all.yaml", "fact-guard", "guard: has_card", "guard: has_cards", "name: card_on"),
    ("facts/all.yaml", "fact-guard", "guard: has_card", "guard: heads", "name: card_on"),
    ("facts/all.yaml", "fact-guard", "source: 登记库\n- name: card_on", "source: 登记库\n  guard: has_card\n- name: card_on", "name: has_card"),
    ("facts/all.yaml", "fact-absent", "range: [0, 100]", "when_empty: absent", "name: heads"),
    ("facts/all.yaml", "bad-value", "range: [0, 100]", "absent_means: 没有几个", "没有几个"),
    ("facts/all.yaml", "bad-flag", "range: [0, 100]", "self_declared: 也许", "也许"),
    (f"{FOLDER}/document.yaml", "missing-key", "source_file: source.txt\n", "", "id:"),
    (f"{FOLDER}/document.yaml", "document-id", f"id: {FOLDER}", "id: test/2016-2", "id:"),
    (f"{FOLDER}/document.yaml", "bad-date", "issued_on: 2016-01-01", "issued_on: 2016-13-01", "2016-13-01"),
    (f"{FOLDER}/document.yaml", "bad-choice", "level: county", "level: village", "village"),
    (f"{FOLDER}/document.yaml", "period-order", "to: 2018-12-31", "to: 2015-12-31", "2015-12-31"),
    (f"{FOLDER}/clauses.yaml", "missing-key", ", heading: 标准", "", "{locator: 一/（二）"),
    (f"{FOLDER}/targets.yaml", "bad-choice", "at_least", "at_leats", "at_leats"),
    (f"{FOLDER}/targets.yaml", "shape", TARGETS, "id: jobs\n", "id: jobs"),
    (f"{FOLDER}/definitions.yaml", "unknown-name", "heads < 1", "headz < 1", "headz"),
    (f"{FOLDER}/definitions.yaml", "missing-citation", "  phrase: 小企业\n", "", "id: small"),
    (f"{FOLDER}/definitions.yaml", "bad-choice", "scope: document", "scope: chapter", "chapter"),
]  # fmt: skip


def place_of(path: str, text: str, marker: str) -> Place:
    start = text.index(marker)
    return Place(path, text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1)


def test_the_lists_without_a_fault_have_no_problem() -> None:
    _, problems = load({**LISTS, **NATIONAL})
    assert problems == []


@pytest.mark.parametrize(("path", "code", "old", "new", "marker"), FAULTS)
def test_one_fault_one_problem_at_its_place(path: str, code: str, old: str, new: str, marker: str) -> None:
    text = LISTS[path].replace(old, new, 1)
    assert text != LISTS[path]
    _, problems = load({**LISTS, **NATIONAL, path: text})
    shapeless = code == "shape"  # a whole file in the wrong form is told by its name
    place = Place(path) if shapeless else place_of(path, text, marker)
    assert [(problem.code, problem.place) for problem in problems] == [(code, place)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("code: male_60, ", "", "missing-key"),
        ("step: 4个月", "step: 四", "bad-value"),
        ("step: 4个月", "step: 0个月", "bad-value"),
        ("known_from: 2024-09-13\n", "", "missing-key"),
    ],
)
def test_faults_of_the_retirement_table(old: str, new: str, code: str) -> None:
    text = NATIONAL[RETIREMENT_FILE].replace(old, new, 1)
    _, problems = load_vocabulary({"facts/all.yaml": FACTS, RETIREMENT_FILE: text})
    assert [problem.code for problem in problems] == [code]


def test_the_digest_changes_with_facts_and_tables_alone() -> None:
    files = {"facts/all.yaml": FACTS, **NATIONAL}
    first = load_vocabulary(files)[0].digest
    assert load_vocabulary({**files, "readme.txt": "x"})[0].digest == first
    assert load_vocabulary({**files, "facts/all.yaml": FACTS + "\n"})[0].digest != first
    assert load_vocabulary({"facts/all.yaml": FACTS})[0].digest != first
