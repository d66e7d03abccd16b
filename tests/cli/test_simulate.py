"""`jiuchuang simulate` and `simulate afford`: results where asked for, all faults at once, exit code 2."""

from __future__ import annotations

import json

import openpyxl
import polars as pl
import pytest
from docx import Document
from typer.testing import CliRunner

from gateways.simulation.made_up_packs import DOCUMENT, ON, write_packs, write_people
from jiuchuang.cli.main import app

runner = CliRunner()
GRANT = f"{DOCUMENT}/grant"
WRITTEN = ["charts", "differences.parquet", "figures.json", "report.docx", "report.html", "report.xlsx"]


@pytest.fixture
def world(tmp_path):
    write_packs(tmp_path / "packs")
    write_people(tmp_path / "people")
    return tmp_path


def simulate(world, *options, out="out", document=DOCUMENT, on=ON):
    where = ["--population", str(world / "people"), "--base", str(world / "packs"), "--out", str(world / out)]
    return runner.invoke(app, ["simulate", *where, "--document", document, "--on", on, *options])


def figures(world, out="out"):
    return json.loads((world / out / "figures.json").read_text(encoding="utf-8"))


def grant_of(world, out="out"):
    return next(item for item in figures(world, out)["programmes"] if item["id"] == GRANT)


def test_a_lower_threshold(world):
    """100元 → 50元: P2 with 50元 becomes eligible; nobody else changes."""
    result = simulate(world, "--set", f"{GRANT}:least=50元", "--fund", "4000元")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (world / "out").iterdir()) == WRITTEN
    rows = pl.read_parquet(world / "out" / "differences.parquet")
    assert rows.select("id", "kind", "before_low", "after_low").rows() == [("P2", "newly_eligible", 0, 5_000)]
    grant = grant_of(world)
    assert [grant["cost"][side]["budget"]["low_fen"] for side in ("before", "after")] == [130_000, 135_000]
    assert [grant["cost"][side]["budget"]["high_fen"] for side in ("before", "after")] == [150_000, 155_000]
    assert grant["groups"]["region"]["东"]["after_low"] == 35_000
    assert figures(world)["fund"]["months_covered"]["after_low"] == {"months": 0, "left_fen": 400_000}
    page = (world / "out" / "report.html").read_text(encoding="utf-8")
    assert "参数变化：100元 → 50元（least）" in page
    assert "对象 P2" in page


def test_witnesses_from_the_population_and_from_the_solver(world):
    pytest.importorskip("z3", reason="the solver is an extra")
    assert simulate(world, "--set", f"{GRANT}:least=40元").exit_code == 0
    found = {item["kind"]: (item["found"], item["id"]) for item in figures(world)["witnesses"]}
    assert found["newly_eligible"] == ("population", "P2")
    assert found["no_longer_eligible"] == ("none_exists", "")
    assert simulate(world, "--set", f"{GRANT}:least=200元").exit_code == 0
    witness = next(item for item in figures(world)["witnesses"] if item["kind"] == "no_longer_eligible")
    assert witness["found"] == "solver"
    assert (witness["before"]["status"], witness["after"]["status"]) == ("eligible", "ineligible")


