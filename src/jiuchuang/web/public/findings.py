"""What a guide found, in words: what fits, what single thing is missing and who can change it, what does not fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jiuchuang.apps.policy.queries import ProgrammeShown
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.rules.answers.decision import (
    ELIGIBLE,
    INELIGIBLE,
    STATUS_LABELS,
    ConditionResult,
    Decision,
)
from jiuchuang.domain.rules.answers.guide import FITS, FITS_NOT, Standing
from jiuchuang.domain.rules.answers.show import EVERY_LABELS, KIND_LABELS
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.pack import Programme, leaves
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.web.public.guides import OpenGuide

FITTING, TO_CHECK, ONE_SHORT, OPEN_STILL, NOT_FITTING = "fitting", "to_check", "one_short", "open", "not"
GROUPS: Mapping[str, str] = {
    FITTING: "符合条件",
    TO_CHECK: "您答的都符合，其余由窗口核实",
    ONE_SHORT: "只差一项",
    OPEN_STILL: "还不能判断",
    NOT_FITTING: "不符合",
}
WHO_CAN_CHANGE = {
    "own": "这一项您自己可以办。",
    "finding": "这一项由{source}认定；与实际不符的，可以到窗口请求核实。",
    "life": "这一项随时间和情况变化；登记有误的，可以请{source}更正。",
    "nobody": "这一项不会改变；登记有误的，可以请{source}更正。",
}
MISSING_SHOWN = 6


@dataclass(frozen=True)
class Reading:
    """The answer under one way to understand the text."""

    says: str
    status: str
    amount: str


@dataclass(frozen=True)
class Found:
    """One programme with its answer in words."""

    programme: ProgrammeShown
    group: str
    amount: str
    amount_note: str
    is_sum: bool
    kind: str
    yes: tuple[ConditionResult, ...]
    no: tuple[ConditionResult, ...]
    unknown: tuple[ConditionResult, ...]
    who_can_change: str
    missing: tuple[str, ...]
    more_missing: int
    readings: tuple[Reading, ...]
    note: str


@dataclass(frozen=True)
class Group:
    """Findings of one kind, under a heading."""

    key: str
    label: str
    found: tuple[Found, ...]


def findings(opened: OpenGuide, answers: Mapping[str, Value], declined: Collection[str]) -> tuple[Group, ...]:
    """All programmes of a guide with what the answers make of them; only groups that hold something."""
    standings = opened.guide.standings(answers, declined)
    found = [
        _found(opened, shown, standing, opened.law.decide(shown.id, answers, opened.guide.on, exact=False))
        for shown, standing in zip(opened.programmes, standings, strict=True)
    ]
    groups = (
        Group(key, label, tuple(item for item in found if item.group == key)) for key, label in GROUPS.items()
    )
    return tuple(group for group in groups if group.found)


def _found(opened: OpenGuide, shown: ProgrammeShown, standing: Standing, decision: Decision) -> Found:
    programme = opened.law.programme(shown.id)
    assert programme is not None
    by_result: dict[str, list[ConditionResult]] = {"yes": [], "no": [], "unknown": [], "depends": []}
    for item in decision.conditions:
        counts = item.role == "condition" or item.result != "no"
        if counts and item.result in by_result:
            by_result[item.result].append(item)
    barring = [item for item in by_result["yes"] if item.role == "excluded"]
    no = (*by_result["no"], *barring) if decision.status == INELIGIBLE else tuple(by_result["no"])
    group = _group(programme, standing, decision, no, opened.vocabulary)
    missing = tuple(f"{item.label}（{item.source}）" for item in decision.missing)
    return Found(
        programme=shown,
        group=group,
        amount=amount_text(decision),
        amount_note=_amount_note(decision),
        is_sum=decision.amount_state == "known",
        kind=KIND_LABELS[shown.kind],
        yes=tuple(item for item in by_result["yes"] if item not in barring),
        no=no,
        unknown=(*by_result["unknown"], *by_result["depends"]),
        who_can_change=_who(programme, no[0], opened.vocabulary) if group == ONE_SHORT else "",
        missing=missing[:MISSING_SHOWN] if group in (TO_CHECK, OPEN_STILL) else (),
        more_missing=max(0, len(missing) - MISSING_SHOWN) if group in (TO_CHECK, OPEN_STILL) else 0,
        readings=tuple(
            Reading("；".join(item.says), STATUS_LABELS[item.status], _money(item.amount_fen))
            for item in decision.readings
        ),
        note=decision.validity_note,
    )


def _group(
    programme: Programme,
    standing: Standing,
    decision: Decision,
    no: tuple[ConditionResult, ...],
    vocabulary: Vocabulary,
) -> str:
    if standing.verdict == FITS:
        return FITTING
    if standing.verdict == FITS_NOT:
        barred = any(item.role == "excluded" for item in no)
        facts = _facts(programme, no[0], vocabulary) if len(no) == 1 and not barred else []
        hopeful = any(fact.changed_by != "nobody" for fact in facts)
        return ONE_SHORT if hopeful else NOT_FITTING
    own = [item for item in decision.missing if item.self_declared]
    return OPEN_STILL if own or no or not decision.missing else TO_CHECK


def _facts(programme: Programme, condition: ConditionResult, vocabulary: Vocabulary) -> list[FactDeclaration]:
    """The facts that a condition reads."""
    for leaf in leaves(programme.conditions):
        if leaf.id == condition.id and leaf.expression is not None:
            return [vocabulary.facts[name] for name in tree.fact_names(leaf.expression)]
    return []


def _who(programme: Programme, condition: ConditionResult, vocabulary: Vocabulary) -> str:
    """Who can change what a condition failed on: the easiest of its facts counts."""
    facts = _facts(programme, condition, vocabulary)
    easiest = min(facts, key=lambda fact: list(WHO_CAN_CHANGE).index(fact.changed_by))
    return WHO_CAN_CHANGE[easiest.changed_by].format(source=easiest.source)


def amount_text(decision: Decision) -> str:
    """The money of a decision in words."""
    schedule = decision.schedule
    every = EVERY_LABELS[schedule.every] if schedule and schedule.every != "once" else ""
    match decision.amount_state:
        case "known":
            return f"{every}{_money(decision.amount_fen)}"
        case "not_specified":
            return "原文未给数额"
        case "readings_differ":
            return "数额因理解不同而不同"
        case "exhausted":
            return "额度已经用完"
        case "unknown":
            return "数额待核实"
        case _:
            return "身份或待遇，不发钱" if decision.status == ELIGIBLE else ""


def _amount_note(decision: Decision) -> str:
    schedule = decision.schedule
    if decision.amount_state == "not_specified":
        return decision.amount_note
    if decision.amount_state != "known" or schedule is None or schedule.every == "once":
        return ""
    parts = [f"还可领{schedule.remaining}次"] if schedule.remaining is not None else []
    parts += [f"合计最多{_money(schedule.total_fen)}"] if schedule.total_fen is not None else []
    return "，".join(parts)


def _money(fen: int | None) -> str:
    return "" if fen is None else format_fen_grouped(fen)
