"""Worked cases run: what each should give, what it gives, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.answers.check_case import differences
from jiuchuang.domain.rules.answers.decide import decide_prepared
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.answers.prepared import Case, Prepared
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.pack import Pack, WorkedCase
from jiuchuang.domain.rules.solver.installed import matters_if_installed, residual_if_installed
from jiuchuang.domain.rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class CaseRun:
    """A worked case with the decision of the rules; `differences` is empty where it is as expected."""

    case: WorkedCase
    decision: Decision
    differences: tuple[str, ...]


def run_cases(pack: Pack, vocabulary: Vocabulary, cases: Iterable[WorkedCase]) -> list[CaseRun]:
    """Every case of a programme of the pack, in the given order; cases of unknown programmes are left out."""
    prepared: dict[str, Prepared] = {}
    residual, matters = residual_if_installed(vocabulary), matters_if_installed(vocabulary)
    runs = []
    for case in cases:
        programme = pack.programme(case.programme)
        if programme is None:
            continue
        if programme.id not in prepared:
            prepared[programme.id] = Prepared(compile_programme(programme), pack, vocabulary)
        decision = decide_prepared(prepared[programme.id], Case(case.facts, case.on), residual, matters)
        runs.append(CaseRun(case, decision, tuple(differences(case, decision))))
    return runs


def case_problems(runs: Iterable[CaseRun]) -> list[Problem]:
    """One problem for each case that does not give what was worked out by hand."""
    return [
        Problem("case-fails", f"案例“{run.case.name}”：{'；'.join(run.differences)}", run.case.place)
        for run in runs
        if run.differences
    ]