def test_word_and_excel_say_the_same(world):
    assert simulate(world, "--set", f"{GRANT}:least=50元").exit_code == 0
    book = openpyxl.load_workbook(world / "out" / "report.xlsx")
    sheet = book["谁的结果变了"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    row = next(row for row in cells if row[1] == "新增符合")
    assert row[:4] == ["创业补助", "新增符合", 1, 0]
    assert row[5] == 50
    words = [
        cell.text for table in Document(str(world / "out" / "report.docx")).tables for cell in table._cells
    ]
    assert "新增符合" in words


def test_dropping_and_replacing(world):
    assert simulate(world, "--drop", GRANT, out="dropped").exit_code == 0
    assert grant_of(world, "dropped")["cost"]["after"]["budget"]["high_fen"] == 0
    assert grant_of(world, "dropped")["kinds"]["no_longer_eligible"]["cases"] == 2
    assert simulate(world, "--replace", f"{GRANT}={DOCUMENT}/other", out="replaced").exit_code == 0
    assert grant_of(world, "replaced")["changes"][0].startswith(f"由 {DOCUMENT}/other")
    assert grant_of(world, "replaced")["kinds"] == {}


def test_another_folder_of_packs(world):
    new = write_packs(world / "new") / DOCUMENT / "programmes" / "grant.yaml"
    new.write_text(new.read_text(encoding="utf-8").replace("value: 100元", "value: 50元"), encoding="utf-8")
    assert simulate(world, "--root", str(world / "new")).exit_code == 0
    assert grant_of(world)["kinds"]["newly_eligible"]["cases"] == 1
    digests = figures(world)["packs"]
    assert digests["before"] != digests["after"]


def test_a_scenario_file(world):
    path = world / "scenario.yaml"
    path.write_text(f"set:\n  {GRANT}: {{least: 50元}}\n", encoding="utf-8")
    assert simulate(world, "--scenario", str(path)).exit_code == 0
    assert grant_of(world)["kinds"]["newly_eligible"]["cases"] == 1


def test_all_faults_come_at_once_and_nothing_is_written(world):
    result = simulate(
        world, "--set", f"{GRANT}:lest=50元", "--set", "x", "--fund", "20", document="no/1", on="2017-02-30"
    )
    assert result.exit_code == 2
    for code in ("unknown-parameter", "bad-setting", "bad-money", "unknown-document", "bad-date"):
        assert f"[{code}]" in result.stderr
    assert not (world / "out").exists()


def test_nothing_to_change(world):
    result = simulate(world)
    assert result.exit_code == 2
    assert "[empty-scenario]" in result.stderr


def test_afford(world):
    where = [
        "--population",
        str(world / "people"),
        "--root",
        str(world / "packs"),
        "--out",
        str(world / "out"),
    ]
    options = ["--document", DOCUMENT, "--on", ON, "--fund", "5000元", "--years", "3"]
    result = runner.invoke(app, ["simulate", "afford", *where, *options])
    assert result.exit_code == 0, result.output
    assert figures(world)["total"] == {"low": 330_000, "high": 1_450_000}
    assert "不一定够" in result.stderr
    book = openpyxl.load_workbook(world / "out" / "report.xlsx")
    assert "先到先得" in book.sheetnames
    assert (world / "out" / "cut_off.parquet").is_file()


def test_afford_names_all_faults(world):
    where = ["--population", str(world / "none"), "--root", str(world / "packs"), "--out", str(world / "out")]
    options = ["--document", DOCUMENT, "--on", "x", "--fund", "y", "--years", "0", "--fund-name", "专款"]
    result = runner.invoke(app, ["simulate", "afford", *where, *options])
    assert result.exit_code == 2
    for code in ("population-missing", "bad-date", "bad-money", "bad-years", "unknown-fund"):
        assert f"[{code}]" in result.stderr
    assert not (world / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--set", f"{GRANT}:least=250元", "--set", f"{DOCUMENT}/station:award=1000元"),
        ("--drop", GRANT, "--set", f"{DOCUMENT}/station:places=1个"),
        ("--replace", f"{GRANT}={DOCUMENT}/other", "--set", f"{DOCUMENT}/other:least=40元"),
    ],
)
def test_every_kind_of_difference_has_a_case_and_every_other_is_searched_for(world, options):
    pytest.importorskip("z3", reason="the solver is an extra")
    assert simulate(world, *options).exit_code == 0
    witnesses = figures(world)["witnesses"]
    for programme in figures(world)["programmes"]:
        if not programme["changed"]:
            continue
        own = {item["kind"]: item for item in witnesses if item["programme"] == programme["id"]}
        seen = {kind for kind, cell in programme["kinds"].items() if cell["cases"]}
        assert {kind for kind, item in own.items() if item["found"] == "population"} == seen
        assert {item["found"] for kind, item in own.items() if kind not in seen} <= {"solver", "none_exists"}
        for item in own.values():
            if item["found"] != "none_exists":
                assert item["before"] or item["after"]
    rows = pl.read_parquet(world / "out" / "differences.parquet")
    least = {
        (row["programme"], row["kind"]): row["id"]
        for row in rows.sort("id", descending=True).iter_rows(named=True)
    }
    named = {
        (item["programme"], item["kind"]): item["id"] for item in witnesses if item["found"] == "population"
    }
    assert named == least


def test_folders_of_packs_that_are_not_there_are_named(world):
    for option in ("--root", "--base"):
        result = simulate(world, "--drop", GRANT, option, str(world / "none"))
        assert result.exit_code == 2
        assert "none: 没有这个文件夹" in result.stderr
        assert "[unknown-document]" not in result.stderr


HIRES = """\
name: hires
label: 招用
source: 就业登记库
note: 每人一行。
ends: {person_id: person}
columns:
  - {name: hired_on, type: date, label: 招用日}
facts:
  - {fact: staff, aggregate: count, where: hired_on <= asof, note: 已招的人。}
"""


def test_registers_that_mean_different_things_are_not_compared(world):
    write_packs(world / "new")
    for name, text in (("packs", HIRES), ("new", HIRES.replace("<= asof", "< asof"))):
        facts = next((world / name / "facts").glob("*.yaml"))
        staff = (
            "- {name: staff, type: count, entity: person, label: 人手, question: 几人, source: 就业登记库}\n"
        )
        facts.write_text(facts.read_text(encoding="utf-8") + staff, encoding="utf-8")
        (world / name / "relations").mkdir()
        (world / name / "relations" / "hires.yaml").write_text(text, encoding="utf-8")
    result = simulate(world, "--root", str(world / "new"))
    assert result.exit_code == 2
    assert "两个版本由登记算“staff”的办法不同" in result.stderr
    assert not (world / "out").exists()
