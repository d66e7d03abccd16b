"""For each kind of difference one case with both decisions: out of the population, else one that the solver finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.population.simulate import KIND_LABELS, LESS, MORE, NEWLY, NO_LONGER
from jiuchuang.domain.rules.solver.installed import solver_installed
from jiuchuang.gateways.simulation.run import ProgrammeResult, Simulation

FROM_POPULATION, FROM_SOLVER = "population", "solver"
NONE_EXISTS, NOT_SETTLED, NO_SOLVER = "none_exists", "not_settled", "no_solver"
_ASKED = (NEWLY, NO_LONGER, MORE, LESS)


@dataclass(frozen=True)
class Witness:
    """A case on which the versions differ; `found` says where it is from, or why there is none.

    `before` and `after` are the decisions, None where the version does not have the programme.
    """

    result: ProgrammeResult
    kind: str
    found: str
    case_id: str = ""
    facts: Mapping[str, Value] | None = None
    before: Decision | None = None
    after: Decision | None = None


def find_witnesses(
    simulation: Simulation, plans: Mapping[str, ScreenPlan], tell: Callable[[str], None]
) -> list[Witness]:
    """One for each programme that changed and each kind of difference; `plans` by entity."""
    witnesses = []
    for result in simulation.changed:
        tell(result.pair.programme.title)
        for kind in KIND_LABELS:
            if kind in result.first:
                plan = plans[result.pair.programme.entity]
                case_id = result.first[kind].id
                facts = _facts_of(simulation, plan, case_id)
                witnesses.append(_decided(simulation, result, kind, FROM_POPULATION, facts, case_id))
            elif kind in _ASKED:
                witnesses.append(_searched(simulation, result, kind))
    return witnesses


def _searched(simulation: Simulation, result: ProgrammeResult, kind: str) -> Witness:
    if not solver_installed():
        return Witness(result, kind, NO_SOLVER)
    from jiuchuang.domain.rules.population.simulate_witness import (
        search_witness,  # loads the solver: only when asked
    )

    pair = result.pair
    found = search_witness(pair.before, pair.after, kind, simulation.versions.vocabulary, simulation.on)
    if found.facts is None:
        return Witness(result, kind, NONE_EXISTS if found.certain else NOT_SETTLED)
    return _decided(simulation, result, kind, FROM_SOLVER, found.facts, "")


def _decided(
    simulation: Simulation,
    result: ProgrammeResult,
    kind: str,
    found: str,
    facts: Mapping[str, Value],
    case_id: str,
) -> Witness:
    pair, versions = result.pair, simulation.versions
    before = _decide(pair.before, versions.before, simulation, facts)
    return Witness(
        result, kind, found, case_id, facts, before, _decide(pair.after, versions.after, simulation, facts)
    )


def _decide(
    programme: Programme | None, library: Library, simulation: Simulation, facts: Mapping[str, Value]
) -> Decision | None:
    if programme is None:
        return None
    pack = library.packs[programme.id.rpartition("/")[0]]
    return decide(compile_programme(programme), pack, library.vocabulary, facts, simulation.on)


def _facts_of(simulation: Simulation, plan: ScreenPlan, case_id: str) -> dict[str, Any]:
    for part in simulation.population.tables[plan.entity]:
        rows = part.scan().filter(pl.col("id").cast(pl.String) == case_id)
        found = rows.select(sound_facts(plan, part.schema)).collect()
        if found.height:
            return {name: value for name, value in found.row(0, named=True).items() if value is not None}
    raise LookupError(f"{case_id} was simulated but is in no {plan.entity} table")
