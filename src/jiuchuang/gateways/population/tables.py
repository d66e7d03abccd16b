"""The tables of one part: each row with its id, its region, and every fact that its programmes may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from jiuchuang.domain.rules.vocabulary import REACHABLE, Vocabulary
from jiuchuang.gateways.population.chance import Ints
from jiuchuang.gateways.population.fact_tables import keep_guards
from jiuchuang.gateways.population.firms import CREDIT_CATEGORIES, INDUSTRIES
from jiuchuang.gateways.population.gaps import with_gaps
from jiuchuang.gateways.population.identity import credit_codes, numbered, resident_ids
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.townships import TOWNSHIPS

Linked = Mapping[str, tuple[pl.DataFrame, Ints]]
"""For each other entity that a row belongs to: its table of facts and the row in it (-1: none)."""


@dataclass(frozen=True)
class Keys:
    """Ids of a part's people, households, firms and employments (one for each member of staff)."""

    person: pl.Series
    household: pl.Series
    employer: pl.Series
    employment: pl.Series


def keys_of(part: Part) -> Keys:
    """Stable ids: people and firms are counted through the county, households within the part."""
    plan, index = part.plan, part.index
    return Keys(
        numbered("P", plan.first_person(index), len(part.people)),
        numbered(f"H{index:03d}", 0, part.people.households, 6),
        numbered("E", plan.first_employer(index), len(part.firms)),
        numbered("R", plan.first_person(index), len(part.people)).gather(pl.Series(part.staff)),
    )


def region_names(township: Ints) -> pl.Series:
    """Names of townships from their positions; a negative position has none."""
    names = [town.name for town in TOWNSHIPS]
    return pl.Series([*names, None], dtype=pl.String).gather(
        pl.Series(np.where(township < 0, len(names), township))
    )


def hide(
    entity: str, table: pl.DataFrame, township: Ints, vocabulary: Vocabulary, seed: int, part: int
) -> pl.DataFrame:
    """A table of true facts with gaps; where a guard is missing, so is what it guards."""
    shown = with_gaps(table, township, vocabulary, seed, part)
    return keep_guards(shown, [fact for fact in vocabulary.facts.values() if fact.entity == entity])


def with_reach(entity: str, keys: pl.DataFrame, own: pl.DataFrame, linked: Linked) -> pl.DataFrame:
    """Key columns, the row's own facts, then the facts of all it belongs to."""
    frames = [keys, own] if keys.width else [own]
    for other in sorted(REACHABLE[entity] - {entity}):
        table, rows = linked[other]
        places = pl.Series(np.where(rows < 0, 0, rows)).set(pl.Series(rows < 0), None)
        frames.append(table.select(pl.all().gather(places)) if table.width else table)
    return pl.concat(frames, how="horizontal")


def person_keys(part: Part, keys: Keys) -> pl.DataFrame:
    """Id, region, synthetic resident number, and household of each person."""
    people = part.people
    return pl.DataFrame(
        {
            "id": keys.person,
            "region": region_names(people.township),
            "resident_id": resident_ids(people.born_on, people.male, part.index),
            "household_id": keys.household.gather(pl.Series(people.household)),
        }
    )


def employer_keys(part: Part, keys: Keys) -> pl.DataFrame:
    """Id, region, synthetic credit code, industry section, headcount and owner of each firm."""
    firms = part.firms
    categories = [CREDIT_CATEGORIES[kind] for kind in firms.kind]
    owner = part.owners
    return pl.DataFrame(
        {
            "id": keys.employer,
            "region": region_names(firms.township),
            "credit_code": credit_codes(categories, part.plan.first_employer(part.index)),
            "industry": pl.Series(list(INDUSTRIES), dtype=pl.String).gather(pl.Series(firms.industry)),
            "headcount": pl.Series(part.headcount, dtype=pl.Int64),
            "owner_id": ids_of(keys.person, owner),
        }
    )


def employment_keys(part: Part, keys: Keys) -> pl.DataFrame:
    """Id of each employment, and who works for whom; the region is the employer's."""
    employer = part.careers.employer[part.staff]
    return pl.DataFrame(
        {
            "id": keys.employment,
            "region": region_names(part.firms.township[employer]),
            "person_id": keys.person.gather(pl.Series(part.staff)),
            "employer_id": keys.employer.gather(pl.Series(employer)),
        }
    )


def ids_of(ids: pl.Series, rows: Ints) -> pl.Series:
    """Ids of rows by position; a negative position has none."""
    if not len(ids):
        return pl.Series([None] * len(rows), dtype=pl.String)
    return ids.gather(pl.Series(np.where(rows < 0, 0, rows))).set(pl.Series(rows < 0), None)


def household_keys(part: Part, keys: Keys, township: Ints) -> pl.DataFrame:
    """Id and region of each household, and how many live in it."""
    size = np.bincount(part.people.household, minlength=part.people.households)
    return pl.DataFrame(
        {"id": keys.household, "region": region_names(township), "members": pl.Series(size, dtype=pl.Int64)}
    )


def project_keys(part: Part, keys: Keys, township: Ints) -> pl.DataFrame:
    """Id and region of each project, and who is behind it."""
    ids = numbered(f"J{part.index:03d}", 0, len(part.founders), 5)
    founder = keys.person.gather(pl.Series(part.founders))
    return pl.DataFrame({"id": ids, "region": region_names(township), "person_id": founder})
