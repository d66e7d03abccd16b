"""The answer for one case, as a value: status, money, every condition with its clause, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.rules.answers.receipt import Receipt
from jiuchuang.domain.rules.pack import Assumption, OpenTerm

ELIGIBLE, INELIGIBLE, UNKNOWN, NOT_IN_FORCE = "eligible", "ineligible", "unknown", "not_in_force"
STATUS_LABELS = {
    ELIGIBLE: "符合条件",
    INELIGIBLE: "不符合条件",
    UNKNOWN: "还不能判断",
    NOT_IN_FORCE: "该日不在文件施行期内",
}
RESULT_LABELS = {
    "yes": "符合",
    "no": "不符合",
    "unknown": "不详",
    "not_applicable": "不适用",
    "depends": "视理解而定",
}
AMOUNT_STATES = ("known", "unknown", "not_specified", "none", "readings_differ", "exhausted")
"""`exhausted`: eligible, but a ceiling is used up, so that nothing is paid (amount_fen 0)."""


@dataclass(frozen=True)
class ConditionResult:
    """One condition or exception: yes, no, unknown, not_applicable or depends (on a double reading)."""

    id: str
    clause: str
    phrase: str
    result: str
    sentence: str
    role: str = "condition"


@dataclass(frozen=True)
class CapResult:
    """A ceiling at work: limit, already used and what is left in fen (None unknown); `bit` when it cut the amount."""

    id: str
    clause: str
    per: str
    period: str
    limit_fen: int | None
    used_fen: int | None
    available_fen: int | None
    bit: bool | None


@dataclass(frozen=True)
class ScheduleResult:
    """Instalments: how often, how much each, how many are left at most, until when, and the most in total."""

    every: str
    instalment_fen: int | None
    remaining: int | None
    until: date | None
    total_fen: int | None


@dataclass(frozen=True)
class ReadingResult:
    """The answer under one combination of readings, with the options in words."""

    key: str
    says: tuple[str, ...]
    status: str
    amount_fen: int | None


@dataclass(frozen=True)
class MissingFact:
    """A fact that is needed and not known, with the question to ask and who should know it."""

    name: str
    label: str
    question: str
    source: str
    self_declared: bool


@dataclass(frozen=True)
class Decision:
    """The whole answer for one programme and one case on one day."""

    programme: str
    title: str
    document: str
    clause: str
    on: date
    status: str
    amount_fen: int | None
    amount_state: str
    amount_note: str
    schedule: ScheduleResult | None
    caps: tuple[CapResult, ...]
    conditions: tuple[ConditionResult, ...]
    missing: tuple[MissingFact, ...]
    next_question: MissingFact | None
    readings: tuple[ReadingResult, ...]
    open_terms: tuple[OpenTerm, ...]
    assumptions: tuple[Assumption, ...]
    validity_note: str
    receipt: Receipt

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON; money in fen, days as ISO text."""
        schedule = self.schedule
        return {
            "programme": self.programme,
            "title": self.title,
            "document": self.document,
            "clause": self.clause,
            "on": self.on.isoformat(),
            "status": self.status,
            "amount_fen": self.amount_fen,
            "amount_state": self.amount_state,
            "amount_note": self.amount_note,
            "schedule": schedule
            and {**vars(schedule), "until": schedule.until and schedule.until.isoformat()},
            "caps": [vars(cap) for cap in self.caps],
            "conditions": [vars(condition) for condition in self.conditions],
            "missing": [vars(fact) for fact in self.missing],
            "next_question": self.next_question and vars(self.next_question),
            "readings": [{**vars(reading), "says": list(reading.says)} for reading in self.readings],
            "open_terms": [vars(term) for term in self.open_terms],
            "assumptions": [vars(assumption) for assumption in self.assumptions],
            "validity_note": self.validity_note,
            "receipt": self.receipt.to_json(),
        }
