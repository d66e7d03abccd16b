"""A case as the window reads it: what is wanted of it, what was found condition by condition, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.apps.casework.queries.facts import read_back
from jiuchuang.apps.casework.queries.view import CaseView, case_view
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.queries import Law, ProgrammeShown, law_on
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.rules.answers.decision import RESULT_LABELS, STATUS_LABELS
from jiuchuang.domain.rules.language.tree import fact_names
from jiuchuang.domain.rules.language.valuetypes import format_value
from jiuchuang.web.kit.listing import Tag
from jiuchuang.web.window.shown import finding_tag

MARKS = {"yes": "yes", "no": "no", "unknown": "unknown", "depends": "unknown", "not_applicable": "none"}
AMOUNTS = {
    "unknown": "金额还不能算出",
    "not_specified": "原文未给数额",
    "none": "不涉及资金",
    "readings_differ": "两种理解下金额不同",
    "exhausted": "上限已用完",
}


@dataclass(frozen=True)
class Around:
    """A case with what its forms and pages need besides: the programme, and the papers that it wants."""

    view: CaseView
    programme: ProgrammeShown | None
    law: Law

    @property
    def case(self) -> Any:
        """The row."""
        return self.view.case

    @property
    def state(self) -> CaseState:
        """What its records say."""
        return self.view.state

    @property
    def procedure(self) -> Procedure:
        """The version that it keeps."""
        return self.view.procedure

    @property
    def on(self) -> date:
        """The day of asking."""
        return self.view.on

    @property
    def finding(self) -> FindingShown | None:
        """The newest finding in words."""
        return shown_finding(self.view.finding, self.law) if self.view.finding else None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Papers that the matter wants, and those that were handed in besides."""
        listed = self.programme.papers if self.programme else ()
        return tuple(dict.fromkeys([*listed, *(one.name for one in self.view.papers), *self.state.papers]))


def around_of(access: Access, number: str) -> Around | None:
    """The case with what is around it; None where it is out of sight."""
    view = case_view(access, number)
    if view is None:
        return None
    law = law_on(view.finding.on if view.finding is not None else view.on)
    return Around(view, law.shown(view.case.programme) if view.case.programme else None, law)


@dataclass(frozen=True)
class Evidence:
    """A fact that a condition rests on: its value in words, the register that says it, as of which day."""

    label: str
    value: str
    source: str
    as_of: str
    told: str


@dataclass(frozen=True)
class ConditionShown:
    """A condition with its clause, the words of the text, what was found and on what evidence."""

    mark: str
    label: str
    clause: str
    phrase: str
    sentence: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class FindingShown:
    """What the machine found, in words."""

    row: Any
    tag: Tag | None
    amount: str
    conditions: tuple[ConditionShown, ...]
    missing: tuple[Mapping[str, Any], ...]
    readings: tuple[tuple[str, str, str], ...]
    assumptions: tuple[str, ...]
    open_terms: tuple[str, ...]
    line: str

    @property
    def status(self) -> str:
        """Its key, as in `domain.rules.answers.decision`."""
        return str(self.row.status)

    @property
    def decision(self) -> Mapping[str, Any]:
        """The whole decision as it is kept."""
        found: Mapping[str, Any] = self.row.decision
        return found


def shown_finding(row: Any, law: Law) -> FindingShown:
    """A kept finding in words. Evidence is told as far as this day's rules still have the condition."""
    decision = row.decision
    facts = _facts_of_conditions(row.programme, law)
    known = _known(row, law)
    conditions = tuple(
        ConditionShown(
            *mark_of(one),
            one["clause"],
            one["phrase"],
            one["sentence"],
            tuple(known[name] for name in facts.get(one["id"], ()) if name in known),
        )
        for one in decision["conditions"]
    )
    return FindingShown(
        row,
        finding_tag(row.status),
        amount_words(decision),
        conditions,
        tuple(decision["missing"]),
        tuple(
            ("；".join(one["says"]), STATUS_LABELS[one["status"]], _fen(one["amount_fen"]))
            for one in decision["readings"]
        ),
        tuple(one["says"] + ("" if one["signed_by"] else "（未签署）") for one in decision["assumptions"]),
        tuple(f"{one['term']}（{one['clause']}）：{one['note']}" for one in decision["open_terms"]),
        line_of(decision),
    )


def mark_of(condition: Mapping[str, Any]) -> tuple[str, str]:
    """Mark and words of a condition; an exception that does not apply speaks neither for nor against."""
    role, result = condition["role"], condition["result"]
    if role == "condition" or result not in ("yes", "no"):
        return MARKS[result], RESULT_LABELS[result]
    if result == "no":
        return "aside", "例外不适用"
    return ("no", "适用排除情形") if role == "excluded" else ("yes", "例外适用")


def amount_words(decision: Mapping[str, Any]) -> str:
    """The amount, or why there is none."""
    if decision["amount_fen"] is not None:
        return format_fen_grouped(decision["amount_fen"])
    return AMOUNTS.get(decision["amount_state"], "")


def _fen(amount: int | None) -> str:
    return "" if amount is None else format_fen_grouped(amount)


def line_of(decision: Mapping[str, Any]) -> str:
    """The finding in one line: what speaks against it, or what is missing, else how many conditions hold."""
    against = [one["sentence"] for one in decision["conditions"] if mark_of(one)[0] == "no"]
    if decision["status"] == "ineligible" and against:
        return against[0]
    if decision["missing"]:
        return "还差：" + "、".join(one["label"] for one in decision["missing"])
    met = [one for one in decision["conditions"] if one["result"] == "yes"]
    return f"{len(met)}项条件都符合" if decision["status"] == "eligible" else amount_words(decision)


def _facts_of_conditions(programme: str, law: Law) -> dict[str, tuple[str, ...]]:
    """Names of the facts that each condition or exception looks at, by its id."""
    prepared = law.prepared(programme)
    if prepared is None:
        return {}
    return {
        item.item.id: tuple(dict.fromkeys(name for node in item.nodes for name in fact_names(node)))
        for item in (*prepared.conditions, *prepared.exceptions)
    }


def _known(row: Any, law: Law) -> dict[str, Evidence]:
    vocabulary = law.library.vocabulary
    facts = {name: value for name, value in row.facts.items() if name in vocabulary.facts}
    found = {}
    for name, value in read_back(facts, vocabulary).items():
        fact, source = vocabulary.facts[name], row.sources.get(name) or {}
        as_of = source.get("as_of")
        found[name] = Evidence(
            fact.label,
            format_value(value, fact.type, dict(fact.labels), grouped=True),
            source.get("register", ""),
            format_day(date.fromisoformat(as_of)) if as_of else "",
            source.get("told", ""),
        )
    return found
