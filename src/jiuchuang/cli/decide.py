"""`jiuchuang decide`: one case, one programme, one day; the answer reads like an official's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from jiuchuang.cli.library import day_problems, find_programme, read_json_object, stop, tell
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.decision import RESULT_LABELS, STATUS_LABELS, ConditionResult, Decision
from jiuchuang.domain.rules.answers.show import EVERY_LABELS, PERIOD_LABELS
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.domain.rules.relations.case import DerivedFact, derive_facts, facts_read
from jiuchuang.domain.rules.relations.case_in import RELATIONS_KEY, read_relations
from jiuchuang.domain.rules.solver.installed import matters_if_installed, residual_if_installed
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, REACHABLE, Vocabulary


def decide_case(
    programme: str = typer.Option(..., help="政策项目编号。 Programme id."),
    facts: Path = typer.Option(..., help="事实文件（JSON：事实名→值）。 Facts as JSON."),
    on: str = typer.Option(..., help="认定日，如 2016-06-01。 Day of the decision."),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON。 Print JSON."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """认定一件：结论、金额、逐条理由、还缺什么。 Decide one case, with reasons."""
    case = read_case(programme, facts, on, root)
    answer = case.decide()
    if as_json:
        told = {**answer.to_json(), "derived": case.derived_json()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join([render(answer), *case.derived_lines()]))


@dataclass(frozen=True)
class CaseAtHand:
    """What a command on one case works with: the programme with its pack, the known facts and the day."""

    library: Library
    pack: Pack
    compiled: CompiledProgramme
    facts: Mapping[str, Value]
    on: date
    derived: tuple[DerivedFact, ...] = ()
    """Facts that the programme asks for and related rows gave."""

    def derived_lines(self) -> list[str]:
        """Where each derived fact comes from, under a heading; empty where there is none."""
        told = [f"  · {item.told()}" for item in self.derived]
        return ["", "由登记算得的事实", *told] if told else []

    def derived_json(self) -> list[dict[str, Any]]:
        """The same as plain values."""
        return [item.to_json() for item in self.derived]

    def decide(self) -> Decision:
        """The decision, exact about unknown facts where the solver is installed."""
        vocabulary = self.library.vocabulary
        residual, matters = residual_if_installed(vocabulary), matters_if_installed(vocabulary)
        return decide(self.compiled, self.pack, vocabulary, self.facts, self.on, residual, matters)


def read_case(programme_id: str, facts: Path, on: str, root: Path | None) -> CaseAtHand:
    """Read the case; faults of the input end the command with exit code 2."""
    day, problems = day_problems(on)
    answers, unreadable = read_json_object(facts)
    library, programme = find_programme(programme_id, root, [*problems, *unreadable])
    written = answers.pop(RELATIONS_KEY, {})
    values, found = read_facts(answers, library.vocabulary, str(facts))
    entities = REACHABLE[programme.entity]
    relations, faulty = read_relations(written, entities, library.vocabulary, str(facts))
    if problems or unreadable or found or faulty:
        stop([*problems, *unreadable, *found, *faulty])
    tell(unread_facts(answers, values, programme, library.vocabulary, str(facts)))
    values, derived, beyond = derive_facts(values, relations, library.vocabulary, day)
    if beyond:
        stop(beyond)
    pack = library.packs[programme_id.rpartition("/")[0]]
    compiled = compile_programme(programme)
    read = facts_read(compiled)
    mine = tuple(item for item in derived if item.fact.name in read)
    return CaseAtHand(library, pack, compiled, values, day, mine)


def unread_facts(
    answers: Mapping[str, Any],
    values: Mapping[str, Value],
    programme: Programme,
    vocabulary: Vocabulary,
    source: str,
) -> Iterator[Problem]:
    """Warnings of facts of somebody else, which the programme can never read: one file may serve several programmes."""
    for name in values:
        fact = vocabulary.facts[name]
        if fact.entity not in REACHABLE[programme.entity] and (name in answers or fact.label in answers):
            whose, ours = ENTITY_LABELS[fact.entity], ENTITY_LABELS[programme.entity]
            message = f"“{fact.label}”是{whose}的事实，这个项目看的是{ours}，没有用到"
            yield Problem("fact-unread", message, Place(f"{source}: {name}"), severity="warning")


def render(answer: Decision) -> str:
    """The answer as an official would put it on paper."""
    lines = [
        f"{answer.title}（{answer.document} {answer.clause}）",
        f"认定日：{answer.on.isoformat()}",
        f"结论：{STATUS_LABELS[answer.status]}",
        *([answer.validity_note] if answer.validity_note else []),
        *_money_lines(answer),
    ]
    if answer.conditions:
        lines += ["", "理由"]
        lines += [
            f"  [{_label(item)}] {item.sentence}〔{item.clause}{'：' + item.phrase if item.phrase else ''}〕"
            for item in answer.conditions
        ]
    if answer.readings:
        lines += ["", "原文可作不同理解，尚无裁定，分别认定如下"]
        for reading in answer.readings:
            money = f"，{format_fen(reading.amount_fen)}" if reading.amount_fen is not None else ""
            lines.append(f"  · {'；'.join(reading.says)}：{STATUS_LABELS[reading.status]}{money}")
    if answer.missing:
        lines += ["", "还缺"]
        lines += [f"  · {fact.label}（{fact.source}）：{fact.question}" for fact in answer.missing]
    if answer.next_question is not None:
        lines += ["", f"先问：{answer.next_question.question}"]
    if answer.open_terms:
        lines += ["", "原文未定，待细则"]
        lines += [f"  · {term.term}〔{term.clause}〕：{term.note}" for term in answer.open_terms]
    unsigned = [item for item in answer.assumptions if not item.signed_by]
    if unsigned:
        lines += ["", "未签认的假定", *(f"  · {item.says}" for item in unsigned)]
    receipt = answer.receipt
    lines += ["", f"回执：政策包 {receipt.pack[:12]}，事实 {receipt.facts[:12]}，引擎 {receipt.engine}"]
    return "\n".join(lines)


def _label(item: ConditionResult) -> str:
    """Result of a condition; an exception says whether it applies, so that it does not read like a refusal."""
    if item.role == "condition" or item.result == "unknown":
        return RESULT_LABELS[item.result]
    return "例外适用" if item.result == "yes" else "例外不适用"


def _money_lines(answer: Decision) -> list[str]:
    lines = []
    if answer.amount_state == "known" and answer.amount_fen is not None:
        every = EVERY_LABELS[answer.schedule.every] if answer.schedule else ""
        lines.append(f"金额：{every} {format_fen(answer.amount_fen)}")
    elif answer.amount_state == "not_specified":
        lines.append(f"金额：原文未给数额（{answer.amount_note}）")
    elif answer.amount_state == "exhausted":
        lines.append("金额：0元，封顶已经用完，本期不再发")
    elif answer.amount_state == "unknown":
        lines.append("金额：事实不全，暂不能确定")
    elif answer.amount_state == "readings_differ":
        lines.append("金额：因理解不同而不同，见下")
    schedule = answer.schedule
    if schedule and schedule.every != "once":
        if schedule.remaining is not None:
            lines.append(f"期数：最多还有 {schedule.remaining} 期")
        if schedule.until is not None:
            lines.append(f"止于：{schedule.until.isoformat()}")
        if schedule.total_fen is not None:
            lines.append(f"合计：最多 {format_fen(schedule.total_fen)}")
    for cap in answer.caps:
        limit = format_fen(cap.limit_fen) if cap.limit_fen is not None else "不详"
        effect = "已起作用" if cap.bit else "未起作用" if cap.bit is False else "是否起作用不详"
        lines.append(
            f"封顶：{ENTITY_LABELS[cap.per]}{PERIOD_LABELS[cap.period]} {limit}，{effect}〔{cap.clause}〕"
        )
    return lines
