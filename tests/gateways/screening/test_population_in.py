"""Populations on disk: what is read, and every fault of a folder at once."""

from __future__ import annotations

import polars as pl

from domain.rules.small_screen import library, people, small_plan
from gateways.screening.small_county import write_county
from jiuchuang.gateways.screening import population_in
from jiuchuang.gateways.screening.population_in import (
    column_problems,
    open_population,
    read_batch,
    read_payments,
)


def codes(problems):
    return sorted(problem.code for problem in problems)


def test_a_sound_population_opens_with_its_sizes(tmp_path):
    population, problems = open_population(write_county(tmp_path / "county"))
    assert problems == []
    assert (population.rows("person"), population.rows("employer")) == (10, 0)
    assert population.about["statement"] == "全部虚构。"
    assert [part.rows for part in population.payments] == [6]


def test_a_missing_folder_and_an_empty_one(tmp_path):
    assert codes(open_population(tmp_path / "none")[1]) == ["population-missing"]
    assert codes(open_population(tmp_path)[1]) == ["population-empty"]


def test_every_fault_is_reported_at_once(tmp_path):
    root = write_county(tmp_path / "county")
    people().drop("id").write_parquet(root / "person" / "part-0002.parquet")
    (root / "person" / "part-0003.parquet").write_text("no parquet", encoding="utf-8")
    pl.DataFrame({"id": ["a"], "paid_fen": ["1"]}).write_parquet(root / "payment" / "part-0001.parquet")
    (root / "manifest.json").write_text("{", encoding="utf-8")
    assert codes(open_population(root)[1]) == [
        "id-missing",
        "manifest-unreadable",
        "parquet-unreadable",
        *["payment-column"] * 4,
    ]


def test_a_column_of_the_wrong_type_is_named(tmp_path):
    wrong = people().with_columns(heads=pl.col("heads").cast(pl.String))
    population, problems = open_population(write_county(tmp_path / "county", wrong))
    assert problems == []
    found = column_problems(population, small_plan(library()))
    assert [(problem.code, problem.place.source.rpartition("/")[2]) for problem in found] == [
        ("fact-type", "part-0000.parquet"),
        ("fact-type", "part-0001.parquet"),
    ]
    assert "heads" in found[0].message


def test_stretches_cover_every_row_once(tmp_path, monkeypatch):
    monkeypatch.setattr(population_in, "BATCH_ROWS", 4)
    population, _ = open_population(write_county(tmp_path / "county"))
    stretches = list(population.batches("person"))
    assert [[(part.path.stem, first, rows) for part, first, rows in each.pieces] for each in stretches] == [
        [("part-0000", 0, 4)],
        [("part-0000", 4, 2), ("part-0001", 0, 2)],
        [("part-0001", 2, 2)],
    ]
    assert [each.rows for each in stretches] == [4, 4, 2]
    ids = [row for each in stretches for row in read_batch(each, [])["id"]]
    assert ids == people()["id"].to_list()


def test_parts_with_other_columns_are_not_screened_together(tmp_path):
    root = write_county(tmp_path / "county")
    people().tail(4).drop("is_big").write_parquet(root / "person" / "part-0001.parquet")
    population, _ = open_population(root)
    assert [each.rows for each in population.batches("person")] == [6, 4]


def test_a_table_without_region_and_with_whole_numbers_as_ids(tmp_path):
    table = people().drop("region").with_columns(id=pl.int_range(pl.len(), dtype=pl.Int64))
    population, problems = open_population(write_county(tmp_path / "county", table))
    assert problems == []
    batch = read_batch(next(population.batches("person")), ["heads"])
    assert batch.schema == {"id": pl.String, "region": pl.String, "heads": pl.Int64}
    assert batch["region"].null_count() == batch.height == 10


def test_payments_of_the_stretch_only(tmp_path):
    population, _ = open_population(write_county(tmp_path / "county"))
    paid = read_payments(population, "person", pl.Series("id", ["one_head", "stranger"]))
    assert paid["id"].to_list() == ["one_head"]
    assert read_payments(population, "employer", pl.Series("id", ["one_head"])).height == 0


def test_payment_files_may_have_other_columns_in_another_order(tmp_path):
    root = write_county(tmp_path / "county")
    path = root / "payment" / "part-0000.parquet"
    paid = pl.read_parquet(path)
    paid.head(3).write_parquet(path)
    other = paid.tail(3).with_columns(note=pl.lit("x"))
    other.select(other.columns[::-1]).write_parquet(path.with_stem("part-0001"))
    paid.head(0).write_parquet(path.with_stem("part-0002"))
    population, problems = open_population(root)
    assert problems == []
    found = read_payments(population, "person", people()["id"])
    assert found.sort(pl.all()).equals(paid.select(found.columns).sort(pl.all()))


def test_a_file_without_rows_says_nothing_of_the_columns(tmp_path):
    root = write_county(tmp_path / "county")
    people().select("id").head(0).write_parquet(root / "person" / "part-0000-empty.parquet")
    population, problems = open_population(root)
    assert problems == []
    for stretches in (population.batches("person"), population.whole_parts("person")):
        assert [each.rows for each in stretches] == [10]
