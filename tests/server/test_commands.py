"""The commands of the office in processes of their own: found, verify, serve."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request

import pytest

FOUND = ["office", "found", "--code", "yx", "--name", "云溪县", "--region", "369921"]
ANSWERS = "xitong\n系统员\ncorrect horse battery\ncorrect horse battery\nanquan\n安全员\nstaple battery horse\nstaple battery horse\n"
PATIENCE = 60


@pytest.fixture
def surroundings(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JIUCHUANG_", "DJANGO_", "DATABASE_"))}
    return {**kept, "JIUCHUANG_DATA": str(tmp_path / "data"), "JIUCHUANG_PLAIN_HTTP": "1"}


def run(surroundings, *words, answers=""):
    command = [sys.executable, "-c", "from jiuchuang.cli.main import main; main()", *words]
    return subprocess.run(command, env=surroundings, input=answers, capture_output=True, text=True)


def test_an_office_is_founded_once_and_its_records_hold_until_somebody_touches_them(surroundings, tmp_path):
    done = run(surroundings, *FOUND, answers=ANSWERS)
    assert done.returncode == 0, done.stderr
    assert "云溪县" in done.stdout
    again = run(surroundings, *FOUND, answers=ANSWERS)
    assert again.returncode == 2
    assert "初始化只能做一次" in again.stderr
    whole = run(surroundings, "audit", "verify")
    assert (whole.returncode, whole.stdout) == (0, "1 条链、2 条记录，前后相接，没有改动。\n")
    with sqlite3.connect(tmp_path / "data" / "jiuchuang.sqlite3") as database:
        database.execute("DROP TRIGGER audit_record_no_update")
        database.execute("UPDATE audit_record SET text = replace(text, '云溪县', '云深县')")
    broken = run(surroundings, "audit", "verify")
    assert broken.returncode == 2
    assert "内容被改动" in broken.stderr


def test_weak_passwords_and_faulty_surroundings_are_refused(surroundings):
    weak = run(surroundings, *FOUND, answers=ANSWERS.replace("correct horse battery", "12345"))
    assert weak.returncode == 2
    assert "people.1" in weak.stderr
    abroad = run({**surroundings, "JIUCHUANG_HOSTS": "example.com"}, *FOUND)
    assert abroad.returncode == 2
    assert "只能在本机上用" in abroad.stderr
    assert "Traceback" not in weak.stderr + abroad.stderr


def test_the_site_answers_and_ends_with_its_worker(surroundings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from jiuchuang.cli.main import main; main()",
        "serve",
        "--port",
        str(port),
    ]
    with subprocess.Popen(
        command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as site:
        try:
            up = next((line for line in site.stderr if b"Listening at" in line), None)
            assert up, "ended before it listened"
            page = answered(f"http://127.0.0.1:{port}/office/sign-in/")
            assert "工作人员登录" in page
            style = page.partition('rel="stylesheet" href="/static/')[2].partition('"')[0]
            assert "--brand" in answered(f"http://127.0.0.1:{port}/static/{style}")
        finally:
            site.send_signal(signal.SIGTERM)
            site.communicate(timeout=PATIENCE)
    assert site.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(site.pid, 0)


def answered(address):
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.read().decode()
