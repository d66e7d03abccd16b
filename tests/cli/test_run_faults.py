"""A file that is damaged in the middle, a disk that is full: one line each, exit code 2, nothing left behind."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from gateways.screening.small_county import write_county
from gateways.simulation.made_up_packs import DOCUMENT, ON, write_packs
from jiuchuang.cli.main import app
from jiuchuang.gateways.screening import rows_out

SAMPLE = "sample/yunxi-2024-6"


def overwrite(path, column):
    """Overwrite the head of a page: the file stays whole at both ends."""
    data = bytearray(path.read_bytes())
    start = data.find(column.to_numpy().tobytes()[:64])
    assert start > 4
    first, last = max(4, start - 60), start + 20
    data[first:last] = b"\xff" * (last - first)
    path.write_bytes(bytes(data))


def county(root, damaged="cost"):
    """Many persons; a column of theirs cannot be read."""
    rows = np.arange(40_000)
    table = pl.DataFrame(
        {
            "id": rows,
            "region": "东镇",
            "ui_contribution_months": rows * 7919 % 400,
            "is_founder": rows % 2 == 0,
            "cost": rows * 7919 % 100_000,
        }
    )
    write_county(root, table)
    for path in (root / "person").glob("*.parquet"):
        path.unlink()
    path = root / "person" / "part-0000.parquet"
    table.write_parquet(path, compression="uncompressed", statistics=False)
    if damaged:
        overwrite(path, table[damaged])
    return root


def commands(root, tmp_path):
    write_packs(tmp_path / "packs")
    packs, out = str(tmp_path / "packs"), ["--out", str(tmp_path / "out")]
    made_up = ["--population", str(root), "--document", DOCUMENT, "--on", ON]
    return {
        "screen": ["screen", *made_up, "--root", packs, *out],
        "awards": ["screen", *made_up, "--root", packs, *out, "--outputs", "awards"],
        "snapshot": ["screen", *made_up, "--root", packs, *out, "--snapshot", str(tmp_path / "facts")],
        "processes": ["screen", *made_up, "--root", packs, *out, "--on-cluster", "processes=1"],
        "simulate": ["simulate", *made_up, "--base", packs, "--drop", f"{DOCUMENT}/grant", *out],
        "afford": ["simulate", "afford", *made_up, "--root", packs, "--fund", "1万元", *out],
    }


@pytest.mark.parametrize("name", ["screen", "awards", "snapshot", "processes", "simulate", "afford"])
def test_a_file_damaged_in_the_middle_is_named(tmp_path, name):
    root = county(tmp_path / "county")
    result = CliRunner().invoke(app, commands(root, tmp_path)[name])
    assert result.exit_code == 2, result.output
    assert "[file-damaged]" in result.stderr
    assert "part-0000.parquet: 文件损坏" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county", "packs"]


def test_damaged_ids_are_told_with_the_other_faults(tmp_path):
    root = county(tmp_path / "county", damaged="id")
    result = CliRunner().invoke(app, [*commands(root, tmp_path)["screen"], "--on", "2017-02-30"])
    assert result.exit_code == 2, result.output
    assert "[file-damaged]" in result.stderr and "[bad-date]" in result.stderr


@pytest.mark.parametrize("name", ["screen", "simulate"])
def test_a_full_disk_is_told(tmp_path, monkeypatch, name):
    root = county(tmp_path / "county", damaged="")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    result = CliRunner().invoke(app, commands(root, tmp_path)[name])
    assert result.exit_code == 2, result.output
    assert "out: 磁盘满了" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county", "packs"]


def test_a_bug_of_ours_is_not_hidden(tmp_path, monkeypatch):
    root = county(tmp_path / "county", damaged="")

    def wrong(*_, **__):
        raise pl.exceptions.ColumnNotFoundError("no such column")

    monkeypatch.setattr(rows_out.RowFiles, "add", wrong)
    result = CliRunner().invoke(app, commands(root, tmp_path)["screen"])
    assert result.exit_code == 1
    assert isinstance(result.exception, pl.exceptions.ColumnNotFoundError)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("cluster", [(), ("--on-cluster", "processes=1")], ids=["alone", "processes"])
def test_a_run_that_is_ended_leaves_nothing(tmp_path, told, cluster):
    root = county(tmp_path / "county", damaged="")
    words = [sys.executable, "-c", "from jiuchuang.cli.main import main; main()"]
    run = subprocess.Popen(
        [*words, *commands(root, tmp_path)["screen"], *cluster],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".out-*")) and run.poll() is None and time.monotonic() < deadline:
        with suppress(subprocess.TimeoutExpired):
            run.wait(0.002)
    run.send_signal(told)
    run.communicate(timeout=60)
    assert run.returncode != 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county", "packs"]
