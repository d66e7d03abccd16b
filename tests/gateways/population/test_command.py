"""`jiuchuang population synthesize` as people run it: what it writes, what it refuses, and that it leaves no rubbish."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.population.synthesize import TABLES

runner = CliRunner()


def run(*words: object) -> tuple[int, str, str]:
    result = runner.invoke(app, ["population", "synthesize", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def sizes(out: Path, persons: int = 400, employers: int = 40, seed: int = 5) -> list[object]:
    return ["--persons", persons, "--employers", employers, "--seed", seed, "--out", out]


def test_it_writes_the_tables_and_a_manifest_that_says_that_nobody_exists(tmp_path):
    code, out, err = run(*sizes(tmp_path / "county"), "--on", "2017年12月31日")
    assert (code, "400/400" in err) == (0, True)
    assert "全部为合成数据" in out
    manifest = json.loads((tmp_path / "county" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["synthetic"] is True
    assert "虚构" in manifest["statement"]
    assert "synthetic" in manifest["statement"]
    assert [manifest[key] for key in ("persons", "employers", "seed", "on")] == [400, 40, 5, "2017-12-31"]
    folders = {path.name for path in (tmp_path / "county").iterdir() if path.is_dir()}
    assert folders == {*TABLES, "place", "institution", "relations"}
    assert set(manifest["tables"]) == folders - {"relations"}
    assert {path.name for path in (tmp_path / "county" / "relations").iterdir()} == set(manifest["relations"])
    for name, rows in manifest["rows"].items():
        assert pl.read_parquet(tmp_path / "county" / name / "*.parquet").height == rows
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_all_faults_are_told_at_once_and_nothing_is_written(tmp_path):
    code, _, err = run(*sizes(tmp_path / "county", persons=-1, seed=-3), "--on", "1949-10-01")
    assert code == 2
    lines = err.strip().splitlines()
    assert [line.split(":")[0] for line in lines] == ["--persons", "--seed", "--on"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("persons", "employers", "fault"),
    [(0, 0, "--persons"), (64_000_001, 0, "--persons"), (10, 11, "--employers"), (10, -1, "--employers")],
)
def test_impossible_sizes_are_refused(persons, employers, fault, tmp_path):
    code, _, err = run(*sizes(tmp_path / "county", persons, employers))
    assert code == 2
    assert err.startswith(fault)
    assert not (tmp_path / "county").exists()


def test_an_impossible_date_is_refused(tmp_path):
    code, _, err = run(*sizes(tmp_path / "county"), "--on", "2018-02-30")
    assert code == 2
    assert err.startswith("--on:")
    assert not (tmp_path / "county").exists()


def test_a_folder_with_contents_is_left_alone_unless_forced(tmp_path):
    assert run(*sizes(tmp_path / "county", seed=1))[0] == 0
    before = (tmp_path / "county" / "manifest.json").read_bytes()
    code, _, err = run(*sizes(tmp_path / "county", seed=2))
    assert code == 2
    assert "--force" in err
    assert (tmp_path / "county" / "manifest.json").read_bytes() == before
    assert run(*sizes(tmp_path / "county", seed=2), "--force")[0] == 0
    assert json.loads((tmp_path / "county" / "manifest.json").read_text(encoding="utf-8"))["seed"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_force_does_not_remove_a_folder_of_something_else(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("…", encoding="utf-8")
    code, _, err = run(*sizes(tmp_path / "letters"), "--force")
    assert code == 2
    assert "manifest.json" in err
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "county").write_text("…", encoding="utf-8")
    code, _, err = run(*sizes(tmp_path / "county"))
    assert code == 2
    assert "不是文件夹" in err


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "county").mkdir()
    assert run(*sizes(tmp_path / "county"))[0] == 0


def test_a_broken_run_leaves_the_old_county_and_no_draft(tmp_path, library):
    synthesize(CountyPlan(300, 30, 1), library, tmp_path / "county")
    before = (tmp_path / "county" / "manifest.json").read_bytes()
    told = []

    def breaks(done: int) -> None:
        told.append(done)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthesize(CountyPlan(300, 30, 2), library, tmp_path / "county", breaks)
    assert told[0] < told[1] < told[2] < 300
    assert (tmp_path / "county" / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


def test_the_county_pays_by_the_documents_that_are_named(tmp_path):
    words = sizes(tmp_path / "county", persons=3000, employers=300)
    assert run(*words, "--document", "songyuan/2018")[0] == 0
    programmes = pl.read_parquet(tmp_path / "county" / "payment" / "*.parquet")["programme"]
    assert programmes.str.starts_with("songyuan/2018/").all()
    assert len(programmes) > 10


def test_a_document_that_does_not_exist_is_refused(tmp_path):
    code, _, err = run(*sizes(tmp_path / "county"), "--document", "atlantis/2018")
    assert code == 2
    assert "atlantis/2018" in err
    assert not (tmp_path / "county").exists()


def test_a_place_that_cannot_be_written_is_told_in_a_line(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    out = tmp_path / "file" / "county"
    code, _, err = run(*sizes(out))
    assert code == 2
    assert err.strip().splitlines()[-1].startswith(f"--out: {out} 写不进去")
    assert "Traceback" not in err


def test_a_disk_that_fills_up_is_told_in_a_line(tmp_path, monkeypatch):
    def full(*_, **__):
        raise pl.exceptions.ComputeError(
            "parquet: File out of specification: Invalid thrift: transport error"
        )

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    code, _, err = run(*sizes(tmp_path / "county"))
    assert code == 2
    assert "写不进去，多半是磁盘满了" in err.strip().splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_faults_of_sizes_and_documents_are_told_together(tmp_path):
    code, _, err = run(*sizes(tmp_path / "county", persons=-1), "--document", "nowhere/2000")
    assert code == 2
    assert [line.split(":")[0] for line in err.strip().splitlines()] == ["--persons", "--document"]
