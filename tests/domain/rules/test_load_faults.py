"""One fault in a small sound pack gives exactly that problem, at its line and column; many faults come together."""

from __future__ import annotations

from textwrap import dedent

import pytest

from domain.rules.small_packs import FOLDER, load, pack_files
from jiuchuang.domain.kernel.problem import Place

FACTS = dedent("""\
    - {name: owns_firm, type: bool, entity: person, label: 有企业, question: 有吗, source: 登记库}
    - {name: firm_on, type: date, entity: person, label: 登记日期, question: 哪天, source: 登记库, guard: owns_firm}
    - {name: heads, type: count, entity: person, label: 人数, question: 几人, source: 参保库}
    - {name: months_drawn, type: months, entity: person, label: 已领月数, question: 几月, source: 台账}
    - {name: fee, type: money, entity: person, label: 费用, question: 多少, source: 窗口}
    - {name: drawn, type: money, entity: person, label: 已领, question: 多少, source: 台账, absent_means: 0元}
    - {name: huge, type: money, entity: person, label: 巨额, question: 多少, source: 窗口, range: [0元, 300000000亿元]}
    - name: kind
      type: enum
      entity: person
      label: 类型
      question: 哪种
      source: 登记库
      values: {firm: 企业, shop: 个体}
    - {name: firm_heads, type: count, entity: employer, label: 单位人数, question: 几人, source: 参保库}
    """)
PROGRAMME = dedent("""\
    id: p
    title: 试验补贴
    extent: full
    kind: entitlement
    clause: 一/（二）
    entity: person
    payee: person
    owner: [人社局]
    applies_by: application
    event_on: null
    in_force: null
    parameters:
      subsidy: {type: money, value: 500元, phrase: 每人500元}
      half: {type: rate, value: 50%, phrase: 一半}
      year: {type: months, value: 1年, phrase: 满一年}
    tables:
      grant: {key: kind, type: money, rows: {firm: {value: 1000元, phrase: 一千}}}
    readings:
      - id: term
        phrase: 三年
        question: 怎么算
        options:
          - {id: paid, says: 按月}
          - {id: calendar, says: 连续}
    lets:
      is_small: heads < 1
    conditions:
      all:
        - id: owner
          phrase: 有企业
          expr: owns_firm
          yes: 有
          no: 无
        - id: age
          phrase: 满一年
          expr: add_months(firm_on, year) <= asof
          yes: 满
          no: 不满
    exceptions:
      - {id: out, effect: excluded, phrase: 除外, when: heads > 1, yes: 除外, no: 不除外}
    amount:
      expr: subsidy
    schedule: {every: month, count: year, used: months_drawn}
    caps:
      - {id: top, limit: fee, used: drawn, per: person, period: life, phrase: 不超过}
    stacking: {rule: not_regulated}
    open_terms: []
    assumptions: []
    """)
PATH = f"{FOLDER}/programmes/p.yaml"

AT_LEAST = (
    "    - at_least: {{{0}: [{{id: x, phrase: 某, expr: heads >= 1, yes: 是, no: 否}}]}}\n    - id: owner"
)
SIGNED = "question: 怎么算\n    signed: {option: third, signed_by: 甲, on: 2017-01-01, basis: 某}"

