"""Two versions in one pass equal two screenings row for row; every figure is a sum over cases."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rules.small_packs import load, pack_files
from domain.rules.small_screen import FACTS, ON, PROGRAMME, library, people
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import plan_screen, screen
from jiuchuang.domain.rules.population.simulate import (
    KIND_LABELS,
    difference_rows,
    group_sums,
    pair_programmes,
    plan_simulation,
    with_differences,
)
from jiuchuang.domain.rules.population.simulate_groups import groupings

OLD = library().programmes()[0]
NEW = library(
    PROGRAMME.replace("100元, phrase", "150元, phrase").replace("value: 2人", "value: 1人")
).programmes()[0]
VOCABULARY = library().vocabulary
RESULTS = ("verdict", "due", "payable", "low", "high")


def compared(table: pl.DataFrame, before=OLD, after=NEW):
    """The plan of one pair and its columns."""
    plan = plan_simulation([(before, after)], VOCABULARY, "person", ON, table.columns)
    sound = table.lazy().select("id", "region", *sound_facts(plan.screen, table.schema))
    return plan, with_differences(screen(sound, plan.screen), plan).collect()


def screened(table: pl.DataFrame, programme) -> pl.DataFrame:
    """One version screened by itself."""
    plan = plan_screen([compile_programme(programme)], VOCABULARY, "person", ON)
    sound = table.lazy().select("id", "region", *sound_facts(plan, table.schema))
    return screen(sound, plan).select(pl.col(f"p0.{what}") for what in RESULTS).collect()


def random_people(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    names = ("is_local", "heads", "is_big", "is_struck", "drawn", "region")
    kinds = (pl.Boolean, pl.Int64, pl.Boolean, pl.Boolean, pl.Int64, pl.String)
    table = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
    return table.with_columns(id=pl.format("P{}", pl.int_range(pl.len())))


TRUTH = st.none() | st.booleans()
ROWS = st.lists(
    st.tuples(
        TRUTH,
        st.none() | st.integers(0, 5),
        TRUTH,
        TRUTH,
        st.none() | st.integers(0, 2),
        st.sampled_from("东西"),
    ),
    min_size=1,
    max_size=40,
)


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_both_versions_equal_two_separate_screenings(rows):
    table = random_people(rows)
    plan, found = compared(table)
    for item, programme in zip(plan.pairs[0].screened, (OLD, NEW), strict=True):
        assert item is not None
        own = found.select(pl.col(item.column(what)).alias(f"p0.{what}") for what in RESULTS)
        assert own.equals(screened(table, programme))


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_winners_less_losers_is_the_difference_and_townships_add_up(rows):
    table = random_people(rows)
    plan, found = compared(table)
    pair = plan.pairs[0]
    cells = group_sums(found.lazy(), pair, plan.groupings[0]).collect()
    listed = difference_rows(found.lazy(), pair).collect()
    for end in ("low", "high"):
        total = {side: found[pair.column(f"{side}_{end}")].sum() for side in ("before", "after")}
        assert {side: cells[f"{side}_{end}"].sum() for side in total} == total
        moved = listed[f"after_{end}"].sum() - listed[f"before_{end}"].sum()
        assert moved == total["after"] - total["before"]
    assert cells["cases"].sum() == table.height
    assert cells.filter(pl.col("kind").is_not_null())["cases"].sum() == listed.height
    assert set(listed["kind"]) <= set(KIND_LABELS)


@given(ROWS)
@settings(max_examples=20, deadline=None)
def test_nothing_differs_from_itself(rows):
    plan, found = compared(random_people(rows), OLD, OLD)
    pair = plan.pairs[0]
    assert pair.screened[0] is pair.screened[1]
    assert found[pair.column("kind")].null_count() == found.height


def test_each_case_has_the_kind_that_was_worked_out_by_hand():
    """100元 → 150元 each, at least 2 → 1; by head or by firm is not ruled on."""
    plan, found = compared(people())
    pair = plan.pairs[0]
    kinds = dict(zip(found["id"], found[pair.column("kind")], strict=True))
    assert kinds == {
        "met": "more_money",
        "one_head": "more_money",
        "paid_once": None,
        "stranger": None,
        "small": "newly_eligible",
        "struck": None,
        "big_unknown": "still_open",
        "size_unknown": "still_open",
        "local_unknown": "still_open",
        "paid_stranger": None,
    }
    rows = {row["id"]: row for row in difference_rows(found.lazy(), pair).collect().iter_rows(named=True)}
    money = ("before_low", "before_high", "after_low", "after_high")
    assert [rows["met"][name] for name in money] == [10_000, 30_000, 15_000, 45_000]
    assert [rows["small"][name] for name in money] == [0, 0, 15_000, 15_000]
    assert [rows["local_unknown"][name] for name in money] == [0, 20_000, 0, 30_000]
    assert [rows["size_unknown"][name] for name in money] == [0, 10_000, 0, 15_000]


def test_a_dropped_and_a_new_programme():
    for before, after, kind in ((OLD, None, "no_longer_eligible"), (None, OLD, "newly_eligible")):
        plan, found = compared(people(), before, after)
        rows = difference_rows(found.lazy(), plan.pairs[0]).collect()
        assert sorted(rows.filter(kind=kind)["id"]) == ["big_unknown", "met", "one_head"]
        unsure = {"becomes_known"} if after is None else {"becomes_unknown"}
        assert set(rows.filter(pl.col("kind") != kind)["kind"]) == unsure
        assert sorted(rows.filter(pl.col("kind") != kind)["id"]) == ["local_unknown", "size_unknown"]


def test_programmes_are_matched_by_id_or_by_the_one_that_takes_the_place():
    other = load(pack_files(PROGRAMME.replace("id: p\n", "id: q\n"), FACTS))[0].programmes()[0]
    assert pair_programmes([OLD], [NEW], {}) == [(OLD, NEW)]
    assert pair_programmes([OLD], [], {}) == [(OLD, None)]
    assert pair_programmes([OLD], [other], {}) == [(OLD, None), (None, other)]
    assert pair_programmes([OLD], [other], {OLD.id: other.id}) == [(OLD, other)]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2001, 2, 28), "16—24岁"),
        (date(2001, 3, 1), "15岁及以下"),
        (date(1992, 2, 28), "25—34岁"),
        (date(1992, 2, 29), "25—34岁"),
        (date(1992, 3, 1), "16—24岁"),
        (date(1952, 2, 28), "65岁及以上"),
        (None, "不详"),
    ],
)
def test_age_bands_on_the_last_of_february(born, band):
    facts = (
        "- {name: birth_on, type: date, entity: person, label: 出生日期, question: 生日, source: 户籍库}\n"
    )
    vocabulary = load(pack_files(PROGRAMME, FACTS + facts))[0].vocabulary
    age = next(
        item
        for item in groupings("person", vocabulary, frozenset({"birth_on"}), date(2017, 2, 28))
        if item.name == "age"
    )
    table = pl.DataFrame({"birth_on": [born]}, schema={"birth_on": pl.Date})
    assert table.select(age.expr).item() == band
