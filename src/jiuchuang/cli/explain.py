"""`jiuchuang explain`: how a decision came about, part by part; and the smallest change that would reverse it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from jiuchuang.cli.decide import CaseAtHand, read_case
from jiuchuang.cli.library import stop
from jiuchuang.domain.rules.answers.decision import (
    ELIGIBLE,
    RESULT_LABELS,
    STATUS_LABELS,
    ConditionResult,
    Decision,
)
from jiuchuang.domain.rules.answers.trace import Trace, Tracer
from jiuchuang.domain.rules.solver.installed import INSTALL, solver_installed


def explain_case(
    programme: str = typer.Option(..., help="政策项目编号。 Programme id."),
    facts: Path = typer.Option(..., help="事实文件（JSON：事实名→值）。 Facts as JSON."),
    on: str = typer.Option(..., help="认定日，如 2016-06-01。 Day of the decision."),
    why_not: bool = typer.Option(
        False, "--why-not", help="未符合的条件，以及怎样最小的改变才会符合。 The smallest change needed."
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON。 Print JSON."),
    root: Path | None = typer.Option(None, help="政策包所在文件夹。 Folder of packs."),
) -> None:
    """说明一件认定：逐条列出表达式和每一步的值。 Explain a decision: every expression with its values."""
    case = read_case(programme, facts, on, root)
    answer = case.decide()
    if why_not:
        _tell_why_not(case, answer, as_json)
    elif as_json:
        _print_json(_explanation(case, answer))
    else:
        typer.echo("\n".join(_explained(case, answer)))


def _print_json(data: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _head(answer: Decision) -> list[str]:
    return [
        f"{answer.title}（{answer.document} {answer.clause}）",
        f"认定日：{answer.on.isoformat()}",
        f"结论：{STATUS_LABELS[answer.status]}",
        *([answer.validity_note] if answer.validity_note else []),
    ]


def _head_json(answer: Decision) -> dict[str, Any]:
    return {
        "programme": answer.programme,
        "title": answer.title,
        "document": answer.document,
        "clause": answer.clause,
        "on": answer.on.isoformat(),
        "status": answer.status,
    }


def _explanation(case: CaseAtHand, answer: Decision) -> dict[str, Any]:
    """The decision with a trace beside every condition; amounts by name."""
    tracer = Tracer(case.compiled, case.library.vocabulary, case.facts, case.on)
    traces = tracer.conditions()
    return {
        **_head_json(answer),
        "conditions": [
            {**vars(item), "traces": [trace.to_json() for trace in traces[item.id]]}
            for item in answer.conditions
        ],
        "amounts": {name: [trace.to_json() for trace in found] for name, found in tracer.amounts().items()},
        "amount_fen": answer.amount_fen,
        "derived": case.derived_json(),
        "receipt": answer.receipt.to_json(),
    }


def _explained(case: CaseAtHand, answer: Decision) -> Iterator[str]:
    """The explanation as text: every condition, its clause, its expression and the values."""
    tracer = Tracer(case.compiled, case.library.vocabulary, case.facts, case.on)
    traces = tracer.conditions()
    yield from _head(answer)
    for item in answer.conditions:
        yield ""
        yield _told(item)
        yield from _traced(traces[item.id])
    for name, found in tracer.amounts().items():
        yield ""
        yield f"金额{'' if name == 'amount' else f' {name}'}〔{_amount_clause(name, case)}〕"
        yield from _traced(found)
    yield from case.derived_lines()


def _amount_clause(name: str, case: CaseAtHand) -> str:
    """The clause of the amount or of one band (named as in the tracer)."""
    amount = case.compiled.programme.amount
    assert amount is not None
    band = next((band for band in amount.bands if name in (f"{band.id}.when", f"{band.id}.amount")), None)
    return (band or amount).citation.clause


def _traced(traces: Iterable[Trace]) -> Iterator[str]:
    for trace in traces:
        if trace.says:
            yield f"  按理解：{'；'.join(trace.says)}"
        yield from trace.step.lines("    ")


def _reading_words(key: str, case: CaseAtHand) -> str:
    """The options of a combination of readings in words."""
    variant = next(item for item in case.compiled.variants if item.key == key)
    readings = {reading.id: reading for reading in case.compiled.programme.readings}
    return "；".join(
        next(item.says for item in readings[reading].options if item.id == option)
        for reading, option in variant.readings
    )


def _told(item: ConditionResult) -> str:
    phrase = f"：{item.phrase}" if item.phrase else ""
    role = {"excluded": "除外情形：", "admitted": "另予准入：", "condition": ""}[item.role]
    return f"[{role}{RESULT_LABELS[item.result]}] {item.sentence}〔{item.clause}{phrase}〕"


def _in_the_way(answer: Decision) -> list[ConditionResult]:
    """Conditions that are not met or not settled, and exceptions that apply or may apply."""
    if answer.status == ELIGIBLE:
        return []
    stops = {
        "condition": ("no", "unknown", "not_applicable", "depends"),
        "excluded": ("yes", "unknown", "depends"),
    }
    return [item for item in answer.conditions if item.result in stops.get(item.role, ())]


def _tell_why_not(case: CaseAtHand, answer: Decision, as_json: bool) -> None:
    if not solver_installed():
        stop([f"--why-not 要用求解器 z3，还没有安装（{INSTALL}）"])
    from jiuchuang.domain.rules.solver.why_not import smallest_change  # needs the solver

    vocabulary = case.library.vocabulary
    found = smallest_change(case.compiled, vocabulary, case.facts, case.on)
    obstacles = _in_the_way(answer)
    if as_json:
        change = found.to_json()
        for item, written in zip(found.changes or (), change["changes"] or (), strict=True):
            written["sentence"] = item.told(vocabulary.facts[item.name])
        _print_json(
            {
                **_head_json(answer),
                "in_the_way": [vars(item) for item in obstacles],
                "smallest_change": change,
            }
        )
        return
    lines = _head(answer)
    if obstacles:
        lines += ["", "没有符合或者还不能判断的条件", *(f"  {_told(item)}" for item in obstacles)]
    if found.wait_until is not None:
        lines += ["", f"可以等：其他不变，到 {found.wait_until.isoformat()} 会符合条件。"]
    if found.changes:
        heading = "最小的改变" if found.certain else "可行的改变（未能证明最小）"
        lines += ["", f"不等的话，{heading}" if found.wait_until else heading]
        lines += [f"  · {item.told(vocabulary.facts[item.name])}" for item in found.changes]
    elif found.changes is not None:
        lines += ["", "不需要改变事实。"]
    if found.changes and len(found.readings) < len(case.compiled.variants):
        lines += [f"  按理解：{_reading_words(key, case)}" for key in found.readings]
    typer.echo("\n".join([*lines, *([found.note] if found.note else [])]))
