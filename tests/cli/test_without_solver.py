"""Without the extra `smt` everything works but what needs the solver, and that says so."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiuchuang.cli.main import app
from jiuchuang.domain.rules.solver import installed as smt_installed

CASE = ["--programme", "sample/yunxi-2024-6/skill-subsidy", "--on", "2025-01-20"]


@pytest.fixture(autouse=True)
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if z3 had never been installed."""
    real = smt_installed.find_spec
    monkeypatch.setattr(smt_installed, "find_spec", lambda name: None if name == "z3" else real(name))
    monkeypatch.setitem(sys.modules, "z3", None)
    loaded = [name for name in sys.modules if name.startswith("jiuchuang.domain.rules.")]
    for name in loaded:
        module = name.rpartition(".")[2]
        needs_it = module in ("smt", "why_not", "lint_logic") or module.startswith("smt_")
        if needs_it and module != "smt_installed":
            monkeypatch.delitem(sys.modules, name)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def on_case(folder: Path, command: str, *more: str) -> tuple[int, str]:
    path = folder / "facts.json"
    path.write_text(json.dumps({"is_enterprise_employee": True}), encoding="utf-8")
    return run(command, *CASE, "--facts", str(path), *more)


def test_a_case_is_decided_and_explained(tmp_path: Path) -> None:
    code, output = on_case(tmp_path, "decide", "--json")
    assert (code, json.loads(output)["status"]) == (0, "unknown")
    assert on_case(tmp_path, "explain")[0] == 0


def test_why_not_is_refused_with_the_remedy(tmp_path: Path) -> None:
    code, output = on_case(tmp_path, "explain", "--why-not")
    assert code == 2
    assert "jiuchuang[smt]" in output


def test_check_says_loudly_what_it_did_not_check() -> None:
    code, output = run("packs", "check", "sample/yunxi-2024-6")
    assert code == 0
    assert "[no-solver]" in output
