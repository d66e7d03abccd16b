"""Figures of a screening for machines: the funnel as Parquet, everything else as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.gateways.screening.run import Screening

_FUNNEL = {
    "programme": pl.String(),
    "condition": pl.String(),
    "within": pl.String(),
    "role": pl.String(),
    "yes": pl.Int64(),
    "no": pl.Int64(),
    "unknown": pl.Int64(),
    "survivors": pl.Int64(),
}


def write_funnel(screening: Screening, path: Path) -> None:
    """programme, condition, within, role, yes, no, unknown, survivors: one row a condition, group or exception."""
    rows = [
        {"programme": tally.programme.id, **asdict(row)}
        for tally in screening.tallies
        for row in tally.funnel
    ]
    pl.DataFrame(rows, schema=_FUNNEL).write_parquet(path)


def write_summary(screening: Screening, path: Path) -> None:
    """The figures of every programme, what was missing, and which packs decided."""
    population = screening.population
    summary = {
        "on": screening.on.isoformat(),
        "rows": {entity: population.rows(entity) for entity in population.tables},
        "packs": {pack.document.id: pack.digest for pack in screening.packs},
        "programmes": [_programme(tally) for tally in screening.tallies],
        "outside_period": list(screening.outside_period),
        "tables_missing": list(screening.tables_missing),
        "facts_absent": list(screening.facts_absent),
        "facts_invalid": screening.facts_invalid,
        "fact_demand": {name: asdict(demand) for name, demand in screening.demand.items()},
    }
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _programme(tally: ProgrammeTally) -> dict[str, Any]:
    counts = {
        name: value
        for name, value in vars(tally).items()
        if name not in ("programme", "funnel", "budget", "one_short")
    }
    return {
        "id": tally.programme.id,
        "entity": tally.programme.entity,
        **counts,
        "unclaimed": tally.unclaimed,
        "open_for_officers": tally.open_for_officers,
        "one_short": dict(tally.one_short),
        "budget": asdict(tally.budget) if tally.budget else None,
    }
