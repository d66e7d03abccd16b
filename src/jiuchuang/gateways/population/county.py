"""What belongs to the county as a whole: its places and its institutions, and the programmes that it pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jiuchuang.domain.rules.engines.compile import CompiledProgramme
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.population.chance import Ints, pick, stream
from jiuchuang.gateways.population.days import day_number
from jiuchuang.gateways.population.fact_tables import Values, fact_table
from jiuchuang.gateways.population.facts_of_institutions import (
    draw_institution_kinds,
    facts_of_institutions,
    facts_of_places,
)  # fmt: skip
from jiuchuang.gateways.population.identity import numbered
from jiuchuang.gateways.population.ledger import FAMILIES, ledger_facts
from jiuchuang.gateways.population.payments import Paid, draw_payments, paying_programmes, payment_table
from jiuchuang.gateways.population.plan import CountyPlan
from jiuchuang.gateways.population.tables import hide, region_names, with_reach
from jiuchuang.gateways.population.townships import TOWNSHIPS

WHOLE = 2**31 - 1
"""Stands for the whole county where a part's number is asked for."""
_PEOPLE_PER_PLACE = 2500
_EMPLOYERS_PER_INSTITUTION = 60


@dataclass(frozen=True)
class County:
    """Finished tables of the whole county; the programmes that pay; institutions as they truly are and as shown."""

    tables: dict[str, pl.DataFrame]
    programmes: tuple[CompiledProgramme, ...]
    true_institutions: pl.DataFrame
    institutions: pl.DataFrame
    by_default: tuple[str, ...]
    """Facts without a model of their own, drawn by type and range."""


def draw_county(plan: CountyPlan, library: Library) -> County:
    """Townships with their communities and villages, and the institutions that serve them, with what they were paid."""
    rng, programmes = stream(plan.seed, WHOLE, "county"), tuple(paying_programmes(library, plan.on))
    communities = max(len(TOWNSHIPS), plan.persons // _PEOPLE_PER_PLACE)
    shares = [town.people for town in TOWNSHIPS]
    township = np.concatenate((np.arange(len(TOWNSHIPS)), pick(rng, shares, communities)))
    is_township = np.arange(len(township)) < len(TOWNSHIPS)
    people = np.where(
        is_township, plan.persons * np.array(shares)[township] // sum(shares), plan.persons // communities
    )
    size = max(12, plan.employers // _EMPLOYERS_PER_INSTITUTION)
    seat = rng.integers(0, len(township), size)
    kind = draw_institution_kinds(rng, size)
    places = _Table("place", plan, library, township, facts_of_places(rng, is_township, people))
    institutions = _Table(
        "institution", plan, library, township[seat], facts_of_institutions(rng, kind, day_number(plan.on))
    )
    ids = {"place": numbered("T", 0, len(township), 5), "institution": numbered("I", 0, size, 5)}
    places.settle(programmes, places.truth)
    reach = with_reach("institution", pl.DataFrame(), institutions.truth, {"place": (places.truth, seat)})
    institutions.settle(programmes, reach)
    shown = institutions.shown()
    shown_places = places.shown()
    tables = {
        "place": with_reach("place", _keys(ids["place"], township), shown_places, {}),
        "institution": with_reach(
            "institution", _keys(ids["institution"], township[seat]), shown, {"place": (shown_places, seat)}
        ),
        "payment": payment_table([*places.paid, *institutions.paid], ids),
    }
    by_default = (*places.by_default, *institutions.by_default)
    return County(tables, programmes, institutions.truth, shown, by_default)


class _Table:
    """A table of the whole county on its way: true facts, then payments, then what the registers show."""

    def __init__(
        self, entity: str, plan: CountyPlan, library: Library, township: Ints, values: Values
    ) -> None:
        self.entity, self.plan, self.vocabulary, self.township = entity, plan, library.vocabulary, township
        self.on = day_number(plan.on)
        self.values, self.paid = values, list[Paid]()
        self.truth = self._typed(values)

    def settle(self, programmes: tuple[CompiledProgramme, ...], reach: pl.DataFrame) -> None:
        """Draw the payments of the past year, and enter them in the ledger."""
        since = np.full(len(self.township), self.on - 400)
        plan = self.plan
        self.paid = draw_payments(programmes, self.entity, reach, since, plan.seed, WHOLE, plan.on, FAMILIES)
        entered = ledger_facts(self.entity, self.paid, len(self.township), self.on)
        self.values = {**self.values, **entered}
        self.truth = self._typed(self.values)

    @property
    def by_default(self) -> tuple[str, ...]:
        """Facts without a model of their own."""
        facts = self.vocabulary.facts.values()
        return tuple(
            fact.name for fact in facts if fact.entity == self.entity and fact.name not in self.values
        )

    def shown(self) -> pl.DataFrame:
        """Facts with gaps."""
        return hide(self.entity, self.truth, self.township, self.vocabulary, self.plan.seed, WHOLE)

    def _typed(self, values: Values) -> pl.DataFrame:
        return fact_table(
            self.entity, values, self.vocabulary, len(self.township), self.plan.seed, WHOLE, self.on
        )


def _keys(ids: pl.Series, township: Ints) -> pl.DataFrame:
    return pl.DataFrame({"id": ids, "region": region_names(township)})
