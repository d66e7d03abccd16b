"""Ceilings over several cases: equal to deciding the cases one after another with the ledger updated."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rules.small_packs import load, pack_files
from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import screen
from jiuchuang.domain.rules.population.shared_ceilings import claim_columns, components
from jiuchuang.domain.rules.population.shared_serving import serve
from jiuchuang.domain.rules.population.simulate import plan_simulation

ON = date(2017, 11, 30)
FACTS = """\
- {name: is_new, type: bool, entity: employment, label: 是否新招, question: 是吗, source: 窗口}
- {name: wage, type: money, entity: employment, label: 工资, question: 多少, source: 窗口}
- {name: months_left, type: count, entity: employment, label: 剩余月数, question: 几月, source: 窗口, range: [0, 40]}
- name: firm_drawn
  type: money
  entity: employer
  label: 企业已领
  question: 多少
  source: 本系统台账
  when_empty: absent
  absent_means: 0元
- name: firm_match_drawn
  type: money
  entity: employer
  label: 企业配套已领
  question: 多少
  source: 本系统台账
  when_empty: absent
  absent_means: 0元
"""
FRAME = """\
id: {id}
title: {title}
extent: full
kind: entitlement
clause: 一/（二）
entity: employment
payee: employer
owner: [人社局]
applies_by: application
event_on: null
in_force: null
parameters:
  top: {{type: money, value: 250元, phrase: 250元}}
readings: {readings}
lets: {{}}
conditions:
  all:
    - {{id: new, phrase: 新招, expr: is_new, yes: 是, no: 否}}
amount: {{expr: wage, phrase: 工资}}
schedule: {schedule}
caps: [{{id: firm, limit: top, used: "{used}", per: employer, period: {period}, group: {group}, phrase: 合计}}]
stacking: {{rule: not_regulated}}
open_terms: []
assumptions: []
"""
TWO = (
    "[{id: scope, phrase: 合计, question: 合计哪些, "
    "options: [{id: both, says: 两项合计}, {id: own, says: 各自}]}]"
)
HIRE = FRAME.format(
    id="p",
    title="招用补贴",
    readings="[]",
    schedule="{every: once}",
    used="firm_drawn",
    period="year",
    group="[p]",
)
MONTHLY = HIRE.replace("{every: once}", "{every: month, count: months_left}")
BOTH = tuple(
    FRAME.format(
        id=name, title=name, readings=TWO, schedule="{every: once}", period="life", group="[p, q]",
        used=f"firm_drawn + firm_match_drawn if reading.scope == 'both' else {fact}",
    )
    for name, fact in (("p", "firm_drawn"), ("q", "firm_match_drawn"))
)  # fmt: skip
KINDS = {
    "id": pl.String, "employer_id": pl.String, "is_new": pl.Boolean, "wage": pl.Int64,
    "months_left": pl.Int64, "firm_drawn": pl.Int64, "firm_match_drawn": pl.Int64,
}  # fmt: skip
LEDGER = {"p": "firm_drawn", "q": "firm_match_drawn"}


def library_of(*programmes: str):
    files = pack_files(programmes[0], FACTS)
    for number, text in enumerate(programmes[1:]):
        files[f"test/2016-1/programmes/q{number}.yaml"] = text
    library, problems = load(files)
    assert problems == [], "\n".join(map(str, problems))
    return library


def world(library, rows: list[dict[str, Any]]):
    """The one component of a library, and its claims on the rows."""
    pairs = [(programme, programme) for programme in library.programmes()]
    plan = plan_simulation(pairs, library.vocabulary, "employment", ON, ()).screen
    table = pl.DataFrame(rows, schema=KINDS).with_columns(region=pl.lit("东"))
    sound = table.lazy().select("id", "region", "employer_id", *sound_facts(plan, table.schema))
    (component,) = components(plan.programmes, library.vocabulary)
    found = screen(sound, plan).with_columns(claim_columns(component, ON)).collect()
    return component, found


def one_after_another(library, rows, end: str, reading: int = 0, months: int = 1) -> dict[str, list[int]]:
    """What each row is paid in all: case by case by the row evaluator, each payment entered in the firm's ledger."""
    entered: dict[tuple[str, str], int] = {}
    paid = {programme.id.rpartition("/")[2]: [0] * len(rows) for programme in library.programmes()}
    for month in range(months):
        is_new_year = add_months(ON, month).year != ON.year
        if month and add_months(ON, month - 1).year != add_months(ON, month).year:
            entered.clear()
        for place, row in enumerate(rows):
            firm = row["employer_id"] or f"@{place}"
            for programme in library.programmes():
                name = programme.id.rpartition("/")[2]
                if (row["employer_id"] is None and end == "low") or (
                    months > 1 and row["months_left"] <= month
                ):
                    continue
                fen = _paid(programme, row, firm, entered, end, reading, is_new_year)
                paid[name][place] += fen
                entered[firm, LEDGER[name]] = entered.get((firm, LEDGER[name]), 0) + fen
    return paid


def _paid(programme, row, firm, entered, end, reading, is_new_year) -> int:
    ledger = {
        fact: (0 if is_new_year else row[fact]) + entered.get((firm, fact), 0) for fact in LEDGER.values()
    }
    variant = compile_programme(programme).variants[reading]
    met = evaluate(variant.verdict, row, ON)
    fen = evaluate(variant.payable, {**row, **ledger}, ON)
    return fen if fen is not None and (met or (met is None and end == "high")) else 0


FIRMS = {"A": 5_000, "B": 0, "C": 30_000, None: 1_000}
ROWS = st.lists(
    st.tuples(
        st.sampled_from([*FIRMS]), st.none() | st.booleans() | st.just(True), st.none() | st.integers(0, 12_000),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


def rows_of(drawn) -> list[dict[str, Any]]:
    return [
        {
            "id": f"R{place:02d}", "employer_id": firm, "is_new": new, "wage": wage, "months_left": left,
            "firm_drawn": FIRMS[firm], "firm_match_drawn": FIRMS[firm] // 2,
        }
        for place, (firm, new, wage, left) in enumerate(drawn)
    ]  # fmt: skip


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_once_equals_deciding_one_after_another(drawn):
    rows, library = rows_of(drawn), library_of(HIRE)
    component, found = world(library, rows)
    for end in ("low", "high"):
        served = serve(found, component, 0, end, ON, 1)
        assert served.first[0].to_list() == one_after_another(library, rows, end)["p"]
        assert served.flow[0] == [sum(served.first[0])]


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_instalments_over_a_new_year_equal_deciding_month_by_month(drawn):
    rows, library = rows_of(drawn), library_of(MONTHLY)
    component, found = world(library, rows)
    for end in ("low", "high"):
        served = serve(found, component, 0, end, ON, 6)
        assert served.first_year[0].to_list() == one_after_another(library, rows, end, months=6)["p"]
        assert sum(served.flow[0]) == sum(served.first_year[0])


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_two_programmes_under_one_ceiling_by_each_reading(drawn):
    rows, library = rows_of(drawn), library_of(*BOTH)
    component, found = world(library, rows)
    assert [ceiling.fed_by for ceiling in component.ceilings] == [((0, 1), (0,)), ((0, 1), (1,))]
    for number in range(2):
        for end in ("low", "high"):
            served = serve(found, component, number, end, ON, 1)
            wanted = one_after_another(library, rows, end, number)
            assert [part.to_list() for part in served.first] == [wanted["p"], wanted["q"]]
