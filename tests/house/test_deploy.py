"""What `deploy/` names exists: commands with their options, variables, units that systemd accepts and finds hardened."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import typer

from house.test_docs import command_faults
from house.tree import ROOT, SOURCE
from jiuchuang.cli.main import app
from jiuchuang.server import environment

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INSTALLED = "/opt/jiuchuang/.venv/bin/"
VARIABLE = re.compile(r"\b(?:JIUCHUANG_[A-Z_]+|DATABASE_URL)\b")
PORT = "127.0.0.1:8000"


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def known_variables() -> set[str]:
    """Every variable that the source reads."""
    return {
        name
        for path in SOURCE.rglob("*.py")
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if path.name != "settings_for_tests.py"
    }


def started() -> list[str]:
    """Every call of ours in the units."""
    return [
        call.replace("%%", "%")
        for unit in UNITS
        for call in re.findall(rf"{INSTALLED}(jiuchuang [^'\n]+)", unit.read_text(encoding="utf-8"))
    ]


def test_the_units_start_commands_that_there_are():
    root = typer.main.get_command(app)
    assert {" ".join(call.split()[1:3]) for call in started()} == {"serve --host", "office backup"}
    assert [fault for call in started() for fault in command_faults(call, root)] == []


def test_the_sample_of_surroundings_names_variables_that_are_read():
    named = set(VARIABLE.findall(text("jiuchuang.env")))
    assert named >= {environment.DATA, environment.DATABASE, environment.HOSTS, environment.PROXIES}
    assert named - known_variables() == set()


def test_the_sample_of_surroundings_has_no_fault(tmp_path):
    lines = [line for line in text("jiuchuang.env").splitlines() if line and not line.startswith("#")]
    variables = {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
    read, problems = environment.read_environment({**variables, environment.DATA: str(tmp_path)})
    assert problems == []
    assert read.hosts == ("jy.example.gov.cn",)
    assert not read.plain_http


def test_the_proxies_lead_where_the_unit_listens():
    serve = next(call for call in started() if " serve " in call)
    assert ("--host 127.0.0.1" in serve, "--port 8000" in serve) == (True, True)
    assert f"proxy_pass http://{PORT};" in text("nginx.conf")
    assert f"reverse_proxy {PORT}" in text("Caddyfile")
    assert "X-Forwarded-Proto $scheme" in text("nginx.conf")
    assert text("nginx.conf").count("{") == text("nginx.conf").count("}")


@pytest.fixture
def installed_units(tmp_path):
    """The units as on a machine where every program is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("NOT CHECKED: systemd-analyze is not installed")
    for unit in UNITS:
        words = unit.read_text(encoding="utf-8").replace(f"{INSTALLED}jiuchuang", "/bin/true")
        (tmp_path / unit.name).write_text(words, encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units(installed_units):
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(installed_units.iterdir()))],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "jiuchuang" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", ["jiuchuang.service", "jiuchuang-backup.service"])
def test_systemd_finds_the_units_hardened(installed_units, unit):
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=25"]
    done = subprocess.run([*command, str(installed_units / unit)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-400:]
