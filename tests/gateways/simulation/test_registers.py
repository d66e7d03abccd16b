"""A county whose tables state no derived fact simulates like one whose facts are gathered again, witnesses included."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app

DAY = "2018-06-30"
CHANGES = (
    "jinxiang/2017-21/hiring-award:award=2000元",
    "songyuan/2018/skill-upgrade-subsidy:level_subsidy.junior=900元",
    "hualong/2016-2/opening-subsidy:subsidy=8000元",
)


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(name="counties", scope="module")
def full_and_bare(tmp_path_factory) -> Path:
    """One county twice, in two parts a table: with every column, and without those that registers give."""
    from jiuchuang.domain.rules.loading.library import load_library
    from jiuchuang.gateways.pack_store import read_pack_files
    from jiuchuang.gateways.relations.tables_in import open_relations
    from jiuchuang.gateways.screening.population_in import open_population

    library, problems = load_library(read_pack_files())
    assert problems == []
    root = tmp_path_factory.mktemp("simulated")
    run(
        "population", "synthesize", "--persons", "3000", "--employers", "400", "--seed", "11", "--on", DAY,
        "--out", str(root / "full"),
    )  # fmt: skip
    shutil.copytree(root / "full", root / "bare")
    tables, problems = open_relations(open_population(root / "full")[0], library.vocabulary.relations)
    assert problems == []
    derivations = library.vocabulary.relations.derivations
    derived = [name for name, derivation in derivations.items() if derivation.relation in tables]
    for path in (root / "bare").glob("*/*.parquet"):
        table = pl.read_parquet(path).drop(derived, strict=False)
        half = table.height // 2
        table.head(half).write_parquet(path)
        table.slice(half).write_parquet(path.with_stem(f"{path.stem}-b"))
    return root


def simulated(county: Path, out: Path, registers: str):
    options = [word for change in CHANGES for word in ("--set", change)]
    documents = [
        "--document",
        "jinxiang/2017-21",
        "--document",
        "songyuan/2018",
        "--document",
        "hualong/2016-2",
    ]
    result = run(
        "simulate", "--population", str(county), *documents, "--on", DAY, *options, "--fund", "100万元",
        "--registers", registers, "--out", str(out),
    )  # fmt: skip
    figures = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    rows = pl.read_parquet(out / "differences.parquet").sort(pl.all())
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    return figures, rows, result.stderr


def without_manifest(figures: dict) -> dict:
    return {name: value for name, value in figures.items() if name != "population"}


def test_a_county_without_derived_columns_simulates_like_the_full_one(counties, tmp_path):
    bare, rows, told = simulated(counties / "bare", tmp_path / "bare", "missing")
    full, wanted, _ = simulated(counties / "full", tmp_path / "full", "all")
    assert "由登记算得" in told
    assert rows.height > 5
    assert rows.equals(wanted)
    assert without_manifest(bare) == without_manifest(full)
    _, unknown, silent = simulated(counties / "bare", tmp_path / "none", "none")
    assert "由登记算得" not in silent
    assert not rows.equals(unknown)


def afforded(county: Path, out: Path, registers: str):
    run(
        "simulate", "afford", "--population", str(county), "--document", "jinxiang/2017-21", "--on", DAY,
        "--fund", "2000万元", "--registers", registers, "--out", str(out),
    )  # fmt: skip
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    figures = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    cases = [pl.read_parquet(out / name).sort(pl.all()) for name in ("cases.parquet", "cut_off.parquet")]
    return without_manifest(figures), *cases


def test_a_fund_is_measured_against_the_same_pledges(counties, tmp_path):
    bare, full = (
        afforded(counties / name, tmp_path / name, how)
        for name, how in (("bare", "missing"), ("full", "all"))
    )
    assert bare[0] == full[0]
    assert bare[1].equals(full[1]) and bare[2].equals(full[2])
    assert bare[1].height > 0
    none = afforded(counties / "bare", tmp_path / "none", "none")
    assert none[0] != bare[0]


def test_an_unknown_choice_is_told_with_the_other_faults(tmp_path):
    for command in (("simulate", "--set", "x"), ("simulate", "afford", "--fund", "y")):
        where = [
            "--population",
            str(tmp_path / "no"),
            "--document",
            "no/1",
            "--on",
            DAY,
            "--out",
            str(tmp_path / "o"),
        ]
        result = CliRunner().invoke(app, [*command, *where, "--registers", "some"])
        assert result.exit_code == 2
        assert "--registers" in result.stderr and "population-missing" in result.stderr
        assert not (tmp_path / "o").exists()
