"""A small programme for screening tests: an item that is a group, a ledger condition, an exception, two readings."""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import Any

import polars as pl

from domain.rules.small_packs import load, pack_files
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.missing import plan_missing, with_parts
from jiuchuang.domain.rules.population.rows import with_one_short, with_payments
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen, screen

ON = date(2017, 6, 30)
FACTS = dedent("""\
    - {name: is_local, type: bool, entity: person, label: 是否本县户籍, question: 本县人吗, source: 户籍库}
    - {name: heads, type: count, entity: person, label: 带动人数, question: 几人, source: 参保库, range: [0, 100]}
    - {name: is_big, type: bool, entity: person, label: 是否大户, question: 大户吗, source: 窗口}
    - {name: is_struck, type: bool, entity: person, label: 是否失信, question: 失信吗, source: 信用库}
    - name: drawn
      type: count
      entity: person
      label: 已领次数
      question: 领过几次
      source: 本系统台账
      when_empty: absent
      absent_means: 0
    """)
PROGRAMME = dedent("""\
    id: p
    title: 带动补贴
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
      grant: {type: money, value: 100元, phrase: 每人100元}
      least: {type: count, value: 2人, phrase: 2人以上}
    readings:
      - id: per
        phrase: 每人
        question: 按人还是按户
        options:
          - {id: head, says: 按带动人数}
          - {id: firm, says: 按户}
    lets: {}
    conditions:
      all:
        - {id: local, phrase: 户籍, expr: is_local, yes: 是, no: 否}
        - any:
            - {id: heads, phrase: 2人以上, expr: heads >= least, yes: 够, no: 不够}
            - {id: big, phrase: 大户, expr: is_big, yes: 是, no: 否}
        - {id: once, phrase: 一次, expr: drawn < 1, yes: 未领, no: 已领}
    exceptions:
      - {id: struck, effect: excluded, phrase: 失信除外, when: is_struck, yes: 失信, no: 不失信}
    amount:
      expr: "grant * heads if reading.per == 'head' else grant"
    schedule: {every: once}
    caps: []
    stacking: {rule: not_regulated}
    open_terms: []
    assumptions: []
    """)
ROWS: list[dict[str, Any]] = [
    {"id": "met", "is_local": True, "heads": 3, "is_big": False, "is_struck": False, "drawn": 0},
    {"id": "one_head", "is_local": True, "heads": 1, "is_big": True, "is_struck": False, "drawn": 0},
    {"id": "paid_once", "is_local": True, "heads": 3, "is_big": False, "is_struck": False, "drawn": 1},
    {"id": "stranger", "is_local": False, "heads": 3, "is_big": False, "is_struck": False, "drawn": 0},
    {"id": "small", "is_local": True, "heads": 1, "is_big": False, "is_struck": False, "drawn": 0},
    {"id": "struck", "is_local": False, "heads": 3, "is_big": False, "is_struck": True, "drawn": 0},
    {"id": "big_unknown", "is_local": True, "heads": None, "is_big": True, "is_struck": False, "drawn": 0},
    {"id": "size_unknown", "is_local": True, "heads": None, "is_big": None, "is_struck": False, "drawn": 0},
    {"id": "local_unknown", "is_local": None, "heads": 2, "is_big": False, "is_struck": None, "drawn": 0},
    {"id": "paid_stranger", "is_local": False, "heads": 3, "is_big": False, "is_struck": False, "drawn": 1},
]
PAYMENTS = [
    ("one_head", "test/2016-1/p", 10_000, date(2017, 1, 5)),
    ("paid_once", "test/2016-1/p", 30_000, ON),
    ("paid_stranger", "test/2016-1/p", 30_000, date(2017, 3, 1)),
    ("paid_stranger", "test/2016-1/p", 5_000, date(2017, 4, 1)),
    ("met", "test/2016-1/p", 30_000, date(2017, 7, 1)),
    ("met", "other/1/p", 30_000, date(2017, 1, 1)),
]


def library(programme: str = PROGRAMME, facts: str = FACTS) -> Library:
    """The small pack, which must be without fault."""
    loaded, problems = load(pack_files(programme, facts))
    assert not problems, "\n".join(map(str, problems))
    return loaded


def small_plan(loaded: Library, on: date = ON) -> ScreenPlan:
    """The plan of the persons of a small library."""
    compiled = [compile_programme(programme) for programme in loaded.programmes()]
    return plan_screen(compiled, loaded.vocabulary, "person", on)


def people() -> pl.DataFrame:
    """The rows as a table."""
    kinds = {"is_local": pl.Boolean, "heads": pl.Int64, "is_big": pl.Boolean, "is_struck": pl.Boolean}
    table = pl.DataFrame(ROWS, schema={"id": pl.String, **kinds, "drawn": pl.Int64})
    return table.with_columns(region=pl.lit("东镇"))


def payments() -> pl.DataFrame:
    """The payments as a table."""
    schema = {"id": pl.String, "programme": pl.String, "paid_fen": pl.Int64, "paid_on": pl.Date}
    return pl.DataFrame(PAYMENTS, schema=schema, orient="row")


def results(loaded: Library, plan: ScreenPlan) -> pl.LazyFrame:
    """Everything that the row lists and figures need."""
    table = people()
    sound = table.lazy().select("id", "region", *sound_facts(plan, table.schema))
    screened = with_parts(screen(sound, plan), plan_missing(plan, loaded.vocabulary))
    return with_one_short(with_payments(screened, payments(), plan), plan).collect().lazy()
