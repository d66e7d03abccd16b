"""Relation files: what is read, and each fault with its place."""

import pytest

from jiuchuang.domain.rules.derivation import MonthEnds
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary

FACTS = """
- {name: staff, type: count, entity: employer, label: 人数, question: 几人, source: 登记库}
- {name: is_big, type: bool, entity: employer, label: 是否大, question: 大吗, source: 登记库}
- {name: first_on, type: date, entity: employer, label: 最早, question: 何时, source: 登记库}
- {name: paid, type: money, entity: employer, label: 已付, question: 多少, source: 登记库}
- {name: has_card, type: bool, entity: person, label: 有卡, question: 有吗, source: 登记库}
- {name: card_on, type: date, entity: person, label: 发卡日, question: 何时, source: 登记库, guard: has_card}
- {name: jobs, type: count, entity: person, label: 份数, question: 几份, source: 登记库, range: [0, 9]}
"""
JOBS = """name: jobs_held
label: 工作
source: 登记库
note: 每份工作一行
ends: {person_id: person, employer_id: employer}
columns:
  - {name: started_on, type: date, label: 起始日}
  - {name: ended_on, type: date, label: 终止日, empty_means: 2100-12-31}
  - {name: wage, type: money, label: 工资, range: [0元, 10000元]}
  - {name: kind, type: enum, label: 种类, values: {full: 全日, part: 非全日}}
parameters:
  term: {type: months, value: 1年, note: 一年}
lets:
  lasts: started_on <= asof and ended_on > asof
facts:
  - fact: staff
    aggregate: count
    where: lasts and kind == 'full' and has_card and card_on <= asof
    note: 在职全日
  - fact: is_big
    aggregate: all
    where: lasts
    value: add_months(started_on, term) <= asof
    note: 都满一年
  - fact: first_on
    aggregate: earliest
    value: 起始日
    note: 最早一份
  - fact: paid
    aggregate: sum
    where: started_on >= last_year_starts_on
    value: wage
    note: 工资合计
"""
PERSONS = """name: posts
label: 岗位
source: 登记库
note: 每岗一行
ends: {person_id: person, other_id: person}
columns: []
facts:
  - {fact: jobs, of: person_id, aggregate: distinct, value: other_id, note: 几个人}
"""


def load(jobs=JOBS, posts=PERSONS):
    files = {"facts/all.yaml": FACTS, "relations/jobs.yaml": jobs, "relations/posts.yaml": posts}
    return load_vocabulary(files)


def test_relations_are_read():
    vocabulary, problems = load()
    assert problems == []
    assert set(vocabulary.relations.tables) == {"jobs_held", "posts"}
    staff = vocabulary.derivation("staff")
    assert (staff.end, dict(staff.joins)) == ("employer_id", {"person_id": ("has_card", "card_on")})
    assert [vocabulary.derivation(name).when_none for name in ("staff", "is_big", "first_on", "paid")] == [
        0,
        True,
        None,
        0,
    ]
    assert vocabulary.derivation("has_card") is None
    assert vocabulary.derivation("jobs").end == "person_id"


def test_counts_at_month_ends_are_read():
    text = JOBS.replace(
        "    note: 在职全日", "    at_month_ends: {last: 12, then: average, rounding: down}\n    note: 月均"
    )
    text = text.replace("where: lasts and kind == 'full'", "where: started_on <= month_end")
    vocabulary, problems = load(text.replace(" and has_card and card_on <= asof", ""))
    assert problems == []
    assert vocabulary.derivation("staff").month_ends == MonthEnds(12, "average", "down")


def test_relations_are_part_of_the_digest():
    assert load()[0].digest != load(JOBS.replace("1年", "2年"))[0].digest


