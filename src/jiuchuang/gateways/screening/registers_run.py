"""Screening chosen programmes over a snapshot of the registers, facts gathered from their relations first.

The snapshot is a population folder (`population_in`) with relation tables (`gateways/relations`); results lie as row
files in the folder that is asked for, figures come back as values that a database can keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.answers.show import EVERY_LABELS
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Programme, leaves
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen
from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.tables_in import open_relations
from jiuchuang.gateways.screening.outputs import Outputs
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.run import Advance, Screening, check_columns, screen_population

OUTPUTS = Outputs(frozenset({"awards", "work_list", "one_short", "paid_not_due", "funnel"}))
GATHERED = "gathered"
"""Folder of facts gathered from relations, beside the results."""
ROWS = "rows"
"""Folder of the row files."""
_MOST_WANTED = 20
_PIECE = 1 << 20


def plan_programmes(library: Library, programmes: Sequence[str], on: date) -> list[ScreenPlan]:
    """One plan for each entity that has chosen programmes in force on the day; those not in force are left out."""
    wanted = set(programmes)
    compiled = [
        compile_programme(programme)
        for programme in library.programmes()
        if programme.id in wanted and programme.extent != "recorded"
    ]
    plans = [plan_screen(compiled, library.vocabulary, entity, on) for entity in ENTITIES]
    return [plan for plan in plans if plan.programmes]


def screen_registers(
    snapshot: Path, library: Library, programmes: Sequence[str], on: date, work: Path, advance: Advance
) -> tuple[Screening | None, list[Problem]]:
    """Screen the snapshot; row files lie in `work / ROWS` afterwards. None with every reason why it cannot be done."""
    plans = plan_programmes(library, programmes, on)
    if not plans:
        return None, [Problem("nothing-in-force", "所选项目这一天都不在施行期内，没有可筛的", Place("on"))]
    population, problems = open_population(snapshot)
    relations, faults = open_relations(population, library.vocabulary.relations)
    problems += faults + check_columns(population, plans)
    if problems:
        return None, problems
    if relations:
        registers = Registers(population, relations)
        population, _ = registers.lay_beside(population, library.vocabulary, plans, work / GATHERED)
    documents = tuple(dict.fromkeys(programme.rpartition("/")[0] for programme in programmes))
    out = work / ROWS
    return screen_population(population, library, documents, plans, out, on, advance, OUTPUTS), []


def rows_to_screen(snapshot: Path, library: Library, programmes: Sequence[str], on: date) -> int:
    """How many rows a screening of the snapshot goes through, for its progress."""
    population, _ = open_population(snapshot)
    return sum(population.rows(plan.entity) for plan in plan_programmes(library, programmes, on))


def fingerprint(folder: Path) -> str:
    """SHA-256 over the tables of a folder, names and contents in name order."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.parquet")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                total.update(piece)
    return total.hexdigest()


def figures_of(screening: Screening) -> dict[str, Any]:
    """Everything that was counted, as whole numbers and texts: per programme, and which facts are wanted most."""
    facts = screening.library.vocabulary.facts
    wanted = list(screening.demand.items())[:_MOST_WANTED]
    return {
        "programmes": [_figures(tally) for tally in screening.tallies],
        "rows": {entity: screening.population.rows(entity) for entity in screening.population.tables},
        "wanted": [
            {
                "fact": name,
                "label": facts[name].label,
                "register": facts[name].source,
                "cases": demand.cases,
                "alone": demand.alone,
                "holders": demand.holders,
            }
            for name, demand in wanted
        ],
        "absent": [{"fact": name, "label": facts[name].label} for name in screening.facts_absent],
        "invalid": [
            {"fact": name, "label": facts[name].label, "values": count}
            for name, count in (screening.facts_invalid or {}).items()
        ],
        "tables_missing": list(screening.tables_missing),
    }


def condition_words(programme: Programme) -> dict[str, str]:
    """For each condition or group of a programme what is said when it is not met; where figures of the case belong
    into the sentence, the words of the clause instead.
    """
    words = {leaf.id: _said(leaf.no, leaf.citation.phrase) for leaf in leaves(programme.conditions)}
    return words | _groups(programme, words)


def _conditions_asked(programme: Programme) -> dict[str, str]:
    """For each condition or group what is said when it is met."""
    words = {leaf.id: _said(leaf.yes, leaf.citation.phrase) for leaf in leaves(programme.conditions)}
    return words | _groups(programme, words)


def _groups(programme: Programme, words: dict[str, str]) -> dict[str, str]:
    return {
        f"group-{number}": "或者".join(dict.fromkeys(words[part.id] for part in leaves(item)))
        for number, item in enumerate(programme.conditions.items, start=1)
    }


def _said(sentence: str, phrase: str) -> str:
    said = sentence.rstrip("。")
    return said if said and "{" not in said else phrase


def _figures(tally: ProgrammeTally) -> dict[str, Any]:
    programme, budget = tally.programme, tally.budget
    asked = _conditions_asked(programme)
    return {
        "id": programme.id,
        "title": programme.title,
        "clause": programme.clause,
        "entity": programme.entity,
        "kind": programme.kind,
        "every": EVERY_LABELS[programme.schedule.every],
        "pays": tally.pays,
        "cases": tally.cases,
        "met": tally.met,
        "not_met": tally.not_met,
        "open_for_facts": tally.open_for_facts,
        "open_for_officers": tally.open_for_officers,
        "amount_for_facts": tally.amount_for_facts,
        "paid": tally.paid,
        "unclaimed": tally.unclaimed,
        "unclaimed_fen": tally.unclaimed_fen,
        "unclaimed_without_figure": tally.unclaimed_without_figure,
        "paid_not_due": tally.not_due_but_paid,
        "paid_not_due_fen": tally.not_due_paid_fen,
        "one_short": sum(tally.one_short.values()),
        "budget": None
        if budget is None
        else {
            "low_fen": budget.low_fen,
            "high_fen": budget.high_fen,
            "outside_met": budget.outside_met,
            "outside_open": budget.outside_open,
        },
        "funnel": [
            {
                "words": asked.get(row.condition, row.condition),
                "within": row.within,
                "yes": row.yes,
                "no": row.no,
                "unknown": row.unknown,
                "survivors": row.survivors,
            }
            for row in tally.funnel
        ],
    }