# code, what is replaced, by what, and the text at whose start the problem must stand
IN_PROGRAMME = [
    ("unknown-key", "title: 试验补贴", "title: 试验补贴\ntilte: 又一个", "tilte"),
    ("missing-key", "title: 试验补贴\n", "", "id: p"),
    ("missing-key", "      expr: owns_firm\n", "", "id: owner"),
    ("missing-key", "amount:\n  expr: subsidy\n", "amount: {phrase: 某}\n", "{phrase: 某}"),
    ("duplicate-key", "kind: entitlement", "kind: entitlement\nkind: quota", "kind: quota"),
    ("bad-choice", "kind: entitlement", "kind: entitlment", "entitlment"),
    ("bad-choice", "effect: excluded", "effect: exclude", "exclude,"),
    ("bad-choice", "every: month", "every: week", "week"),
    ("bad-choice", "stacking: {rule: not_regulated}", "stacking: {rule: perhaps}", "perhaps"),
    ("shape", "owner: [人社局]", "owner: 人社局", "人社局"),
    ("shape", "  is_small: heads < 1", "  - heads < 1", "- heads < 1"),
    ("bare-decimal", "title: 试验补贴", "title: 0.5", "0.5"),
    ("bad-value", "value: 500元", "value: 500", "500,"),
    ("bad-value", "value: 50%", "value: 50", "50,"),
    ("bad-value", "value: 1年", "value: 一岁", "一岁"),
    ("bad-date", "in_force: null", "in_force: {from: 2016-02-30, to: null}", "2016-02-30"),
    ("bad-date", "in_force: null", "in_force: {from: 近日, to: null}", "近日"),
    ("period-order", "in_force: null", "in_force: {from: 2016-03-01, to: 2016-02-29}", "2016-02-29"),
    ("long-phrase", "phrase: 有企业", f"phrase: {'很长' * 13}", "很长"),
    ("missing-citation", "      phrase: 有企业\n", "", "id: owner"),
    ("missing-citation", ", phrase: 每人500元", "", "{type: money, value: 500元"),
    ("missing-citation", ", phrase: 一千", "", "{value: 1000元"),
    ("missing-citation", ", phrase: 除外", "", "{id: out"),
    ("missing-citation", ", phrase: 不超过", "", "{id: top"),
    ("empty-table", "rows: {firm: {value: 1000元, phrase: 一千}}", "rows: {}", "{key: kind"),
    ("one-reading", "      - {id: calendar, says: 连续}\n", "", "id: term"),
    ("unknown-name", "expr: owns_firm", "expr: owns_frim", "owns_frim"),
    ("unknown-name", "expr: owns_firm", "expr: firm_heads >= 1", "firm_heads"),
    ("unknown-name", "expr: owns_firm", "expr: heads >= 1 and owns_frim", "owns_frim"),
    ("bare-figure", "expr: owns_firm", "expr: heads >= 30", "30"),
    ("type", "expr: owns_firm", "expr: heads", "heads\n"),
    ("type", "expr: owns_firm", "expr: heads >= 1 and fee < heads", "fee < heads"),
    ("type", "  expr: subsidy", "  expr: heads", "heads\nschedule"),
    ("type", "limit: fee", "limit: heads", "heads, used"),
    ("type", "count: year", "count: fee", "fee, used"),
    ("type", "count: year", "count: half * heads", "half * heads"),
    ("expression-syntax", "expr: owns_firm", "expr: owns_firm and", "owns_firm and"),
    ("unguarded", "      expr: owns_firm\n", "      expr: heads >= 1\n", "add_months(firm_on"),
    ("overflow", "  expr: subsidy", "  expr: half * huge * heads", "half * huge"),
    ("overflow", "limit: fee", "limit: huge + huge", "huge + huge"),
    ("empty-group", "    - id: owner", "    - any: []\n    - id: owner", "any: []"),
    ("bad-count", "    - id: owner", AT_LEAST.format("of"), "{of:"),
    ("bad-count", "    - id: owner", AT_LEAST.format("count: 2, of"), "{count: 2"),
    ("duplicate-id", "id: age", "id: owner", "id: owner\n      phrase: 满一年"),
    ("duplicate-id", "{id: out", "{id: owner", "{id: owner"),
    ("duplicate-id", "{id: calendar,", "{id: paid,", "id: term"),
    ("name-taken", "  is_small: heads < 1", "  fee: heads < 1", "heads < 1\nconditions"),
    ("name-taken", "  is_small: heads < 1", "  subsidy: heads < 1", "heads < 1\nconditions"),
    ("name-taken", "  half: {type", "  heads: {type", "{type: rate"),
    ("event-day", "applies_by: application", "applies_by: event", "id: p"),
    ("event-day", "event_on: null", "event_on: firm_ono", "id: p"),
    ("event-day", "event_on: null", "event_on: heads", "id: p"),
    ("bad-choice", "question: 怎么算", SIGNED, "third"),
]  # fmt: skip


def place_of(text: str, marker: str) -> Place:
    """Where the marker first stands in the text of the programme."""
    start = text.index(marker)
    line_start = text.rfind("\n", 0, start) + 1
    return Place(PATH, text.count("\n", 0, start) + 1, start - line_start + 1)


