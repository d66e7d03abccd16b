"""The same spell entered by two at the same moment: one is kept, the other is told."""

from __future__ import annotations

import pytest

from apps.casework.desk import opened_desk
from apps.casework.test_attacks_at_once import at_once
from jiuchuang.apps.people.actions.enter_employment import enter_employment
from jiuchuang.apps.people.actions.recognise_hardship import recognise_hardship
from jiuchuang.apps.people.actions.register_unemployment import register_unemployment
from jiuchuang.apps.people.models import Employer, Employment, HardshipSpell, UnemploymentSpell
from jiuchuang.apps.people.queries.hardship import hardship_categories

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_is_kept_and_the_other_is_told(transactional_db):
    desk = opened_desk()
    by, category = desk.access("clerk"), next(iter(hardship_categories()))
    firm = Employer.objects.create(
        number="E0000001", unit=desk.units["north"], name="测试企业", changed_at=desk.at
    )
    for _ in range(4):
        person = desk.person()
        same = {"by": by, "person": person, "at": desk.at}
        for enter, more in (
            (recognise_hardship, {"category": category, "recognised_on": desk.day}),
            (register_unemployment, {"registered_on": desk.day}),
            (enter_employment, {"employer": firm, "started_on": desk.day}),
        ):
            done = at_once(*[lambda enter=enter, given={**same, **more}: enter(**given)] * 2)
            assert sum(type(one).__name__ == "Refusal" for one in done) == 1, done
            assert not any(isinstance(one, Exception) for one in done), done
    assert HardshipSpell.objects.count() == UnemploymentSpell.objects.count() == 4
    assert Employment.objects.count() == 4
