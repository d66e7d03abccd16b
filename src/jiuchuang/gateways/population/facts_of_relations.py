"""Facts that follow from registers of related rows, by the definitions of the vocabulary and by no code of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from jiuchuang.domain.rules.relations.gather import Gathering, RelationRows, Stated
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.raw_tables import COMPLETE
from jiuchuang.gateways.population.tables import keys_of


def gathered_facts(
    part: Part,
    truth: Mapping[str, pl.DataFrame],
    relations: Mapping[str, pl.DataFrame],
    vocabulary: Vocabulary,
) -> dict[str, Values]:
    """The derived facts of every entity, from the registers of the part and the stated facts in `truth`."""
    keys = keys_of(part)
    ids = {"person": keys.person, "household": keys.household, "employer": keys.employer}

    def read(entity: str, facts: Sequence[FactDeclaration]) -> pl.LazyFrame:
        return truth[entity].lazy().select(ids[entity].alias("id"), *[fact.name for fact in facts])

    declared = vocabulary.relations.tables
    tables = {
        name: RelationRows(declared[name], rows.lazy(), tuple(rows.columns), COMPLETE[name])
        for name, rows in relations.items()
        if name in declared
    }
    gathering = Gathering(tables, Stated(lambda name: True, read), vocabulary, part.plan.on, again=True)
    wanted = [
        vocabulary.facts[name]
        for name, derivation in vocabulary.relations.derivations.items()
        if derivation.relation in tables
    ]
    gathering.gather(fact.name for fact in wanted)
    found: dict[str, Values] = {}
    for entity, rows in ids.items():
        facts = [fact for fact in wanted if fact.entity == entity]
        if facts:
            frame = gathering.beside(rows.alias("id").to_frame(), "id", facts)
            found[entity] = {fact.name: frame[fact.name] for fact in facts}
    return found
