"""Runs over a population that end by a full disk or a damaged file: told like any fault of the input, exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import typer

from jiuchuang.cli.library import stop
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.screening.population_in import Population
from jiuchuang.gateways.screening.run_faults import run_problems


@contextmanager
def told_faults(
    population: Population, registers: Registers | None, out: Path, cluster: str = ""
) -> Iterator[None]:
    """What reads the population and its registers, and writes to `out`; a bug of ours goes through as it is."""
    try:
        yield
    except typer.Exit:
        raise
    except (Exception, pl.exceptions.PanicException) as fault:
        beside = [part for table in registers.tables.values() for part in table.parts] if registers else []
        problems = run_problems(fault, population, beside, out, cluster)
        if not problems:
            raise
        stop(problems)
