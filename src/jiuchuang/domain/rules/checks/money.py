"""Money that a programme could pay by mistake: below zero, or an instalment more than its schedule has."""

from __future__ import annotations

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.ranges import interval
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.domain.rules.vocabulary import Vocabulary


def check_money(pack: Pack, vocabulary: Vocabulary) -> list[Problem]:
    """Problems of every computable programme that pays."""
    return [
        problem
        for programme in pack.programmes
        if programme.amount is not None
        for problem in (*_below_zero(programme, vocabulary), *_unlimited(programme))
    ]


def _below_zero(programme: Programme, vocabulary: Vocabulary) -> list[Problem]:
    """A payable amount whose range reaches below zero by the declared ranges of its facts."""
    for variant in compile_programme(programme).variants:
        if variant.payable is not None and interval(variant.payable, vocabulary.ranges)[0] < 0:
            message = "按事实声明的范围，应付金额可能为负"
            return [Problem("negative-amount", message, programme.place, "用 max(0, …) 或收紧 range")]
    return []


def _unlimited(programme: Programme) -> list[Problem]:
    """Instalments already paid must stand in a condition, else a used-up schedule would pay once more."""
    if programme.schedule.used is None:
        return []
    asked = {
        name for variant in compile_programme(programme).variants for name in tree.fact_names(variant.verdict)
    }
    idle = [name for name in tree.fact_names(programme.schedule.used) if name not in asked]
    if not idle:
        return []
    message = f"已发期数（{'、'.join(idle)}）没有写进条件：发满之后仍会判为符合"
    return [Problem("schedule-used", message, programme.place, "加一条件：已发期数小于期数上限")]
