"""Several windows at the same moment: every number is given once, nobody is registered twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from jiuchuang.apps.people.actions.enter_employer import enter_employer
from jiuchuang.apps.people.actions.enter_person import enter_person
from jiuchuang.apps.people.actions.register_unemployment import register_unemployment
from jiuchuang.apps.people.models import Change, Person, UnemploymentSpell
from jiuchuang.domain.kernel.identifiers import make_credit_code, make_resident_id
from people_world import AT, BY, TODAY, codes, person

WINDOWS = 4


def at_once(work, many: int) -> list:
    """What `work(number)` gives for the numbers from 1 on, each in a thread and on a connection of its own."""

    def alone(number: int):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WINDOWS) as windows:
        return list(windows.map(alone, range(1, many + 1)))


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once(township):
    entered = at_once(lambda number: person(township, number).number, 12)
    assert sorted(entered) == [f"P{number:07d}" for number in range(1, 13)]
    assert Person.objects.count() == Change.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_person_is_registered_once(township):
    one = person(township, 1)

    def registered(_):
        return register_unemployment(by=BY, person=one, registered_on=date(2026, 2, 1), at=AT)

    done = at_once(registered, 6)
    refused = [outcome for outcome in done if hasattr(outcome, "problems")]
    assert len(refused) == 5 and all(codes(outcome) == {"spells-overlap"} for outcome in refused)
    assert UnemploymentSpell.objects.filter(person=one, registered_on__lte=TODAY).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("enter", "number", "taken"),
    [
        (
            enter_person,
            {"resident_id": make_resident_id("369921", date(1985, 5, 17), 1)},
            "resident-id-taken",
        ),
        (enter_employer, {"credit_code": make_credit_code("91", "369921", 1)}, "credit-code-taken"),
    ],
)
def test_the_same_number_is_entered_once_and_the_second_is_told(township, enter, number, taken):
    def entered(_):
        return enter(by=BY, unit=township, columns={"name": "测试甲", **number}, on=TODAY, at=AT)

    refused = [one for one in at_once(entered, 6) if hasattr(one, "problems")]
    assert len(refused) == 5 and all(codes(one) == {taken} for one in refused)
