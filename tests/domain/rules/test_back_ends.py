"""Every back end gives the same values, whatever the expression and however much is unknown."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rules.random_trees import ASOF, VOCABULARY, row_of, trees
from jiuchuang.domain.rules.engines.candidates import may_be
from jiuchuang.domain.rules.engines.columns import column_type, result_type, to_column
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.generate import generate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.engines.share import SharedColumns
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.ranges import interval, years
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, Kind
from jiuchuang.domain.rules.population.screen import AS_PLANNED

TREES, ROWS = 300, 40
Row = Mapping[str, Any]


def columns_of(node: Node, rows: list[Row], on: date, names: tuple[str, ...] = ()) -> list[Any]:
    """The expression over a frame of the rows; a frame without facts still has its rows."""
    frame = facts_frame(rows, names or tree.fact_names(node))
    result = frame.lazy().with_columns(to_column(node, on).alias("result")).collect()["result"]
    of_type = column_type if isinstance(node, tree.Fact) else result_type
    assert result.dtype == of_type(node.type)
    return result.to_list()


def facts_frame(rows: list[Row], names: tuple[str, ...]) -> pl.DataFrame:
    columns = [
        pl.Series(name, [row[name] for row in rows], dtype=column_type(VOCABULARY.facts[name].type))
        for name in names
    ]
    return pl.DataFrame([pl.Series("row", range(len(rows))), *columns])


def many_rows(first: Row, seed: int, pool: list[Row]) -> list[Row]:
    """The drawn rows, and more by mixing their values: cheaper than drawing each."""
    chance = random.Random(seed)
    mixed = [{name: chance.choice(pool)[name] for name in first} for _ in range(ROWS - len(pool))]
    return [*pool, *mixed]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Node, list[Row], date]:
    node = draw(trees())
    pool: list[Row] = [draw(row_of(node)) for _ in range(3)]
    pool.append(dict.fromkeys(pool[0]))
    return node, many_rows(pool[0], draw(st.integers(0, 10**6)), pool), draw(ASOF)


@settings(max_examples=TREES)
@given(cases())
def test_columns_agree_with_rows(case: tuple[Node, list[Row], date]) -> None:
    node, rows, on = case
    assert columns_of(node, rows, on) == [evaluate(node, row, on) for row in rows]


@settings(max_examples=TREES)
@given(cases())
def test_shared_columns_agree_with_rows(case: tuple[Node, list[Row], date]) -> None:
    node, rows, on = case
    roots = {name: simplify(item, on) for name, item in _roots(node).items()}
    shared = SharedColumns("#")
    shared.add(dict(list(roots.items())[:2]))
    before = shared.copy()
    shared.add(roots)
    frame = facts_frame(rows, tree.fact_names(node)).lazy()
    for level in (*before.levels, *shared.later_levels(before)):
        frame = frame.with_columns(to_column(item, on).alias(name) for name, item in level.items())
    found = frame.collect(optimizations=AS_PLANNED)
    for name, root in roots.items():
        assert found[name].to_list() == [evaluate(root, row, on) for row in rows]


@settings(max_examples=TREES)
@given(cases(), st.sets(st.integers(0, 9)))
def test_no_row_with_a_value_is_left_out_of_those_that_may_have_it(
    case: tuple[Node, list[Row], date], hidden: set[int]
) -> None:
    """Also where the rule later sees some facts as unknown: what is unsound or has no column."""
    node, rows, on = case
    names = [name for number, name in enumerate(tree.fact_names(node)) if number not in hidden]
    frame = facts_frame(rows, tree.fact_names(node))
    for root in (item for item in _roots(node).values() if item.type == BOOL):
        seen = [evaluate(root, {name: row[name] for name in names}, on) for row in rows]
        for value in (True, False):
            for present in (tree.fact_names(node), names):
                possible = may_be(simplify(root, on), value, present)
                found = frame.select(pl.lit(possible) if isinstance(possible, bool) else possible).to_series()
                kept = found.to_list() * (len(rows) if len(found) == 1 else 1)
                assert all(keep for keep, answer in zip(kept, seen, strict=True) if answer is value)


def _roots(node: Node) -> dict[str, Node]:
    """The tree and its sub-trees, so that every part stands in several roots."""
    return {f"root {number}": item for number, item in enumerate(dict.fromkeys(tree.walk(node)))}


@settings(max_examples=TREES)
@given(cases())
def test_rewritten_trees_and_generated_code_agree_with_rows(case: tuple[Node, list[Row], date]) -> None:
    node, rows, on = case
    wanted = [evaluate(node, row, on) for row in rows]
    rewritten = simplify(node, on)
    assert [evaluate(rewritten, row, on) for row in rows] == wanted
    assert columns_of(rewritten, rows, on, tree.fact_names(node)) == wanted
    for source in (node, rewritten):
        function = generate([source], on)
        assert [function(row)[0] for row in rows] == wanted


@settings(max_examples=TREES)
@given(cases())
def test_no_value_leaves_its_interval(case: tuple[Node, list[Row], date]) -> None:
    node, rows, on = case
    for part in tree.walk(node):
        values = [value for row in rows if (value := evaluate(part, row, on)) is not None]
        if part.type.is_numeric:
            low, high = interval(part, VOCABULARY.ranges)
            assert all(low <= value <= high for value in values)
        elif part.type.kind is Kind.DATE:
            first, last = years(part, VOCABULARY.ranges)
            assert all(first <= value.year <= last for value in values)


@settings(max_examples=150)
@given(cases())
def test_more_knowledge_never_changes_a_known_answer(case: tuple[Node, list[Row], date]) -> None:
    """Kleene logic is monotone: what is decided with unknown facts stays so whatever they turn out to be."""
    node, rows, on = case
    for poor, rich in pairwise(rows):
        answer = evaluate(node, poor, on)
        richer = {name: poor[name] if poor[name] is not None else rich[name] for name in poor}
        if answer is not None:
            assert evaluate(node, richer, on) == answer


def test_the_random_trees_reach_every_node_type() -> None:
    seen: Counter[type[Node]] = Counter()

    @settings(max_examples=200, database=None, derandomize=True)
    @given(trees())
    def count(node: Node) -> None:
        seen.update(type(part) for part in tree.walk(node))

    count()
    ours = {kind for kind in tree.Node.__subclasses__() if kind.__module__ == tree.__name__}
    assert ours - set(seen) == {tree.Reading}  # replaced before anything is evaluated
