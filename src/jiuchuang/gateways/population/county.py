"""What belongs to the county as a whole: its places and its institutions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.population.chance import Ints, pick, stream
from jiuchuang.gateways.population.days import day_number
from jiuchuang.gateways.population.fact_tables import fact_table
from jiuchuang.gateways.population.identity import numbered
from jiuchuang.gateways.population.plan import CountyPlan
from jiuchuang.gateways.population.tables import hide, region_names, with_reach
from jiuchuang.gateways.population.townships import TOWNSHIPS

WHOLE = 2**31 - 1
"""Stands for the whole county where a part's number is asked for."""
_PEOPLE_PER_PLACE = 2500
_EMPLOYERS_PER_INSTITUTION = 60


@dataclass(frozen=True)
class County:
    """Finished tables of places and institutions, and the facts of institutions for whoever belongs to one."""

    tables: dict[str, pl.DataFrame]
    institutions: pl.DataFrame


def draw_county(plan: CountyPlan, vocabulary: Vocabulary) -> County:
    """Townships with their communities and villages, and the institutions that serve them."""
    on = day_number(plan.on)
    rng = stream(plan.seed, WHOLE, "county")
    communities = max(len(TOWNSHIPS), plan.persons // _PEOPLE_PER_PLACE)
    township = np.concatenate(
        (np.arange(len(TOWNSHIPS)), pick(rng, [town.people for town in TOWNSHIPS], communities))
    )
    places = _facts("place", plan, vocabulary, township, on)
    place_ids = numbered("T", 0, len(township), 5)
    place_keys = pl.DataFrame({"id": place_ids, "region": region_names(township)})
    size = max(12, plan.employers // _EMPLOYERS_PER_INSTITUTION)
    seat = rng.integers(0, len(township), size)
    institutions = _facts("institution", plan, vocabulary, township[seat], on)
    keys = pl.DataFrame({"id": numbered("I", 0, size, 5), "region": region_names(township[seat])})
    tables = {
        "place": with_reach("place", place_keys, places, {}),
        "institution": with_reach("institution", keys, institutions, {"place": (places, seat)}),
    }
    return County(tables, institutions)


def _facts(entity: str, plan: CountyPlan, vocabulary: Vocabulary, township: Ints, on: int) -> pl.DataFrame:
    table = fact_table(entity, {}, vocabulary, len(township), plan.seed, WHOLE, on)
    return hide(entity, table, township, vocabulary, plan.seed, WHOLE)
