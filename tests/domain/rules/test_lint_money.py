"""Rules that could pay below zero, or once more than their schedule has, are refused."""

from __future__ import annotations

from domain.rules.small_packs import FOLDER, fact_entry, load, pack_files, written
from jiuchuang.domain.rules.checks.money import check_money

FACTS = written(
    [
        fact_entry("works", {"type": "bool"}),
        fact_entry("wage", {"type": "money", "range": ["0元", "1000元"]}),
        fact_entry("months_paid", {"type": "months", "range": [0, 60]}),
    ]
)
PROGRAMME = """\
id: p
title: 试验补贴
extent: full
kind: entitlement
clause: 一/（一）
entity: person
payee: person
owner: [人社局]
parameters:
  limit: {{type: months, value: 36个月, phrase: 最长36个月}}
  floor: {{type: money, value: 500元, phrase: 超过500元的部分}}
conditions:
  all:
    - {{id: works, phrase: 就业的, expr: works, yes: 已就业。, no: 未就业。}}
{condition}amount: {{expr: {amount}, phrase: 的部分}}
schedule: {{every: month, count: limit, used: months_paid}}
"""
LEFT = "    - {id: left, phrase: 最长36个月, expr: months_paid < limit, yes: 未满期。, no: 已满期。}\n"


def faults(amount: str, condition: str = LEFT) -> list[str]:
    library, problems = load(pack_files(PROGRAMME.format(amount=amount, condition=condition), FACTS))
    assert not problems, "\n".join(map(str, problems))
    return [problem.code for problem in check_money(library.packs[FOLDER], library.vocabulary)]


def test_a_sound_amount_with_its_limit_as_a_condition_passes() -> None:
    assert faults('"max(0, wage - floor)"') == []


def test_an_amount_that_can_fall_below_zero_is_refused() -> None:
    assert faults("wage - floor") == ["negative-amount"]


def test_instalments_already_paid_must_be_a_condition() -> None:
    assert faults("floor", condition="") == ["schedule-used"]
