"""`jiuchuang explain` on the sample county: the whole explanation, the smallest change, and bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jiuchuang.cli.main import app

PROGRAMME = "sample/yunxi-2024-6/skill-subsidy"
FACTS = {
    "is_enterprise_employee": True,
    "is_ui_participant": True,
    "ui_contribution_months": 23,
    "has_skill_certificate": True,
    "skill_certificate_level": "intermediate",
    "skill_certificate_issued_on": "2024-10-08",
}


def explain(folder: Path, facts: dict[str, object], *more: str, on: str = "2025-01-20") -> Result:
    path = folder / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    given = ["explain", "--programme", PROGRAMME, "--facts", str(path), "--on", on, *more]
    return CliRunner().invoke(app, given)


def needs_solver() -> None:
    pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")


def test_every_condition_stands_with_its_clause_and_values(tmp_path: Path) -> None:
    result = explain(tmp_path, FACTS)
    assert result.exit_code == 0
    assert "[不符合] 失业保险累计缴费23个月，未满24个月。〔四/（一）：累计缴费满24个月〕" in result.output
    assert "不低于2年 → 否" in result.output
    assert "→ 23个月" in result.output
    assert "金额〔四/（一）〕" in result.output


def test_the_explanation_as_json_has_the_same_tree(tmp_path: Path) -> None:
    data = json.loads(explain(tmp_path, FACTS, "--json").output)
    assert data["status"] == "ineligible"
    (condition,) = [item for item in data["conditions"] if item["id"] == "contribution"]
    (trace,) = condition["traces"]
    assert trace["step"]["value"] == "否"
    assert [part["value"] for part in trace["step"]["parts"]] == ["23个月"]
    assert data["amounts"]["amount"][0]["step"]["value"] == "1300元"


def test_why_not_names_the_obstacle_and_the_smallest_change(tmp_path: Path) -> None:
    needs_solver()
    result = explain(tmp_path, FACTS, "--why-not")
    assert result.exit_code == 0
    assert "由23个月变为2年（不低于2年均可）" in result.output
    data = json.loads(explain(tmp_path, FACTS, "--why-not", "--json").output)
    assert [item["id"] for item in data["in_the_way"]] == ["contribution"]
    (change,) = data["smallest_change"]["changes"]
    assert (change["name"], change["before"], change["after"]) == ("ui_contribution_months", 23, 24)
    assert (change["kind"], change["least"], change["most"]) == ("change", 24, None)
    assert data["smallest_change"]["certain"] is True


def test_the_change_that_is_told_makes_the_case_eligible(tmp_path: Path) -> None:
    needs_solver()
    facts = {**FACTS, "skill_certificate_level": "technician", "is_enterprise_employee": False}
    data = json.loads(explain(tmp_path, facts, "--why-not", "--json").output)
    changed = {**facts, **{item["name"]: item["after"] for item in data["smallest_change"]["changes"]}}
    assert len(data["smallest_change"]["changes"]) == 3
    after = json.loads(explain(tmp_path, changed, "--why-not", "--json").output)
    assert (after["status"], after["smallest_change"]["changes"]) == ("eligible", [])


def test_why_not_before_the_document_says_from_when(tmp_path: Path) -> None:
    needs_solver()
    facts = {**FACTS, "ui_contribution_months": 30, "skill_certificate_issued_on": "2023-12-01"}
    data = json.loads(explain(tmp_path, facts, "--why-not", "--json", on="2023-12-20").output)
    assert data["status"] == "not_in_force"
    assert data["smallest_change"]["changes"] is None
    assert "施行期" in data["smallest_change"]["note"]
    day = data["smallest_change"]["wait_until"]
    assert json.loads(explain(tmp_path, facts, "--json", on=day).output)["status"] == "eligible"


def test_bad_facts_end_with_2_and_one_line_for_each(tmp_path: Path) -> None:
    result = explain(tmp_path, {"ui_contribution_months": "许多", "no_such_fact": 1}, "--why-not")
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 2
