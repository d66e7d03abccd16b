"""`jiuchuang cases`: the clock and the proof, against a database of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

COMMAND = [sys.executable, "-c", "from jiuchuang.cli.main import main; main()"]


def surroundings(folder):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return {**kept, "JIUCHUANG_DATA": str(folder), "JIUCHUANG_PLAIN_HTTP": "1"}


def run(folder, *words):
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=surroundings(folder))


def migrated(folder):
    script = "from jiuchuang.server.start import start, bring_up_to_date; start(); bring_up_to_date()"
    subprocess.run([sys.executable, "-c", script], check=True, env=surroundings(folder), capture_output=True)


def test_the_clock_of_an_office_without_cases_has_nothing_to_do(tmp_path):
    migrated(tmp_path)
    done = run(tmp_path, "cases", "tick")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("逾期处理0，逾期办结0，公示结束0，名单撤下0，续办0，清理文件0，")
    assert run(tmp_path, "cases", "replay").stdout.strip() == "0 件办件与记录一致。"
    unknown = run(tmp_path, "cases", "replay", "2026-369921-000001-7")
    assert unknown.returncode == 2 and "没有这件办件" in unknown.stderr


def test_the_clock_goes_on_until_it_is_told_to_end_whatever_happens_to_the_database(tmp_path):
    clock = subprocess.Popen(
        [*COMMAND, "cases", "clock", "--every", "1"],
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(tmp_path),
    )
    assert clock.stderr is not None
    assert clock.stderr.readline().startswith(
        "clock: OperationalError"
    )  # no tables yet: the next round tries again
    assert clock.stderr.readline().startswith("clock: OperationalError")
    clock.send_signal(signal.SIGTERM)
    assert clock.wait(20) == 0
