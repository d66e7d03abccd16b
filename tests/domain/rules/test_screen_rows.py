"""Awards, what was paid without being due, one condition short, work list: checked case by case."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from domain.rules.small_screen import ON, PROGRAMME, library, results, small_plan
from jiuchuang.domain.rules.population.missing import plan_missing
from jiuchuang.domain.rules.population.rows import award_rows, nearly, not_due_rows, one_short_rows, work_rows
from jiuchuang.domain.rules.population.screen import combine
from jiuchuang.domain.rules.population.tally import Budget, FunnelRow, read_tally, tally_exprs
from jiuchuang.domain.rules.population.wording import condition_labels

LIBRARY = library()
PLAN = small_plan(LIBRARY)
ITEM = PLAN.programmes[0]


@pytest.fixture(scope="module")
def frame() -> pl.LazyFrame:
    return results(LIBRARY, PLAN)


def verdicts(frame: pl.LazyFrame) -> dict[str, bool | None]:
    return dict(frame.select("id", ITEM.column("verdict")).collect().iter_rows())


def test_verdicts(frame):
    assert verdicts(frame) == {
        "met": True,
        "one_head": True,
        "paid_once": False,
        "stranger": False,
        "small": False,
        "struck": False,
        "big_unknown": True,
        "size_unknown": None,
        "local_unknown": None,
        "paid_stranger": False,
    }


def test_awards_show_both_amounts_where_readings_differ(frame):
    rows = award_rows(frame, ITEM, PLAN, "ab12").collect().to_dicts()
    common = {"region": "东镇", "programme": "test/2016-1/p", "pack_sha256": "ab12", "on": ON}
    assert rows == [
        {"id": "met", "fen": None, "fen_low": 10_000, "fen_high": 30_000, "paid": False, **common},
        {"id": "one_head", "fen": 10_000, "fen_low": 10_000, "fen_high": 10_000, "paid": True, **common},
        {"id": "big_unknown", "fen": None, "fen_low": None, "fen_high": None, "paid": False, **common},
    ]


def test_a_payment_after_the_day_or_of_another_programme_does_not_count(frame):
    paid = frame.filter(pl.col(ITEM.column("paid"))).select("id").collect()["id"].to_list()
    assert paid == ["one_head", "paid_once", "paid_stranger"]


def test_paid_once_was_due_although_the_ledger_now_refuses(frame):
    rows = not_due_rows(frame, ITEM).collect().to_dicts()
    assert rows == [
        {
            "id": "paid_stranger",
            "region": "东镇",
            "programme": "test/2016-1/p",
            "paid_fen": 35_000,
            "last_paid_on": date(2017, 4, 1),
            "failed": ["local"],
        }
    ]


def test_one_short_names_the_condition_and_asks_that_no_exception_holds(frame):
    rows = one_short_rows(frame, ITEM).select("id", "condition").collect().rows()
    assert rows == [("stranger", "local"), ("small", "group-2")]


def test_short_of_not_yet_paid_is_not_one_short():
    assert [part.id for part in nearly(ITEM)] == ["local", "group-2"]
    assert ITEM.on_ledger == {"once"}


def test_the_work_list_asks_only_for_what_keeps_verdict_or_amount_open(frame):
    """100元 a head or 100元 a firm is open to reading, which no fact settles; how many heads is a fact."""
    missing = plan_missing(PLAN, LIBRARY.vocabulary)
    rows = work_rows(frame.collect(), missing).select("id", "open", "missing").rows()
    assert [(case, what, sorted(missing)) for case, what, missing in rows] == [
        ("big_unknown", "amount", ["heads"]),
        ("size_unknown", "verdict", ["heads", "is_big"]),
        ("local_unknown", "verdict", ["is_local", "is_struck"]),
    ]


def test_figures_add_up(frame):
    sums = frame.select(tally_exprs(ITEM, PLAN)).collect().row(0, named=True)
    tally = read_tally(ITEM, {**sums, "p0#open_for_facts": 2, "p0#amount_for_facts": 1})
    assert (tally.cases, tally.met, tally.not_met, tally.open) == (10, 3, 5, 2)
    assert (tally.paid, tally.met_and_paid, tally.unclaimed) == (3, 1, 2)
    assert (tally.not_due_but_paid, tally.not_due_paid_fen) == (1, 35_000)
    assert (tally.unclaimed_fen, tally.unclaimed_without_figure) == (0, 2)
    assert (tally.open_for_officers, tally.amount_for_facts) == (0, 1)
    assert tally.one_short == {"local": 1, "group-2": 1}
    # By firm: 3 met x 100; open 2 x 100. By head: 300 + 100 met, one unknown; open 200, one unknown.
    assert tally.budget == Budget(low_fen=30_000, high_fen=60_000, outside_met=1, outside_open=1)
    assert tally.funnel == (
        FunnelRow("local", "", "condition", 6, 3, 1, 6),
        FunnelRow("group-2", "", "group", 8, 1, 1, 4),
        FunnelRow("heads", "group-2", "condition", 6, 2, 2, None),
        FunnelRow("big", "group-2", "condition", 2, 7, 1, None),
        FunnelRow("once", "", "condition", 8, 2, 0, 3),
        FunnelRow("struck", "", "excluded", 1, 8, 1, None),
    )


def test_figures_of_two_halves_add_up_to_the_whole(frame):
    exprs = tally_exprs(ITEM, PLAN)
    whole = frame.select(exprs).collect().row(0, named=True)
    halves = [frame.slice(start, 5).select(exprs).collect().row(0, named=True) for start in (0, 5)]
    assert {name: halves[0][name] + halves[1][name] for name in whole} == whole


def test_at_least_of_several_by_kleene_logic():
    """Each pair of counts of true and unknown among three items, against the definition."""
    values = [
        (a, b, c) for a in (True, False, None) for b in (True, False, None) for c in (True, False, None)
    ]
    table = pl.DataFrame(values, schema=dict.fromkeys("abc", pl.Boolean), orient="row")
    got = table.select(combine("at_least", [pl.col("a"), pl.col("b"), pl.col("c")], 2)).to_series().to_list()
    sure = [row.count(True) >= 2 for row in values]
    possible = [row.count(True) + row.count(None) >= 2 for row in values]
    assert got == [True if s else None if p else False for s, p in zip(sure, possible, strict=True)]


def test_a_programme_out_of_force_is_not_screened():
    assert small_plan(LIBRARY, date(2019, 1, 1)).programmes == ()
    assert small_plan(LIBRARY, date(2015, 12, 31)).programmes == ()
    assert len(small_plan(LIBRARY, date(2018, 12, 31)).programmes) == 1


def test_a_ledger_condition_under_a_negation_is_left_aside_too():
    negated = PROGRAMME.replace(
        "    - {id: once, phrase: 一次, expr: drawn < 1, yes: 未领, no: 已领}",
        "    - not: {id: once, phrase: 一次, expr: drawn >= 1, yes: 已领, no: 未领}",
    )
    loaded = library(negated)
    plan = small_plan(loaded)
    due = dict(results(loaded, plan).select("id", plan.programmes[0].column("due")).collect().iter_rows())
    assert due["paid_once"] is True
    assert due["paid_stranger"] is False


def test_labels_name_conditions_groups_and_exceptions():
    programme = LIBRARY.programmes()[0]
    assert condition_labels(programme, LIBRARY.vocabulary) == {
        "local": "本县户籍",
        "heads": "带动人数不低于2",
        "big": "大户",
        "once": "已领次数低于1",
        "group-2": "符合任一：带动人数不低于2；大户",
        "struck": "除外：失信",
    }
