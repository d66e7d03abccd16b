"""All tables of one part."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiuchuang.domain.rules.load import Library
from jiuchuang.gateways.population.county import County
from jiuchuang.gateways.population.days import NO_DAY
from jiuchuang.gateways.population.facts_of_people import facts_of_people
from jiuchuang.gateways.population.facts_of_work import facts_of_work
from jiuchuang.gateways.population.identity import numbered
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.tables import (
    Keys,
    employer_keys,
    employment_keys,
    keys_of,
    person_keys,
    region_names,
    register_view,
    with_reach,
)  # fmt: skip


def part_tables(part: Part, county: County, library: Library) -> dict[str, pl.DataFrame]:
    """Finished tables by folder name."""
    vocabulary, people, firms = library.vocabulary, part.people, part.firms
    keys = keys_of(part)
    home = np.zeros(people.households, np.int64)
    home[people.household] = people.township
    employer = part.careers.employer[part.staff]
    persons = register_view(
        "person", {**facts_of_people(part), **facts_of_work(part)}, part, people.township, vocabulary
    )
    households = register_view("household", {}, part, home, vocabulary)
    employers = register_view("employer", {}, part, firms.township, vocabulary)
    employments = register_view("employment", {}, part, firms.township[employer], vocabulary)
    owners = part.owners
    project_firms = np.flatnonzero(owners >= 0)[::16]
    project_town = firms.township[project_firms]
    projects = register_view("project", {}, part, project_town, vocabulary)
    institution = part.stream("hosts").integers(0, county.institutions.height, len(project_firms))
    person_links = {"household": (households, people.household)}
    employment_links = {
        "person": (persons, part.staff), "household": (households, people.household[part.staff]),
        "employer": (employers, employer),
    }  # fmt: skip
    project_links = {
        "person": (persons, owners[project_firms]), "employer": (employers, project_firms),
        "institution": (county.institutions, institution),
    }  # fmt: skip
    project_keys = pl.DataFrame(
        {"id": numbered(f"J{part.index:03d}", 0, len(project_firms), 5), "region": region_names(project_town)}
    )
    household_keys = pl.DataFrame({"id": keys.household, "region": region_names(home)})
    return {
        "person": with_reach("person", person_keys(part, keys), persons, person_links),
        "household": with_reach("household", household_keys, households, {}),
        "employer": with_reach("employer", employer_keys(part, keys), employers, {}),
        "employment": with_reach("employment", employment_keys(part, keys), employments, employment_links),
        "project": with_reach("project", project_keys, projects, project_links),
        "payment": _payments(),
        "spell": _spells(part, keys),
    }


def _payments() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "id": pl.String,
            "entity": pl.String,
            "programme": pl.String,
            "paid_fen": pl.Int64,
            "paid_on": pl.Date,
        }
    )


def _spells(part: Part, keys: Keys) -> pl.DataFrame:
    spells = part.spells
    ended = pl.Series(spells.ended_on.astype(np.int32)).cast(pl.Date)
    return pl.DataFrame(
        {
            "person_id": keys.person.gather(pl.Series(spells.person)),
            "started_on": pl.Series(spells.started_on.astype(np.int32)).cast(pl.Date),
            "ended_on": ended.set(pl.Series(spells.ended_on == NO_DAY), None),
            "is_insured": spells.insured,
        }
    )
