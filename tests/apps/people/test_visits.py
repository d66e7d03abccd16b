"""The visit list out of the database is what the rules say of each, whole, in order, and a page at a time."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import (
    Contact,
    Employment,
    HardshipSpell,
    Household,
    HouseholdMember,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.people.visits.listed import part_of_list
from jiuchuang.apps.people.visits.queries import visit_rules, visits, who_to_visit
from jiuchuang.domain.registers.visiting import TERMS, Circumstances, visit_reasons
from people_world import AT, household, person

MONTH_ENDS = (date(2026, 8, 31), date(2026, 3, 1), date(2026, 2, 28), date(2024, 2, 29), date(2026, 6, 15))
PEOPLE = 60


def drawn(chance: Random, on: date, longest: int) -> date:
    return on - timedelta(
        days=chance.choice((0, 1, 7, 29, 30, 31, 59, 60, 61, 181, 182, 183, 184, 185, longest))
    )


def somebody(chance: Random, unit: Unit, number: int, on: date, account) -> tuple[Person, Circumstances]:
    one = person(unit, number + 1)
    unemployed = since = hardship = valid_to = seen = None
    if chance.random() < 0.6:
        unemployed = drawn(chance, on, 400)
        since = chance.choice((None, unemployed - timedelta(days=chance.randrange(40))))
        UnemploymentSpell.objects.create(person=one, registered_on=unemployed, unemployed_since=since)
    if chance.random() < 0.6:
        hardship = drawn(chance, on, 500)
        valid_to = chance.choice(
            (None, max(hardship, on + timedelta(days=chance.choice((-3, 0, 29, 30, 31)))))
        )
        HardshipSpell.objects.create(person=one, category="older", recognised_on=hardship, valid_to=valid_to)
    if chance.random() < 0.6:
        seen = drawn(chance, on, 200)
        Contact.objects.create(person=one, on=seen, way="visit", account=account)
        Contact.objects.create(person=one, on=on + timedelta(days=1), way="visit", account=account)  # not yet
    known = [day for day in (unemployed, hardship) if day]
    return one, Circumstances(seen, min(known, default=None), since or unemployed, valid_to)


@pytest.mark.parametrize("on", MONTH_ENDS)
def test_the_database_lists_whom_the_rules_name(on, office, township, neighbour):
    chance = Random(on.toordinal())
    wanted = {}
    for number in range(PEOPLE):
        one, known = somebody(chance, township, number, on, office.administrator)
        reasons = visit_reasons(known, visit_rules(), on)
        if reasons and known.in_care_since:  # whoever is in nobody's care is on no list
            wanted[one.pk] = (one.number, known, reasons)
    somebody(chance, neighbour, PEOPLE, on, office.administrator)
    part = part_of_list(Unit.objects.filter(pk=township.pk), visit_rules(), on)
    assert part.total == len(wanted) > PEOPLE // 4
    assert {one.key: one.known for one in part.named} == {key: known for key, (_, known, _) in wanted.items()}
    for key in TERMS:
        named = {one for one, (_, _, reasons) in wanted.items() if key in [each.key for each in reasons]}
        assert part.counts[key] == len(named)
        some = part_of_list(Unit.objects.filter(pk=township.pk), visit_rules(), on, key)
        assert {one.key for one in some.named} == named and some.total == len(named)

    def pressing(key: int) -> tuple[int, date, str]:
        number, _, (first, *_) = wanted[key]
        return list(TERMS).index(first.key), first.due_on or date.max, number

    assert [one.key for one in part.named] == sorted(wanted, key=pressing)


def test_households_without_work_come_first_and_pages_join(office, township, staff):
    on = AT.date()
    for number in range(12):
        head = person(township, number + 1)
        home = household(township, head)
        HardshipSpell.objects.create(
            person=head, category="zero_employment", recognised_on=on - timedelta(days=90 - number)
        )
        if number == 3:
            Employment.objects.create(
                number="R1", person=head, started_on=on - timedelta(days=5), changed_at=AT
            )
        if number == 4:
            Contact.objects.create(
                household=home, on=on - timedelta(days=6), way="visit", account=office.administrator
            )
    access = staff("village-worker")
    whole = visits(access)
    assert [one.kind for one in whole.rows] == ["household"] * 10 + ["person"] * 12 and whole.total == 22
    assert whole.counts == {"zero-employment": 10, "hardship-ending": 0, "no-contact": 12, "jobless": 0}
    pages = [visits(access, first=first, most=5) for first in range(0, 25, 5)]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert all(page.total == 22 for page in pages) and len(pages[-1].rows) == 2
    one = who_to_visit(access, "household", whole.rows[7].number)
    assert one == whole.rows[7]


def test_as_many_queries_for_a_longer_list(office, township, staff):
    access = staff("village-worker")
    visits(access)
    counts = []
    for more in (3, 30):
        for _ in range(more):
            one = person(township, Person.objects.count() + 1)
            UnemploymentSpell.objects.create(person=one, registered_on=AT.date() - timedelta(days=300))
        with CaptureQueriesContext(connection) as asked:
            assert len(visits(access, most=20).rows) == min(20, Person.objects.count())
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
    assert HouseholdMember.objects.count() == Household.objects.count() == 0
