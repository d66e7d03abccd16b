"""The eight benchmark programmes: columns, generated function and Polars by hand give the same, row for row."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polars as pl
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


def rows_of(run, folder, *arguments):
    """What a side writes for the persons in `folder`, by id."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    run([folder / "persons.parquet"], out, *arguments)
    return pl.read_ipc(out / "persons.arrow").sort("id")


@pytest.mark.parametrize("awards_only", [True, False])
@pytest.mark.parametrize("unknowns", [True, False])
@pytest.mark.parametrize("copies", [1, 2])
def test_columns_equal_polars_by_hand(eight, tmp_path, copies, unknowns, awards_only):
    root = eight.library.write_packs(tmp_path, copies)
    persons = eight.population.persons(eight.library.load(root).vocabulary, ROWS, seed=7, unknowns=unknowns)
    persons.write_parquet(tmp_path / "persons.parquet")
    mine = rows_of(eight.ours.run, tmp_path, root, awards_only)
    other = rows_of(eight.by_hand_polars.run, tmp_path, copies, awards_only)
    assert mine.width == 1 + 61 * copies
    assert 0 < mine.height < ROWS if awards_only else mine.height == ROWS
    assert sorted(mine.columns) == sorted(other.columns)
    for name in mine.columns:
        assert mine[name].to_list() == other[name].to_list(), name


def test_columns_equal_the_generated_function(eight, tmp_path):
    packs = eight.library.load()
    plan, asof = eight.library.plan(packs), eight.population.AS_OF
    persons = eight.population.persons(packs.vocabulary, ROWS, seed=8)
    persons.write_parquet(tmp_path / "persons.parquet")
    columns = rows_of(eight.ours.run, tmp_path, eight.library.write_packs(tmp_path, 1), False)
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
