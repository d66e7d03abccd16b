"""The option `--registers`: facts that follow from registers of related rows, gathered before a run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.tables_in import open_relations
from jiuchuang.gateways.screening.population_in import Population

REGISTERS = ("missing", "all", "none")
"""Which facts are gathered from relation tables: those that no table states, all that can be, or none."""
HELP = "由登记表算哪些事实：missing 表中没有的，all 全部重算，none 不算。 missing, all or none."
DERIVED = ".derived"
"""Folder of gathered facts while a run lasts."""


def choice_problems(choice: str) -> list[Problem]:
    """A word that `--registers` does not know."""
    if choice in REGISTERS:
        return []
    hint = f"可选：{'、'.join(REGISTERS)}"
    return [Problem("unknown-choice", f"--registers 不能是“{choice}”", Place("--registers"), hint)]


def read_registers(
    choice: str, population: Population, vocabulary: Vocabulary
) -> tuple[Registers | None, list[Problem]]:
    """Relation tables to gather facts from; None where there are none or none are wanted."""
    problems = choice_problems(choice)
    if problems or choice == "none":
        return None, problems
    tables, problems = open_relations(population, vocabulary.relations)
    return (Registers(population, tables, choice == "all") if tables else None), problems


def with_registers(
    population: Population,
    vocabulary: Vocabulary,
    plans: Iterable[ScreenPlan],
    registers: Registers | None,
    work: Path,
) -> Population:
    """The population with the facts that its registers give, told on standard error.

    They lie in `DERIVED` below `work`, which whoever runs removes when the population is read no more.
    """
    if registers is None:
        return population
    with Console(stderr=True).status("由登记算事实…"):
        found, names = registers.lay_beside(population, vocabulary, plans, work / DERIVED)
    if names:
        labels = "、".join(vocabulary.facts[name].label for name in names[:3])
        told = f"由登记算得 {len(names)} 项事实（{labels}{' 等' if names[3:] else ''}）。"
        Console(stderr=True).print(told, highlight=False)
    return found
