"""Facts of many workers of one employer at once, by the definitions of `facts_of` and in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from jiuchuang.apps.people.models import Employer, Employment
from jiuchuang.apps.people.queries.complete import Completeness, completeness
from jiuchuang.apps.people.queries.facts import existing
from jiuchuang.apps.people.queries.related import SOURCES, Pledge, written_relations
from jiuchuang.apps.people.queries.reported import reported_facts
from jiuchuang.apps.people.queries.stated import stated_of
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.relations.case import derive_facts

Facts = dict[str, Value]


def facts_of_workers(
    employer: Employer, spells: Sequence[Employment], on: date, pledged: Collection[Pledge] = ()
) -> dict[str, Facts]:
    """Employment number → every known fact of the employment, its worker, the worker's household and the employer.

    The spells are those of the employer, with their persons at hand. Nothing is answered here; `pledged` as in
    `facts_of`.
    """
    complete, people = completeness(on), {spell.person_id: spell.person for spell in spells}
    members = SOURCES["household_members"].rows(on).filter(person__in=people).select_related("household")
    homes = {member.person_id: member.household for member in members}
    of_spells = _facts("employment", spells, on, complete, pledged)
    of_people = _facts("person", list(people.values()), on, complete, pledged)
    households = list({home.pk: home for home in homes.values()}.values())
    of_homes = _facts("household", households, on, complete, pledged)
    of_firm = _facts("employer", [employer], on, complete, pledged)[employer.pk]
    return {
        spell.number: {
            **of_firm,
            **(of_homes[homes[spell.person_id].pk] if spell.person_id in homes else {}),
            **of_people[spell.person_id],
            **of_spells[spell.pk],
        }
        for spell in spells
    }


def _facts(
    entity: str, subjects: Sequence[Any], on: date, complete: Completeness, pledged: Collection[Pledge]
) -> dict[int, Facts]:
    """Facts of each subject by its key: stated, derived, then reported where the others leave them unknown."""
    stated = stated_of(entity, subjects, on)
    relations = written_relations(entity, subjects, on, complete, pledged=pledged)
    reported: Mapping[int, Mapping[str, Value]] = {}
    if entity == "employer":
        reported = reported_facts(on, [subject.pk for subject in subjects])
    found = {}
    for subject in subjects:
        values, _, _ = derive_facts(stated[subject.pk], relations[subject.pk], vocabulary(), on)
        found[subject.pk] = existing({**reported.get(subject.pk, {}), **values})
    return found