def test_the_pack_without_a_fault_has_no_problem() -> None:
    library, problems = load(pack_files(PROGRAMME, FACTS))
    assert problems == []
    assert library.programme(f"{FOLDER}/p") is not None


@pytest.mark.parametrize(("code", "old", "new", "marker"), IN_PROGRAMME)
def test_one_fault_one_problem_at_its_place(code: str, old: str, new: str, marker: str) -> None:
    text = PROGRAMME.replace(old, new, 1)
    assert text != PROGRAMME
    _, problems = load(pack_files(text, FACTS))
    assert [(problem.code, str(problem.place)) for problem in problems] == [
        (code, str(place_of(text, marker)))
    ]
    assert problems[0].message and problems[0].severity == "error"


# conditions, and the facts that are read although their guard is not established
LEAF = "{{id: {0}, phrase: 某, expr: {1}, yes: 是, no: 否}}"
OWNS, SINCE = LEAF.format("owns", "owns_firm"), LEAF.format("since", "firm_on <= asof")
OPEN = "{id: open, phrase: 某, open: 按规定, says: 按规定}"
NOT_OWNER = LEAF.format("not_owner", "not owns_firm")


@pytest.mark.parametrize(
    ("conditions", "sound"),
    [
        (f"{{all: [{OWNS}, {SINCE}]}}", True),
        (f"{{all: [{SINCE}, {OWNS}]}}", False),
        (f"{{any: [{NOT_OWNER}, {SINCE}]}}", True),
        (f"{{any: [{OWNS}, {SINCE}]}}", False),
        (f"{{any: [{{all: [{OWNS}, {OPEN}]}}, {SINCE}]}}", False),
        (f"{{any: [{{all: [{OPEN}]}}, {OWNS}]}}", True),
        (f"{{all: [{{any: [{{all: [{OWNS}]}}, {{all: [{OPEN}]}}]}}, {SINCE}]}}", False),
        (f"{{all: [{{not: {{all: [{OWNS}, {OPEN}]}}}}, {SINCE}]}}", False),
        (f"{{all: [{{not: {NOT_OWNER}}}, {SINCE}]}}", True),
        (f"{{all: [{{at_least: {{count: 1, of: [{{all: [{OWNS}]}}, {OPEN}]}}}}, {SINCE}]}}", False),
        (f"{{at_least: {{count: 1, of: [{{all: [{OWNS}]}}, {SINCE}]}}}}", False),
        (f"{{all: [{{all: [{OWNS}]}}, {SINCE}]}}", True),
    ],
)  # fmt: skip
def test_a_guard_holds_where_the_condition_tree_establishes_it(conditions: str, sound: bool) -> None:
    start, end = PROGRAMME.index("conditions:"), PROGRAMME.index("exceptions:")
    text = PROGRAMME[:start] + f"conditions: {conditions}\n" + PROGRAMME[end:]
    _, problems = load(pack_files(text, FACTS))
    assert [problem.code for problem in problems] == ([] if sound else ["unguarded"])


def test_an_admission_stands_outside_the_conditions_and_needs_its_own_guard() -> None:
    text = PROGRAMME.replace("effect: excluded", "effect: admitted").replace("heads > 1", "firm_on > asof")
    _, problems = load(pack_files(text, FACTS))
    assert [(problem.code, problem.place) for problem in problems] == [
        ("unguarded", place_of(text, "firm_on > asof"))
    ]


def test_an_amount_that_an_admission_can_reach_needs_its_own_guard() -> None:
    text = PROGRAMME.replace("effect: excluded", "effect: admitted")
    text = text.replace("  expr: subsidy", "  expr: subsidy if firm_on <= asof else fee")
    _, problems = load(pack_files(text, FACTS))
    assert [(problem.code, problem.place) for problem in problems] == [
        ("unguarded", place_of(text, "subsidy if"))
    ]


