"""`jiuchuang screen`: results where asked for, one clear message for each fault, exit code 2."""

from __future__ import annotations

import polars as pl
import pytest
from typer.testing import CliRunner

from gateways.screening.small_county import write_county
from jiuchuang.cli.main import app

runner = CliRunner()
SAMPLE = "sample/yunxi-2024-6"


@pytest.fixture
def county(tmp_path):
    """Persons of whom the sample programmes know only the region: everything else has no column."""
    return write_county(tmp_path / "county")


def screen(county, out, *, document=SAMPLE, on="2025-06-30"):
    options = ["--population", str(county), "--document", document, "--on", on, "--out", str(out)]
    return runner.invoke(app, ["screen", *options])


def test_it_leaves_every_result(county, tmp_path):
    out = tmp_path / "out"
    result = screen(county, out)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        "awards.parquet",
        "charts",
        "funnel.parquet",
        "one_short.parquet",
        "paid_not_due.parquet",
        "report.html",
        "report.xlsx",
        "summary.json",
        "work_list.parquet",
    ]
    assert pl.read_parquet(out / "awards.parquet").height == 0
    assert pl.read_parquet(out / "work_list.parquet").height > 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "数据表里没有这些事实的列" in page


def test_an_earlier_screening_is_replaced(county, tmp_path):
    out = tmp_path / "out"
    assert [screen(county, out).exit_code for _ in range(2)] == [0, 0]


def test_all_faults_come_at_once_and_nothing_is_written(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("x", encoding="utf-8")
    result = screen(tmp_path / "none", out, document="nowhere/1")
    assert result.exit_code == 2
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 3
    for code, line in zip(("population-missing", "unknown-document", "out-not-empty"), lines, strict=True):
        assert f"[{code}]" in line
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_an_impossible_day(county, tmp_path):
    result = screen(county, tmp_path / "out", on="2025-02-30")
    assert result.exit_code == 2
    assert "--on" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_column_of_the_wrong_type(tmp_path):
    table = pl.DataFrame({"id": ["a"], "region": ["东镇"], "ui_contribution_months": ["12"]})
    county = write_county(tmp_path / "county", table)
    result = screen(county, tmp_path / "out")
    assert result.exit_code == 2
    assert "ui_contribution_months" in result.stderr
    assert not (tmp_path / "out").exists()


def test_only_what_is_asked_for_by_processes_over_a_snapshot(county, tmp_path):
    out, more = tmp_path / "out", ["--outputs", "awards,funnel", "--snapshot", str(tmp_path / "snapshot")]
    options = [
        "--population",
        str(county),
        "--document",
        SAMPLE,
        "--on",
        "2025-06-30",
        "--out",
        str(out),
        *more,
    ]
    result = runner.invoke(app, ["screen", *options, "--on-cluster", "processes=1"])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == ["awards.parquet", "funnel.parquet", "summary.json"]
    assert (tmp_path / "snapshot" / "person" / "part-0001.arrow").is_file()
    alone = runner.invoke(app, ["screen", *options[:-4], "--out", str(tmp_path / "alone")])
    assert alone.exit_code == 0, alone.output
    funnels = [pl.read_parquet(folder / "funnel.parquet") for folder in (out, tmp_path / "alone")]
    assert funnels[0].equals(funnels[1])


@pytest.mark.parametrize(("out", "snapshot"), [("o", "o"), ("o", "o/facts"), ("facts/o", "facts")])
def test_results_and_snapshot_may_not_lie_in_each_other(county, tmp_path, out, snapshot):
    """Each of the two takes the place of what was there: one would be lost."""
    options = ["--population", str(county), "--document", SAMPLE, "--on", "2025-06-30"]
    folders = ["--out", str(tmp_path / out), "--snapshot", str(tmp_path / snapshot)]
    result = runner.invoke(app, ["screen", *options, *folders])
    assert result.exit_code == 2
    assert "--snapshot" in result.stderr and "不能放在一起" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_a_cluster_that_does_not_answer_is_told(county, tmp_path, monkeypatch):
    def silent(place):
        def schedule(tasks, work):
            raise OSError(f"Timed out trying to connect to {place} after 30 s")

        return schedule

    monkeypatch.setattr("jiuchuang.cli.screen.on_dask", silent)
    pytest.importorskip("distributed", reason="Dask is an extra")
    options = [
        "--population",
        str(county),
        "--document",
        SAMPLE,
        "--on",
        "2025-06-30",
        "--out",
        str(tmp_path / "o"),
    ]
    result = runner.invoke(app, ["screen", *options, "--on-cluster", "dask=tcp://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "--on-cluster dask=tcp://127.0.0.1:1: 连不上集群" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_unknown_outputs_and_schedulers_are_told_at_once(county, tmp_path):
    options = [
        "--population",
        str(county),
        "--document",
        SAMPLE,
        "--on",
        "2025-06-30",
        "--out",
        str(tmp_path / "o"),
    ]
    result = runner.invoke(app, ["screen", *options, "--outputs", "award", "--on-cluster", "processes=0"])
    assert result.exit_code == 2
    assert "award" in result.stderr and "processes=0" in result.stderr
    assert not (tmp_path / "o").exists()


def test_a_bad_day_is_told_with_the_other_faults(tmp_path):
    result = screen(tmp_path / "none", tmp_path / "out", on="2025-16-30")
    assert result.exit_code == 2
    assert "--on" in result.stderr
    assert "population-missing" in result.stderr


def test_it_says_what_was_not_screened_and_why(county, tmp_path):
    early = screen(county, tmp_path / "early", on="2010-06-30")
    assert early.exit_code == 0
    assert "7 个项目在 2010-06-30 不在施行期内" in early.stderr
    missing = screen(county, tmp_path / "missing")
    assert "没有数据表、因而未筛查的对象：用人单位（employer/）" in missing.stderr
