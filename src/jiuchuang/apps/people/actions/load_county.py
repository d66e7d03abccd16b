"""Load a synthetic county (`jiuchuang population synthesize`) into empty registers, in bulk, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from jiuchuang.apps.audit.actions.record import MACHINE, Actor, record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.load_rows import CountyRows, heads_of
from jiuchuang.apps.people.actions.load_subjects import SubjectRows
from jiuchuang.apps.people.models import Employer, Household, Person
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.screening.population_in import Population, open_population

CHAIN = "register/load"
_PIECE = 1 << 20


@dataclass(frozen=True)
class CountyLoaded:
    """How many rows each register has got, by table."""

    rows: Mapping[str, int]
    digest: str


@transaction.atomic
def load_county(
    folder: Path,
    units_by_region: Mapping[str, Unit | Sequence[Unit]],
    at: datetime,
    actor: Actor = MACHINE,
) -> CountyLoaded | Refusal:
    """Everybody and everything of the county into the registers, which must be empty.

    `units_by_region`: the name or code of a township to its unit, or to its villages, over which the households are
    spread. Names, telephones and accounts are made up, and look it. One record for the whole load, with the digest of
    its files.
    """
    population, problems = open_population(folder)
    units = _units(population, units_by_region, problems)
    for table in (Person, Household, Employer):
        if table._default_manager.exists():
            label = "登记库不是空的，不能整县装入"
            problems.append(Problem("register-not-empty", label, Place("folder"), "请用新的数据库"))
            break
    if not isinstance(population.about.get("on"), str):
        problems.append(Problem("not-a-county", "不是合成县的文件夹（说明里没有截止日）", Place("folder")))
    if problems:
        return Refusal(tuple(problems))
    on = date.fromisoformat(population.about["on"])
    subjects = SubjectRows(population, units, heads_of(population), on, at)
    rows = subjects.write()
    rows |= CountyRows(population, subjects, at).write()
    digest = _digest(folder)
    content = {"rows": dict(rows), "files_sha256": digest, "on": on.isoformat()}
    record(chain=CHAIN, kind="county-loaded", actor=actor, at=at, content=content)
    return CountyLoaded(rows, digest)


def _units(
    population: Population, given: Mapping[str, Unit | Sequence[Unit]], problems: list[Problem]
) -> dict[str, Sequence[Unit]]:
    """Units by the name of a township; a township of the county without one is a fault."""
    towns = population.about.get("townships", [])
    found: dict[str, Sequence[Unit]] = {}
    for town in towns:
        units = given.get(town["name"]) or given.get(town["code"])
        if units:
            found[town["name"]] = [units] if isinstance(units, Unit) else units
        else:
            message = f"没有给出“{town['name']}”（{town['code']}）对应的单位"
            problems.append(Problem("region-without-unit", message, Place("units_by_region")))
    return found


def _digest(folder: Path) -> str:
    """SHA-256 over the tables, names and contents in name order."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.parquet")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        for piece in _pieces(path):
            total.update(piece)
    return total.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
