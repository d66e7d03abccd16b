"""Compare a decision with what a worked case expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiuchuang.domain.kernel.money import format_fen, parse_money
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.pack import WorkedCase


def differences(case: WorkedCase, decision: Decision) -> list[str]:
    """What differs, in plain words; empty when the decision is as expected."""
    expect: Mapping[str, Any] = case.expect
    found = []
    if expect.get("status") != decision.status:
        found.append(f"status 应为 {expect.get('status')}，得 {decision.status}")
    if "amount" in expect and _fen(expect["amount"]) != decision.amount_fen:
        found.append(f"amount 应为 {expect['amount']}，得 {_written(decision.amount_fen)}")
    failed = {item.id for item in decision.conditions if item.result == "no"}
    if absent := set(expect.get("failed") or ()) - failed - _excluding(decision):
        found.append(f"failed 应含 {sorted(absent)}，得 {sorted(failed)}")
    if absent := set(expect.get("missing") or ()) - {fact.name for fact in decision.missing}:
        found.append(f"missing 应含 {sorted(absent)}，得 {[fact.name for fact in decision.missing]}")
    readings = {reading.key: reading for reading in decision.readings}
    for key, amount in (expect.get("readings") or {}).items():
        reading = readings.get(key)
        if reading is None:
            found.append(f"readings 缺少 {key}，只有 {sorted(readings)}")
        elif amount in ("eligible", "ineligible", "unknown", "not_in_force"):
            if reading.status != amount:
                found.append(f"readings.{key} 应为 {amount}，得 {reading.status}")
        elif _fen(amount) != reading.amount_fen:
            found.append(f"readings.{key} 应为 {amount}，得 {_written(reading.amount_fen)}")
    return found + _schedule(expect, decision)


def _excluding(decision: Decision) -> set[str]:
    return {item.id for item in decision.conditions if item.role == "excluded" and item.result == "yes"}


def _schedule(expect: Mapping[str, Any], decision: Decision) -> list[str]:
    schedule = decision.schedule
    wanted = {
        **(expect.get("schedule") or {}),
        **{k: expect[k] for k in ("remaining", "until") if k in expect},
    }
    found = []
    for key, value in wanted.items():
        name = {"instalment": "instalment_fen", "total": "total_fen"}.get(key, key)
        got = getattr(schedule, name, None)
        if (_fen(value) if name.endswith("_fen") else value) != got:
            found.append(f"schedule.{key} 应为 {value}，得 {got}")
    return found


def _fen(written: Any) -> int | None:
    return None if written is None else parse_money(str(written)).fen


def _written(fen: int | None) -> str:
    return "无" if fen is None else format_fen(fen)