def test_a_band_may_rest_on_its_own_condition() -> None:
    bands = (
        "  bands:\n"
        "    - {id: owner, when: not owns_firm, expr: fee, phrase: 某}\n"
        "    - {id: early, when: firm_on <= asof, expr: subsidy, phrase: 某}\n"
    )
    conditions = f"conditions: {{all: [{LEAF.format('some', 'heads >= 1')}]}}\n"
    start, end = PROGRAMME.index("conditions:"), PROGRAMME.index("exceptions:")
    text = PROGRAMME[:start] + conditions + PROGRAMME[end:].replace("  expr: subsidy\n", bands)
    _, problems = load(pack_files(text, FACTS))
    assert problems == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("count: year", "count: (1 if firm_on <= asof else 0)"),
        ("used: drawn,", "used: (drawn if firm_on <= asof else fee),"),
    ],
)
def test_counts_and_ceilings_need_the_guard_too(old: str, new: str) -> None:
    start, end = PROGRAMME.index("conditions:"), PROGRAMME.index("exceptions:")
    conditions = f"conditions: {{all: [{LEAF.format('some', 'heads >= 1')}]}}\n"
    text = PROGRAMME[:start] + conditions + PROGRAMME[end:].replace(old, new)
    _, problems = load(pack_files(text, FACTS))
    marker = new.removeprefix("count: ").removeprefix("used: ")
    assert [(problem.code, problem.place) for problem in problems] == [("unguarded", place_of(text, marker))]


@pytest.mark.parametrize(
    "expression",
    [
        '"heads >= 1 and owns_frim"',
        "'heads >= 1 and owns_frim'",
        "(heads >= 1\n        and owns_frim)",
        ">-\n        heads >= 1 and (owns_firm\n        or owns_frim)",
        ">-\n        heads >= 1 and\n        owns_frim\n",
        "|\n        heads >= 1 and\n        owns_frim",
        '"heads >= 1\n        and owns_frim"',
        "kind == 'firm' and owns_frim",
        ">-\n        kind == 'firm'\n\n        and owns_frim",
    ],
)
def test_the_place_is_right_however_the_expression_is_quoted_or_folded(expression: str) -> None:
    text = PROGRAMME.replace("expr: owns_firm", f"expr: {expression}", 1)
    _, problems = load(pack_files(text, FACTS))
    assert [(problem.code, problem.place) for problem in problems] == [
        ("unknown-name", place_of(text, "owns_frim"))
    ]


def test_more_readings_than_can_be_computed_side_by_side() -> None:
    one = PROGRAMME[PROGRAMME.index("  - id: term") : PROGRAMME.index("lets:")]
    more = "".join(one.replace("id: term", f"id: term_{n}") for n in range(4))
    text = PROGRAMME.replace("lets:", more + "lets:")
    _, problems = load(pack_files(text, FACTS))
    assert [(problem.code, problem.place) for problem in problems] == [
        ("too-many-readings", place_of(text, "id: p"))
    ]


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = PROGRAMME.replace("kind: entitlement", "kind: entitlment").replace("value: 500元", "value: 500")
    text = text.replace("expr: owns_firm", "expr: owns_firm and headz >= 30").replace(
        "effect: excluded", "effect: out"
    )
    _, problems = load(pack_files(text, FACTS))
    assert [problem.code for problem in problems] == [
        "bad-choice", "bad-value", "unknown-name", "bare-figure", "bad-choice",
    ]  # fmt: skip
    assert [problem.place.line for problem in problems] == sorted(problem.place.line for problem in problems)


@pytest.mark.parametrize(("name", "suggestion"), [("owns_frim", "owns_firm"), ("haeds", "heads")])
def test_a_misspelt_name_is_answered_with_the_nearest(name: str, suggestion: str) -> None:
    _, problems = load(pack_files(PROGRAMME.replace("expr: owns_firm", f"expr: {name} == {name}"), FACTS))
    assert {problem.code for problem in problems} == {"unknown-name"}
    assert all(suggestion in problem.suggestion for problem in problems)


@pytest.mark.parametrize("text", ["a: [", "a: 'x", "\tid: p", "id: p\n---\nid: q", "id: \x07", "- 1: {"])
def test_text_that_is_no_yaml_is_one_problem_in_that_file(text: str) -> None:
    _, problems = load(pack_files(text, FACTS))
    assert [problem.code for problem in problems] == ["yaml"] * 1 + [p.code for p in problems[1:]]
    assert all(problem.place.source == PATH for problem in problems)
