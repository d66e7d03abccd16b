"""The small screening case on disk: a pack's library, and a population folder in two parts."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from domain.rules.small_screen import ON, library, payments, people
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.screening.run import Screening, plan_documents, screen_population

DOCUMENT = "test/2016-1"


def write_county(root: Path, table: pl.DataFrame | None = None) -> Path:
    """person/ in two parts, payment/, manifest.json."""
    rows = people() if table is None else table
    (root / "person").mkdir(parents=True)
    (root / "payment").mkdir()
    rows.head(6).write_parquet(root / "person" / "part-0000.parquet")
    rows.tail(-6).write_parquet(root / "person" / "part-0001.parquet")
    paid = payments().with_columns(entity=pl.lit("person"))
    paid.write_parquet(root / "payment" / "part-0000.parquet")
    about = {"what": "试验县", "statement": "全部虚构。"}
    (root / "manifest.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    return root


def screen_county(root: Path, out: Path, loaded: Library | None = None) -> Screening:
    """The whole run over a population folder; row files go to `out`."""
    loaded = loaded or library()
    population, problems = open_population(root)
    assert not problems, "\n".join(map(str, problems))
    plans = plan_documents(loaded, (DOCUMENT,), ON)
    return screen_population(population, loaded, (DOCUMENT,), plans, out, ON, lambda rows: None)
