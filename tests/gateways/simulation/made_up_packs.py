"""A made-up document on disk: stations within a quota, a fund set apart, a grant for founders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from domain.rules.small_packs import pack_files

FACTS = """\
- {name: is_station, type: bool, entity: institution, label: 是否服务站, question: 是吗, source: 窗口}
- name: places_used
  type: count
  entity: institution
  label: 已用名额
  question: 用了几个
  source: 本系统台账
  when_empty: absent
  absent_means: 0
- {name: is_young_firm, type: bool, entity: institution, label: 是否初创, question: 是吗, source: 窗口}
- name: committed
  type: money
  entity: institution
  label: 基金已用
  question: 用了多少
  source: 本系统台账
  when_empty: absent
  absent_means: 0元
- {name: is_founder, type: bool, entity: person, label: 是否创业, question: 创业吗, source: 窗口}
- {name: cost, type: money, entity: person, label: 费用, question: 多少, source: 窗口}
"""
_FRAME = """\
id: {id}
title: {title}
extent: {extent}
kind: {kind}
clause: 一/（二）
entity: {entity}
payee: {entity}
owner: [人社局]
applies_by: application
event_on: null
in_force: null
fund: {fund}
parameters: {parameters}
readings: []
lets: {{}}
conditions: {{all: {conditions}}}
amount: {amount}
schedule: {{every: {every}}}
caps: []
stacking: {{rule: not_regulated}}
open_terms: {open_terms}
assumptions: []
"""
FUND = "{name: 专项资金, clause: 一/（二）}"
STATION = _FRAME.format(
    id="station", title="服务站奖励", extent="full", kind="quota", entity="institution", fund=FUND,
    parameters="{places: {type: count, value: 2个, phrase: 每年2个}, award: {type: money, value: 2000元, phrase: 2000元}}",
    conditions="[{id: s, phrase: 服务站, expr: is_station, yes: 是, no: 否}, "
    "{id: q, phrase: 每年2个, expr: places_used < places, yes: 有, no: 无}]",
    amount="{expr: award, phrase: 2000元}", every="once", open_terms="[]",
)  # fmt: skip
ANGEL = _FRAME.format(
    id="angel", title="天使基金", extent="partial", kind="discretionary", entity="institution", fund=FUND,
    parameters="{size: {type: money, value: 500元, phrase: 列支500元}}",
    conditions="[{id: f, phrase: 初创, expr: is_young_firm, yes: 是, no: 否}, "
    "{id: m, phrase: 列支500元, expr: committed < size, yes: 有, no: 无}]",
    amount="{open: 提供服务, phrase: 提供服务}", every="event",
    open_terms="[{term: 提供服务, clause: 一/（二）, note: 未写}]",
)  # fmt: skip
GRANT = _FRAME.format(
    id="grant", title="创业补助", extent="full", kind="entitlement", entity="person", fund=FUND,
    parameters="{least: {type: money, value: 100元, phrase: 100元}}",
    conditions="[{id: f, phrase: 创业, expr: is_founder, yes: 是, no: 否}, "
    "{id: c, phrase: 100元, expr: cost >= least, yes: 够, no: 不够}]",
    amount="{expr: cost, phrase: 费用}", every="once", open_terms="[]",
)  # fmt: skip
UNWRITTEN = GRANT.replace("id: grant", "id: other").replace("title: 创业补助", "title: 另一补助").replace(
    f"fund: {FUND}", "fund: null"
)  # fmt: skip
DOCUMENT = "test/2016-1"
ON = "2017-06-30"


def write_packs(root: Path) -> Path:
    """The folder of packs."""
    files = pack_files(STATION, FACTS)
    folder = f"{DOCUMENT}/programmes"
    del files[f"{folder}/p.yaml"]
    texts = {"station": STATION, "angel": ANGEL, "grant": GRANT, "other": UNWRITTEN}
    files |= {f"{folder}/{name}.yaml": text for name, text in texts.items()}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def write_people(root: Path) -> Path:
    """Four stations of which one place is used; founders with costs of 300, 50, 1000 and an unknown one."""
    institutions = pl.DataFrame(
        {
            "id": ["I1", "I2", "I3", "I4"],
            "region": ["东", "东", "西", "西"],
            "is_station": [True, True, True, None],
            "places_used": [1, 1, 1, 1],
            "is_young_firm": [True, False, False, None],
            "committed": [0, 0, 0, 0],
            "applied_on": [date(2017, 3, 1), date(2017, 2, 1), None, None],
        }
    )
    people = pl.DataFrame(
        {
            "id": ["P1", "P2", "P3", "P4", "P5"],
            "region": ["东", "东", "西", "西", None],
            "is_founder": [True, True, True, None, True],
            "cost": [30_000, 5_000, 100_000, 20_000, None],
            "applied_on": [date(2017, 5, 1), date(2017, 1, 1), date(2017, 4, 1), None, None],
        }
    )
    for name, table in (("institution", institutions), ("person", people)):
        (root / name).mkdir(parents=True)
        table.write_parquet(root / name / "part-0000.parquet")
    return root
