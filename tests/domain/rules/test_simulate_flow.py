"""Money month by month, and how many whole months a fund covers: all worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from domain.rules.small_packs import load, pack_files
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import screen
from jiuchuang.domain.rules.population.simulate import plan_simulation, with_differences
from jiuchuang.domain.rules.population.simulate_flow import (
    ENDS,
    HORIZON,
    Lasting,
    add_flows,
    flow_columns,
    flow_of,
    months_covered,
)
from jiuchuang.domain.rules.population.simulate_limits import by_year, with_new_cases, without_new_cases

ON = date(2017, 11, 30)
FACTS = """\
- {name: is_in, type: bool, entity: person, label: 是否参加, question: 参加吗, source: 窗口}
- {name: fee, type: money, entity: person, label: 费用, question: 多少, source: 窗口}
- {name: used, type: count, entity: person, label: 已领期数, question: 几期, source: 窗口, range: [0, 50]}
- {name: last, type: date, entity: person, label: 止期, question: 到哪天, source: 窗口}
- {name: drawn, type: money, entity: person, label: 已领金额, question: 多少, source: 窗口}
"""
PROGRAMME = """\
id: p
title: 按期补贴
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
  top: {type: money, value: 250元, phrase: 250元}
  most: {type: count, value: 4次, phrase: 4次}
readings: []
lets: {}
conditions:
  all:
    - {id: in, phrase: 参加, expr: is_in, yes: 是, no: 否}
amount: {expr: fee, phrase: 费用}
schedule: SCHEDULE
caps: CAPS
stacking: {rule: not_regulated}
open_terms: []
assumptions: []
"""
YEARLY = "[{id: top, limit: top, used: drawn, per: person, period: year, group: [p], phrase: 每年}]"
ROW = {"is_in": True, "fee": 10_000, "used": 1, "last": date(2018, 1, 31), "drawn": 0}
KINDS = {"is_in": pl.Boolean, "fee": pl.Int64, "used": pl.Int64, "last": pl.Date, "drawn": pl.Int64}


def flows(schedule: str, caps: str = "[]", **facts: object) -> tuple[list[int], list[int]]:
    """Low and high flow of one case."""
    text = PROGRAMME.replace("SCHEDULE", schedule).replace("CAPS", caps)
    library, problems = load(pack_files(text, FACTS))
    assert problems == [], "\n".join(map(str, problems))
    programme = library.programmes()[0]
    table = pl.DataFrame([{**ROW, **facts}], schema=KINDS).with_columns(id=pl.lit("a"), region=pl.lit("东"))
    plan = plan_simulation([(programme, programme)], library.vocabulary, "person", ON, table.columns)
    item = plan.pairs[0].screened[0]
    assert item is not None
    sound = table.lazy().select("id", "region", *sound_facts(plan.screen, table.schema))
    found = with_differences(screen(sound, plan.screen), plan).with_columns(flow_columns(item, ON)).collect()
    low, high = (flow_of(found, item, f"d0.before_{end}", end, ON) for end in ENDS)
    return low, high


def at(*months: int, fen: int = 10_000) -> list[int]:
    return [fen if month in months else 0 for month in range(HORIZON)]


def test_once_and_by_event_are_drawn_in_the_first_month():
    assert flows("{every: once}") == (at(0), at(0))
    assert flows("{every: event}") == (at(0), at(0))


def test_instalments_that_are_left():
    assert flows("{every: month, count: most, used: used}") == (at(0, 1, 2), at(0, 1, 2))
    assert flows("{every: year, count: most, used: used}") == (at(0, 12, 24), at(0, 12, 24))
    assert flows("{every: month, count: most, used: used}", used=4) == (at(), at())


def test_the_last_day():
    """30 November, 30 December, 30 January; the last instalment on the last day itself counts."""
    assert flows("{every: month, until: last}")[0] == at(0, 1, 2)
    assert flows("{every: month, until: last}", last=date(2018, 1, 29))[0] == at(0, 1)
    assert flows("{every: month, until: last}", last=date(2018, 2, 28))[0] == at(0, 1, 2, 3)
    assert flows("{every: month, until: last}", last=date(2017, 11, 29))[0] == at()
    assert flows("{every: year, until: last}", last=date(2018, 11, 30))[0] == at(0, 12)


def test_what_is_not_known_is_an_interval():
    every_month = at(*range(HORIZON))
    assert flows("{every: month}") == (at(0), every_month)
    assert flows("{every: month, count: most, used: used}", used=None) == (at(0), every_month)
    assert flows("{every: once}", is_in=None) == (at(), at(0))
    assert flows("{every: once}", fee=None) == (at(), at())


def test_a_yearly_ceiling_begins_anew_in_january():
    """250元 a year, 50元 drawn: 100, 100 (200 of 200) in November and December, then 100, 100, 50 a year."""
    low, high = flows("{every: month, until: last}", YEARLY, last=date(2018, 12, 31), drawn=5_000)
    assert low == high
    assert low[:14] == [10_000, 10_000, 10_000, 10_000, 5_000, 0, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("fund", "lasting"),
    [
        (0, Lasting(0, 0)),
        (99, Lasting(0, 99)),
        (100, Lasting(1, 0)),
        (149, Lasting(1, 49)),
        (150, Lasting(None, 0)),
        (175, Lasting(None, 25)),
    ],
)
def test_whole_months_that_a_fund_covers(fund, lasting):
    assert months_covered(fund, [100, 50, 0, 0]) == lasting


def test_flows_together():
    assert add_flows([[1, 2], [10, 20]]) == [11, 22]
    assert add_flows([]) == [0] * HORIZON


def test_years_without_and_with_new_cases():
    """A monthly 1 for 18 months: 12 and 6; with as many new cases every year: 12, 18, 18."""
    flow = [1] * 18 + [0] * (HORIZON - 18)
    assert by_year(without_new_cases(flow, 3)) == (12, 6, 0)
    assert by_year(with_new_cases(flow, 3)) == (12, 18, 18)
