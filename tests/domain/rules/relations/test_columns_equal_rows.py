"""The column back end of relations against the row evaluator: random rows, unknowns, complete lists and others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rules.random_trees import ASOF, DAYS, NODES, VOCABULARY, condition, day, fact_value, number
from jiuchuang.domain.rules.derivation import (
    AGGREGATES,
    ALL,
    ANY,
    COUNT,
    DISTINCT,
    EARLIEST,
    LATEST,
    MONTH_END,
    SUM,
    THEN,
    Derivation,
    MonthEnds,
)
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.ranges import range_fault
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, Kind, Type
from jiuchuang.domain.rules.relations.columns import COMPLETE, PARTLY, group
from jiuchuang.domain.rules.relations.rows import Related, gather

OWNERS = ("A", "B", "C")
COUNTED = Type(Kind.COUNT)
KEYS = st.one_of(st.sampled_from(OWNERS), st.sampled_from(OWNERS), st.none())


@dataclass(frozen=True)
class Drawn:
    derivation: Derivation
    type: Type


@st.composite
def sound(draw: st.DrawFn, grow: object) -> Node:
    """An expression that the loader would accept: no overflow, no day outside the calendar."""
    node = draw(st.composite(grow)())  # type: ignore[arg-type]
    return node if range_fault(node, VOCABULARY.ranges) is None else tree.Constant(node.type, None)


def boolean(draw: st.DrawFn) -> Node:
    return draw(sound(lambda draw: condition(draw, 2)))


@st.composite
def derivations(draw: st.DrawFn) -> Drawn:
    aggregate = draw(st.sampled_from(AGGREGATES))
    where, value, type_, months, none = boolean(draw), None, COUNTED, None, 0
    if aggregate == COUNT and draw(st.booleans()):
        last = draw(st.one_of(st.none(), st.integers(1, 5)))
        rounding = draw(st.sampled_from(("half_up", "up", "down")))
        months = MonthEnds(last, draw(st.sampled_from(THEN)), rounding)
        started = tree.Compare(BOOL, "<=", NODES["day_0"], tree.Fact(DATE, MONTH_END))
        where = tree.AllOf(BOOL, (started, where))
    elif aggregate == ANY:
        type_, none = BOOL, False
    elif aggregate == ALL:
        value, type_, none = boolean(draw), BOOL, draw(st.sampled_from((True, False, None)))
    elif aggregate in (EARLIEST, LATEST):
        value, type_ = draw(sound(lambda draw: day(draw, 2))), DATE
        none = draw(st.one_of(st.none(), DAYS))
    elif aggregate == DISTINCT:
        value = draw(st.sampled_from([NODES["region"], NODES["day_1"], NODES["count_0"], NODES["level"]]))
    elif aggregate != COUNT:
        kind = draw(st.sampled_from((Kind.MONEY, Kind.COUNT, Kind.MONTHS)))
        value = draw(sound(lambda draw: number(draw, 1, kind)))
        type_ = value.type
        none = 0 if aggregate == SUM else draw(st.one_of(st.none(), st.integers(-5, 5)))
    return Drawn(Derivation("f", "r", "owner", aggregate, where, value, months, none, {}), type_)


ROWS = st.lists(
    st.fixed_dictionaries({"owner": KEYS, **{name: fact_value(name) for name in VOCABULARY.facts}}),
    max_size=8,
)


def frame_of(rows: list[dict]) -> pl.DataFrame:
    kinds = {name: column_type(fact.type) for name, fact in VOCABULARY.facts.items()}
    return pl.DataFrame(rows, schema={"owner": pl.String(), **kinds})


@settings(max_examples=300)
@given(drawn=st.lists(derivations(), min_size=1, max_size=3), rows=ROWS, asof=ASOF)
def test_columns_equal_the_row_evaluator(drawn: list[Drawn], rows: list[dict], asof: date) -> None:
    items = [
        Derivation(f"f{n}", "r", "owner", d.aggregate, d.where, d.value, d.month_ends, d.when_none, {})
        for n, d in enumerate(item.derivation for item in drawn)
    ]
    found = group(frame_of(rows).lazy(), "owner", items, [item.type for item in drawn], asof).collect()
    by_owner = defaultdict(list)
    for row in rows:
        if row["owner"] is not None:
            by_owner[row["owner"]].append(row)
    assert set(found["id"]) == set(by_owner)
    for record in found.to_dicts():
        for item in items:
            for suffix in (COMPLETE, PARTLY):
                related = Related(tuple(by_owner[record["id"]]), suffix == COMPLETE)
                assert record[f"{item.fact}.{suffix}"] == gather(item, related, asof).value, (item, related)


@given(drawn=derivations(), asof=ASOF)
def test_nobody_has_rows(drawn: Drawn, asof: date) -> None:
    assert gather(drawn.derivation, Related((), False), asof).value is None
    months = drawn.derivation.month_ends
    empty = gather(drawn.derivation, Related((), True), asof).value
    assert empty == (0 if months else drawn.derivation.when_none)


@given(drawn=derivations(), rows=ROWS, more=ROWS, asof=ASOF)
def test_what_is_known_of_a_partial_list_stays_true_when_rows_are_added(drawn, rows, more, asof) -> None:
    """Soundness of partial knowledge: a known value survives any rows that were missing."""
    known = gather(drawn.derivation, Related(tuple(rows), False), asof).value
    if known is not None:
        whole = gather(drawn.derivation, Related((*rows, *more), True), asof).value
        assert whole == known


@settings(max_examples=300)
@given(drawn=derivations(), rows=ROWS, asof=ASOF, data=st.data())
def test_a_known_fact_stays_the_same_when_more_becomes_known(drawn, rows, asof, data) -> None:
    """Monotone: filling in an unknown column of a row never contradicts what was known before."""
    known = gather(drawn.derivation, Related(tuple(rows), True), asof).value
    if known is None or not rows:
        return
    index = data.draw(st.integers(0, len(rows) - 1))
    empty = [name for name, value in rows[index].items() if value is None and name != "owner"]
    if empty:
        name = data.draw(st.sampled_from(empty))
        filled = {**rows[index], name: data.draw(fact_value(name))}
        after = gather(
            drawn.derivation, Related((*rows[:index], filled, *rows[index + 1 :]), True), asof
        ).value
        assert after == known


@pytest.mark.parametrize(
    ("then", "rounding", "expected"),
    [
        *[("average", "half_up", 2), ("average", "down", 1), ("average", "up", 2)],
        *[("min", "half_up", 1), ("max", "half_up", 2), ("sum", "half_up", 3)],
    ],
)
def test_one_and_two_at_two_month_ends(then: str, rounding: str, expected: int) -> None:
    """An average of one and a half, in both evaluators, by hand."""
    where = tree.Compare(BOOL, "<=", NODES["day_0"], tree.Fact(DATE, MONTH_END))
    item = Derivation("f", "r", "owner", COUNT, where, None, MonthEnds(2, then, rounding), 0, {})
    unknown = dict.fromkeys(VOCABULARY.facts)
    days = (date(2018, 1, 31), date(2018, 2, 1))
    rows = [{**unknown, "owner": "A", "day_0": day} for day in days]
    asof = date(2018, 3, 30)
    found = group(frame_of(rows).lazy(), "owner", [item], [COUNTED], asof).collect()
    assert found[f"f.{COMPLETE}"].to_list() == [expected]
    assert gather(item, Related(tuple(rows), True), asof).value == expected
    assert found[f"f.{PARTLY}"].to_list() == [None]
