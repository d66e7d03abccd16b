"""All tables of one part: true facts, the payments that followed from them, and what the registers show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.population.chance import Ints
from jiuchuang.gateways.population.county import County
from jiuchuang.gateways.population.days import NO_DAY
from jiuchuang.gateways.population.fact_tables import Values, fact_table
from jiuchuang.gateways.population.facts_of_employers import (
    facts_of_employer_matters,
    facts_of_employers,
    facts_of_payrolls,
)  # fmt: skip
from jiuchuang.gateways.population.facts_of_employments import facts_of_employments
from jiuchuang.gateways.population.facts_of_hardship import facts_of_hardship, facts_of_households
from jiuchuang.gateways.population.facts_of_insurance import facts_of_insurance
from jiuchuang.gateways.population.facts_of_own_firms import facts_of_own_firms, facts_of_startup_help
from jiuchuang.gateways.population.facts_of_people import facts_of_intentions, facts_of_people
from jiuchuang.gateways.population.facts_of_projects import facts_of_projects
from jiuchuang.gateways.population.facts_of_relations import gathered_facts
from jiuchuang.gateways.population.facts_of_schooling import facts_of_schooling, facts_of_training
from jiuchuang.gateways.population.facts_of_work import facts_of_grassroots, facts_of_work
from jiuchuang.gateways.population.ledger import FAMILIES, Gathers, ledger_facts, through
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.payments import Paid, draw_payments
from jiuchuang.gateways.population.raw_tables import relation_tables
from jiuchuang.gateways.population.tables import hide, keys_of, with_reach

ENTITIES = ("person", "household", "employer", "employment", "project")
"""Entities whose tables are made part by part; places and institutions belong to the whole county."""


@dataclass(frozen=True)
class PartFacts:
    """Facts of each entity of a part, as they are and as the registers show them, and the payments made."""

    truth: Mapping[str, pl.DataFrame]
    shown: Mapping[str, pl.DataFrame]
    paid: tuple[Paid, ...]
    relations: Mapping[str, pl.DataFrame]
    """The registers of related rows from which facts were gathered, whole."""
    by_default: tuple[str, ...]
    """Facts without a model of their own, drawn by type and range."""


@dataclass(frozen=True)
class Rows:
    """Which row of every other entity's table each row belongs to; the seat (township) of each row."""

    links: Mapping[str, Mapping[str, Ints]]
    township: Mapping[str, Ints]
    since: Mapping[str, Ints]
    """First day on which each row could have been paid anything."""


def part_facts(part: Part, county: County, library: Library) -> PartFacts:
    """Draw all facts of a part, let the county pay, enter it in the ledger, then hide what registers lack."""
    vocabulary, seed, index = library.vocabulary, part.plan.seed, part.index
    values, rows = _modelled(part), rows_of(part, county)

    def typed(entity: str) -> pl.DataFrame:
        size = len(rows.township[entity])
        return fact_table(entity, values[entity], vocabulary, size, seed, index, part.on)

    truth = {entity: typed(entity) for entity in ENTITIES}
    relations = relation_tables(part, keys_of(part))
    for entity, found in gathered_facts(part, truth, relations, vocabulary).items():
        values[entity] = {**values[entity], **found}
        truth[entity] = typed(entity)
    paid: list[Paid] = []
    for entity in ENTITIES:
        reach = reached(entity, pl.DataFrame(), {**truth, "institution": county.true_institutions}, rows)
        paid += draw_payments(
            county.programmes, entity, reach, rows.since[entity], seed, index, part.plan.on, FAMILIES
        )
    for entity, entered in _entered(part, paid, rows).items():
        values[entity] = {**values[entity], **entered}
        truth[entity] = typed(entity)
    shown = {
        entity: hide(entity, truth[entity], rows.township[entity], vocabulary, seed, index)
        for entity in ENTITIES
    }
    named = {name for facts in values.values() for name in facts}
    by_default = [fact.name for fact in vocabulary.facts.values() if fact.entity in ENTITIES]
    drawn = tuple(name for name in by_default if name not in named)
    return PartFacts(truth, shown, tuple(paid), relations, drawn)


def reached(entity: str, keys: pl.DataFrame, tables: Mapping[str, pl.DataFrame], rows: Rows) -> pl.DataFrame:
    """Rows of an entity with their keys and all facts within reach."""
    linked = {other: (tables[other], places) for other, places in rows.links[entity].items()}
    return with_reach(entity, keys, tables[entity], linked)


def rows_of(part: Part, county: County) -> Rows:
    """Who belongs to whom within the part."""
    people, firms, careers = part.people, part.firms, part.careers
    employer, founders = careers.employer[part.staff], part.founders
    home = np.zeros(people.households, np.int64)
    home[people.household] = people.township
    firm = part.own.firm[founders]
    town = (
        np.where(firm >= 0, firms.township[firm], people.township[founders])
        if len(firms)
        else people.township[founders]
    )
    host = part.stream("hosts").integers(0, county.institutions.height, len(founders))
    since = np.where(careers.since != NO_DAY, careers.since, careers.jobless_since)
    since = np.where(since != NO_DAY, since, part.on - 400)
    return Rows(
        {
            "person": {"household": people.household},
            "household": {},
            "employer": {},
            "employment": {"person": part.staff, "household": people.household[part.staff], "employer": employer},
            "project": {"person": founders, "employer": firm, "institution": host},
        },
        {
            "person": people.township, "household": home, "employer": firms.township,
            "employment": firms.township[employer], "project": town,
        },
        {
            "person": since, "household": np.full(people.households, part.on - 400), "employer": firms.registered_on,
            "employment": part.contracts.hired_on, "project": part.own.registered_on[founders],
        },
    )  # fmt: skip


def _modelled(part: Part) -> dict[str, Values]:
    person = (
        facts_of_people, facts_of_intentions, facts_of_schooling, facts_of_training, facts_of_work, facts_of_grassroots,
        facts_of_hardship, facts_of_insurance, facts_of_own_firms, facts_of_startup_help,
    )  # fmt: skip
    employer = (facts_of_employers, facts_of_payrolls, facts_of_employer_matters)
    return {
        "person": {name: column for model in person for name, column in model(part).items()},
        "household": facts_of_households(part),
        "employer": {name: column for model in employer for name, column in model(part).items()},
        "employment": facts_of_employments(part),
        "project": facts_of_projects(part, part.founders),
    }


def _entered(part: Part, paid: list[Paid], rows: Rows) -> dict[str, Values]:
    """The ledger facts of every entity, some of them gathered from what was paid to those who belong to it."""
    on = part.on
    entered: dict[str, dict[str, np.ndarray]] = {
        entity: dict(ledger_facts(entity, paid, len(rows.township[entity]), on)) for entity in ENTITIES
    }
    hired, mentored = rows.links["employment"]["employer"], rows.links["project"]["person"]
    entered["employer"]["hiring_subsidies_drawn_year"] = through(
        paid, ("hiring-subsidy",), hired, len(part.firms), on, Gathers.FEN_THIS_YEAR
    )
    entered["person"]["mentoring_purchases_year"] = through(
        paid, ("mentoring-purchase",), mentored, len(part.people), on, Gathers.TIMES_THIS_YEAR
    )
    return dict(entered)
