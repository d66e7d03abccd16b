"""A firm's ceiling over its hires: the whole run equals serving the cases one after another, by hand and by loop."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from domain.rules.small_packs import pack_files
from domain.rules.test_shared_ceilings import BOTH, FACTS, HIRE, MONTHLY
from gateways.simulation.made_up_packs import DOCUMENT, ON, write_packs, write_people
from jiuchuang.cli.main import app
from jiuchuang.gateways.screening import shared_claims

runner = CliRunner()
P, Q = f"{DOCUMENT}/p", f"{DOCUMENT}/q"
SCHEMA = {
    "id": pl.String, "region": pl.String, "employer_id": pl.String, "is_new": pl.Boolean, "wage": pl.Int64,
    "firm_drawn": pl.Int64, "firm_match_drawn": pl.Int64, "asked_on": pl.Date,
}  # fmt: skip
ROWS = [
    # firm A: 250元 a year, 50元 drawn, so 200元 are left
    ("R1", "东", "A", True, 10_000, 5_000, 0, date(2017, 3, 1)),
    ("R2", "东", "A", None, 8_000, 5_000, 0, date(2017, 2, 1)),
    ("R3", "西", "A", True, 10_000, 5_000, 0, date(2017, 1, 1)),
    ("R4", "西", "A", True, 10_000, 5_000, 0, None),
    # firm B has room for everybody
    ("R5", "东", "B", True, 12_000, 0, 0, None),
    ("R6", "东", "B", True, None, 0, 0, None),
    # nobody knows whose hire this is
    ("R7", "东", None, True, 9_000, 0, 0, None),
    ("R8", "东", "A", False, 9_000, 5_000, 0, None),
]


def write_world(root: Path, *programmes: str) -> Path:
    files = pack_files(programmes[0], FACTS)
    for number, text in enumerate(programmes[1:]):
        files[f"{DOCUMENT}/programmes/q{number}.yaml"] = text
    for path, text in files.items():
        (root / "packs" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "packs" / path).write_text(text, encoding="utf-8")
    folder = root / "people" / "employment"
    folder.mkdir(parents=True)
    table = pl.DataFrame(ROWS, schema=SCHEMA, orient="row")
    # the file that is read first holds the later numbers
    table[4:].write_parquet(folder / "part-0000.parquet")
    table[:4].write_parquet(folder / "part-0001.parquet")
    return root


def run(root: Path, *options: str, out: str = "out", on: str = ON):
    where = ["--population", str(root / "people"), "--base", str(root / "packs"), "--out", str(root / out)]
    result = runner.invoke(app, ["simulate", *where, "--document", DOCUMENT, "--on", on, *options])
    assert result.exit_code == 0, result.output
    found = json.loads((root / out / "figures.json").read_text(encoding="utf-8"))
    return {item["id"]: item for item in found["programmes"]}, pl.read_parquet(
        root / out / "differences.parquet"
    )


def budgets(programme) -> list[tuple[int, int, int, int]]:
    whats = ("low_fen", "high_fen", "cut_low_fen", "cut_high_fen")
    return [tuple(programme["cost"][side]["budget"][what] for what in whats) for side in ("before", "after")]


def test_costs_and_rows_by_number(tmp_path):
    """Before, 250元 a firm. Low: R1 100, R3 100, R4 nothing left, R5 120; R7 draws nothing.

    High: R1 100, R2 80, R3 20 of 100, R4 nothing; R5 120; R7 alone 90. After, 500元: everybody in full.
    """
    root = write_world(tmp_path, HIRE)
    found, rows = run(root, "--set", f"{P}:top=500元")
    assert budgets(found[P]) == [(32_000, 41_000, 19_000, 18_000), (42_000, 59_000, 9_000, 0)]
    money = ("before_low", "before_high", "after_low", "after_high")
    assert {
        row["id"]: (row["kind"], *(row[what] for what in money)) for row in rows.iter_rows(named=True)
    } == {
        "R3": ("becomes_known", 10_000, 2_000, 10_000, 10_000),
        "R4": ("more_money", 0, 0, 10_000, 10_000),
    }
    assert found[P]["unplaced"] == 1


def test_the_order_is_that_of_the_days(tmp_path):
    """R3, R2, R1 by day, R4 without a day comes last: in the high line R3 100, R2 80, R1 20."""
    root = write_world(tmp_path, HIRE)
    _, rows = run(root, "--set", f"{P}:top=500元", "--order", "asked_on")
    assert dict(rows.select("id", "before_high").rows()) == {"R1": 2_000, "R4": 0}


def test_buckets_change_nothing(tmp_path, monkeypatch):
    root = write_world(tmp_path, HIRE)
    whole, rows = run(root, "--set", f"{P}:top=500元")
    monkeypatch.setattr(shared_claims, "BUCKET_ROWS", 1)
    cut, others = run(root, "--set", f"{P}:top=500元", out="cut")
    assert whole == cut
    assert rows.sort("id").equals(others.sort("id"))


def test_a_partner_that_does_not_change_gets_less(tmp_path):
    """p and q pay the wage each, under 250元 a firm, 50元 drawn; p is taken away by a ceiling of nothing.

    Low by the reading that both count together. Before: R1 gets p 100 and q 100, then A has nothing; B q 120. After:
    q R1 100, R3 100; B 120. High by the reading that each counts alone, the same before and after: A 250, B 120, R7 90.
    """
    root = write_world(tmp_path, *BOTH)
    found, _ = run(root, "--set", f"{P}:top=0元")
    assert found[Q]["changes"] == ["规则没有变化；合用封顶的项目有变化，所得随之不同"]
    assert found[Q]["shared_with"] == [P, Q]
    assert [budget[:2] for budget in budgets(found[Q])] == [(22_000, 46_000), (32_000, 46_000)]


def test_the_report_tells_order_and_cuts(tmp_path):
    root = write_world(tmp_path, HIRE)
    run(root, "--set", f"{P}:top=500元", "--fund", "300元")
    sheet = openpyxl.load_workbook(root / "out" / "report.xlsx")["合用封顶和名额少发多少"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    row = next(row for row in cells if row[1] == "改前")
    assert row[3:7] == [510, 190, 590, 180]
    page = (root / "out" / "report.html").read_text(encoding="utf-8")
    assert "按编号先后" in page
    assert "不知道归谁合用的 1 件" in page
    assert "用人单位每年不超过250元" in page
    assert (
        "对象 R3。下面的认定只看这一件；合用封顶、依次发放，轮到这一件时改前实得 20元—100元，改后实得 100元"
        in page
    )


@pytest.mark.parametrize("order", ["nowhere", "wage"])
def test_an_order_that_is_no_day(tmp_path, order):
    root = write_world(tmp_path, HIRE)
    where = ["--population", str(root / "people"), "--base", str(root / "packs"), "--out", str(root / "out")]
    options = ["--document", DOCUMENT, "--on", ON, "--set", f"{P}:top=500元", "--order", order]
    result = runner.invoke(app, ["simulate", *where, *options])
    assert result.exit_code == 2
    assert not (root / "out").exists()


def test_places_refuse_whoever_comes_late(tmp_path):
    """Two places, one used, three stations: I1 gets 2000元. A third place lets I2 in; I3 and the open I4 stay out."""
    write_packs(tmp_path / "packs")
    write_people(tmp_path / "people")
    station = f"{DOCUMENT}/station"
    found, rows = run(tmp_path, "--set", f"{station}:places=3个")
    assert budgets(found[station]) == [
        (200_000, 200_000, 400_000, 600_000),
        (400_000, 400_000, 200_000, 400_000),
    ]
    assert rows.select("id", "kind").rows() == [("I2", "more_money")]


def test_a_yearly_ceiling_lets_the_fund_last_longer(tmp_path):
    """100元 a month for three hires of one firm and three months, 250元 a year of which 50元 are drawn, from November.

    November 200元, December nothing, January 250元 anew: 300元 last two whole months and 100元 are left.
    """
    root = write_world(tmp_path, MONTHLY)
    rows = [(f"R{n}", "东", "A", True, 10_000, 5_000, 0, None) for n in range(3)]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(
        months_left=pl.lit(3, dtype=pl.Int64)
    )
    for path in (root / "people" / "employment").iterdir():
        path.unlink()
    table.write_parquet(root / "people" / "employment" / "part-0000.parquet")
    found, _ = run(root, "--set", f"{P}:top=5000元", "--fund", "300元", on="2017-11-30")
    assert budgets(found[P])[0] == (20_000, 20_000, 10_000, 10_000)
    figures = json.loads((root / "out" / "figures.json").read_text(encoding="utf-8"))
    assert figures["fund"]["months_covered"]["before_low"] == {"months": 2, "left_fen": 10_000}
    assert figures["fund"]["months_covered"]["after_low"] == {"months": 1, "left_fen": 0}


def test_a_partner_that_is_dropped_leaves_its_room(tmp_path):
    """Without p, q has by every reading what q alone would draw: A 200元 and B 120元; nothing is left of p."""
    root = write_world(tmp_path, *BOTH)
    found, rows = run(root, "--drop", P)
    assert [budget[:2] for budget in budgets(found[Q])] == [(22_000, 46_000), (32_000, 46_000)]
    assert budgets(found[P])[1][:2] == (0, 0)
    assert rows.filter(programme=P, kind="no_longer_eligible")["id"].to_list() == [
        "R1",
        "R3",
        "R4",
        "R5",
        "R6",
        "R7",
    ]
    assert sum(found[P]["kinds"][kind]["cases"] for kind in found[P]["kinds"]) == 7


def test_winners_less_losers_are_the_difference_of_the_costs(tmp_path):
    """One reading, so the rows add up to the costs exactly, by township too."""
    root = write_world(tmp_path, HIRE)
    found, rows = run(root, "--set", f"{P}:top=150元")
    cost = found[P]["cost"]
    for end in ("low", "high"):
        moved = (rows[f"after_{end}"] - rows[f"before_{end}"]).sum()
        budgets_moved = cost["after"]["budget"][f"{end}_fen"] - cost["before"]["budget"][f"{end}_fen"]
        towns = found[P]["groups"]["region"].values()
        assert moved == budgets_moved == sum(town[f"after_{end}"] - town[f"before_{end}"] for town in towns)
    assert cost["before"]["budget"]["low_fen"] == found[P]["total"]["before_low"] == 32_000
