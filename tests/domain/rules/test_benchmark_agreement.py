"""The eight benchmark programmes: columns, generated function and Polars by hand give the same, row for row."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from jiuchuang.domain.rules.engines.generate import generate
from jiuchuang.domain.rules.engines.rewrite import simplify

ROOT = Path(__file__).resolve().parents[3]
ROWS = 2000


@pytest.fixture
def eight(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.eight import by_hand_polars, library, ours, population

    return SimpleNamespace(by_hand_polars=by_hand_polars, library=library, ours=ours, population=population)


@pytest.mark.parametrize("unknowns", [True, False])
@pytest.mark.parametrize("copies", [1, 2])
def test_columns_equal_polars_by_hand(eight, tmp_path, copies, unknowns):
    packs = eight.library.load(eight.library.write_packs(tmp_path, copies))
    persons = eight.population.persons(packs.vocabulary, ROWS, seed=7, unknowns=unknowns).lazy()
    mine = eight.ours.results(persons, eight.library.plan(packs)).collect()
    other = eight.by_hand_polars.results(persons, copies).collect()
    assert mine.width == 1 + 61 * copies
    assert mine.height == ROWS
    assert sorted(mine.columns) == sorted(other.columns)
    for name in mine.columns:
        assert mine[name].to_list() == other[name].to_list(), name


def test_columns_equal_the_generated_function(eight):
    packs = eight.library.load()
    plan, asof = eight.library.plan(packs), eight.population.AS_OF
    persons = eight.population.persons(packs.vocabulary, ROWS, seed=8)
    columns = eight.ours.results(persons.lazy(), plan).collect()
    for item in plan.programmes:
        variant, name = item.compiled.variants[0], item.programme.id.rpartition("/")[2]
        trees = {f"{name}.{leaf}": node for leaf, node in variant.leaves.items()}
        trees |= {f"{name}.verdict": variant.verdict, f"{name}.payable": variant.payable}
        compute = generate([simplify(node, asof) for node in trees.values()], asof)
        rows = [compute(row) for row in persons.iter_rows(named=True)]
        found = {tree: list(values) for tree, values in zip(trees, zip(*rows, strict=True), strict=True)}
        due = found[f"{name}.verdict"]
        paid = zip(found[f"{name}.payable"], due, strict=True)
        found[f"{name}.payable"] = [fen if verdict else None for fen, verdict in paid]
        for column, values in found.items():
            assert columns[column].to_list() == values, column
