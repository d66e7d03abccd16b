"""Derived facts of the synthetic county: columns as the row evaluator has them, owner by owner, for a whole part."""

from collections import defaultdict
from functools import cache

import pytest

from jiuchuang.domain.rules.derivation import Derivation
from jiuchuang.domain.rules.relations.rows import Related, gather
from jiuchuang.gateways.population.tables import keys_of

ENTITY_KEYS = {"person_id": "person", "household_id": "household", "employer_id": "employer"}


@pytest.fixture(name="world", scope="module")
def world_of_rows(part, facts, library):
    return World(part, facts, library)


class World:
    """The part as plain rows, and every derived fact gathered one owner at a time."""

    def __init__(self, part, facts, library):
        self.relations, self.asof = library.vocabulary.relations, part.plan.on
        self.vocabulary = library.vocabulary
        keys = keys_of(part)
        self.truth = {
            entity: dict(zip(getattr(keys, entity).to_list(), facts.truth[entity].to_dicts(), strict=True))
            for entity in ENTITY_KEYS.values()
        }
        self.rows = {}
        for name, table in facts.relations.items():
            columns = self.relations.tables[name].columns
            empty = {c.name: c.empty_means for c in columns.values() if c.empty_means is not None}
            self.rows[name] = [
                {key: empty.get(key) if value is None else value for key, value in row.items()}
                for row in table.to_dicts()
            ]
        self.of = cache(self.rows_of)
        self.value = cache(self.value_of)

    def rows_of(self, relation: str, end: str):
        found = defaultdict(list)
        for row in self.rows[relation]:
            if row[end] is not None:
                found[row[end]].append(row)
        return found

    def value_of(self, name: str, owner: str | None):
        """A fact of an owner: gathered if it is derived, else as stated."""
        if owner is None:
            return None
        derivation = self.relations.derivations.get(name)
        if derivation is None:
            return self.truth[self.vocabulary.facts[name].entity][owner][name]
        rows = tuple(
            {**row, **self.joined(derivation, row)}
            for row in self.of(derivation.relation, derivation.end)[owner]
        )
        return gather(derivation, Related(rows, complete=True), self.asof).value

    def joined(self, derivation: Derivation, row):
        return {name: self.value(name, row[end]) for end, names in derivation.joins.items() for name in names}


def test_every_derived_fact_of_the_whole_part_is_the_row_evaluators(world, library):
    own = [name for name, item in world.relations.derivations.items() if item.relation in world.rows]
    assert len(own) >= 24
    for name in own:
        fact = library.vocabulary.facts[name]
        known = 0
        for owner, stated in world.truth[fact.entity].items():
            if fact.guard and not stated[fact.guard]:
                assert stated[name] is None
                continue
            assert stated[name] == world.value(name, owner), (name, owner)
            known += stated[name] is not None
        assert known > 20, name


def test_registers_agree_with_the_tables_of_the_county(facts, world):
    """Counted another way: one employment entity for each member of staff, members by household."""
    firms = facts.truth["employer"]
    assert firms["staff_now"].sum() == facts.truth["employment"].height
    assert (firms["staff_now"] > 0).to_list() == firms["employer_has_hired_staff"].to_list()
    homes = facts.truth["household"]
    assert homes["household_employed_members"].sum() == facts.truth["person"]["is_employed"].sum()
    assert (homes["household_employed_members"] > 0).equals(homes["household_has_employed_member"])
    assert (homes["able_members_in_stable_work"] <= homes["able_members"]).all()