@pytest.mark.parametrize(
    ("code", "before", "after", "at"),
    [
        ("fact-name", "name: jobs_held", "name: Jobs", "Jobs"),
        ("missing-key", "note: 每份工作一行\n", "", ""),
        ("unknown-key", "source: 登记库\n", "source: 登记库\nsorce: 库\n", "sorce"),
        ("bad-choice", "employer_id: employer}", "employer_id: employr}", "employr"),
        ("bad-choice", "aggregate: earliest", "aggregate: earlist", "earlist"),
        ("duplicate-column", "name: wage", "name: started_on", "{name: started_on, type: money"),
        ("bad-value", "empty_means: 2100-12-31", "empty_means: 永远", "永远"),
        ("fact-values", ", values: {full: 全日, part: 非全日}", "", "{name: kind"),
        ("unknown-name", "where: lasts and", "where: last and", "last and"),
        ("unknown-name", "fact: first_on", "fact: frist_on", "frist_on"),
        ("type", "where: lasts\n", "where: started_on\n", "started_on\n"),
        ("type", "kind == 'full'", "kind == 'ful'", "kind == 'ful'"),
        ("unguarded-fact", "has_card and card_on <= asof", "card_on <= asof", "lasts and kind"),
        ("derivation-type", "aggregate: earliest", "aggregate: count", "fact: first_on"),
        ("derivation-type", "value: wage", "value: 起始日", "fact: paid"),
        ("derivation-value", "    where: lasts and", "    value: wage\n    where: lasts and", "wage"),
        ("missing-key", "    value: wage\n", "", "fact: paid"),
        ("derivation-none", "    where: lasts and", "    when_none: 0\n    where: lasts and", "0\n    where"),
        ("bare-figure", "value: wage", "value: wage + 7", "7"),
        ("overflow", "range: [0元, 10000元]", "range: [0元, 9000000000000元]", "value: wage"),
        ("derivation-months", "    where: lasts\n", "    where: lasts\n    at_month_ends: {last: 2, then: min}\n", "{last: 2"),
        ("derivation-months", "    note: 在职全日", "    at_month_ends: {last: 0, then: min}\n    note: x", "0, then"),
        ("missing-key", "    note: 在职全日", "    at_month_ends: {last: 2, then: average}\n    note: x", "{last: 2"),
        ("relation-name", "name: wage", "name: has_card", ""),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_place(code, before, after, at):
    assert JOBS.count(before) >= 1
    text = JOBS.replace(before, after, 1)
    problems = [item for item in load(text)[1] if item.code == code]
    assert problems, load(text)[1]
    if at:
        line = text[: text.index(after) + after.find(at) if at in after else text.index(at)].count("\n") + 1
        assert line in {item.place.line for item in problems}, problems
    assert {item.place.source for item in problems} == {"relations/jobs.yaml"}


def test_a_fact_has_one_derivation_and_a_relation_one_file():
    twice = load(JOBS + "  - {fact: staff, aggregate: count, note: 再来}\n")[1]
    assert [(item.code, "relations/jobs.yaml:" in item.message) for item in twice] == [
        ("duplicate-derivation", True)
    ]
    assert "duplicate-relation" in [item.code for item in load(posts=JOBS)[1]]


def test_an_end_must_be_named_where_two_fit():
    problems = load(posts=PERSONS.replace("of: person_id, ", ""))[1]
    assert [(item.code, "person_id、other_id" in item.suggestion) for item in problems] == [
        ("derivation-end", True)
    ]


def test_facts_of_an_entity_at_two_ends_cannot_be_named():
    posts = PERSONS.replace("value: other_id", "value: other_id, where: has_card")
    assert [item.code for item in load(posts=posts)[1]] == ["unknown-name"]


def test_facts_that_rest_on_themselves_are_refused():
    circle = JOBS.replace("where: lasts and kind == 'full' and has_card and card_on <= asof", "where: is_big")
    circle = circle.replace(
        "    where: lasts\n    value: add_months", "    where: staff == 1\n    value: add_months"
    )
    codes = [(item.code, item.place.source) for item in load(circle)[1]]
    assert codes == [("derivation-circle", "relations/jobs.yaml")] * 2
