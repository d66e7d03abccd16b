"""What another system could send with a good key: somebody else's people, numbers that are none, the same key again."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from county_world import STARTUP
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import Resident  # noqa: F401
from jiuchuang.apps.people.models import Employment, Household, HouseholdMember

PURPOSE = {"X-Purpose": "test"}
HIRING = "sample/yunxi-2024-6/hiring-subsidy"


@pytest.fixture
def town(key_for):
    return key_for("exchange", "qx")


def asked(person, **more):
    return {
        "subject": {"kind": "person", "number": person.number},
        "programmes": [{"programme": STARTUP}],
        **more,
    }


def keyed(number=1):
    return {**PURPOSE, "Idempotency-Key": f"attack-{number:04d}"}


@pytest.mark.parametrize("programme", [STARTUP, HIRING])
@pytest.mark.parametrize("kind", ["household", "employment", "person", "employer"])
def test_nobody_is_asked_about_through_somebody_else(world, town, call, kind, programme):
    stranger, firm = world.people["bh"][0], world.firms["bh"][0]
    Employment.objects.create(
        number="J0000009", person=stranger, employer=firm, facts={}, changed_at=stranger.changed_at
    )
    home = Household.objects.create(
        number="H0000009", unit=stranger.unit, name="户", changed_at=stranger.changed_at
    )
    HouseholdMember.objects.create(household=home, person=stranger)
    about = {
        "household": "H0000009",
        "employment": "J0000009",
        "person": stranger.number,
        "employer": firm.number,
    }
    body = asked(
        world.people["qx"][1], programmes=[{"programme": programme, "about": f"{kind}:{about[kind]}"}]
    )
    status, said = call(town, "post", "/cases", body, **keyed())
    assert status == 422, said
    assert Case.objects.filter(channel="api").count() == 0


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "1e400",
        "1.5",
        "99999999999999999999999",
        '{"a": 1}',
        "[1]",
        '"\\ud800"',
        "null",
        "-5",
    ],
)
def test_numbers_that_are_none_make_no_fault_of_ours(world, town, value):
    person = world.people["qx"][1]
    body = (
        f'{{"subject": {{"kind": "person", "number": "{person.number}"}}, "programmes": [{{"programme": "{STARTUP}"}}],'
        f' "answers": {{"ui_contribution_months": {value}}}}}'
    )
    answer = Client(raise_request_exception=False).post(
        "/api/v1/cases", body, content_type="application/json",
        headers={"Authorization": f"Bearer {town}", **keyed()},
    )  # fmt: skip
    assert answer.status_code in (201, 400, 422), answer.content
    if answer.status_code == 201:
        assert Case.objects.get(channel="api").claimed_fen is None


def test_a_key_of_a_request_serves_one_request(world, town, call):
    one, two = world.people["qx"][1], world.people["qx"][2]
    assert call(town, "post", "/cases", asked(one), **keyed())[0] == 201
    status, said = call(town, "post", "/cases", asked(two), **keyed())
    assert status == 422 and said["problems"][0]["code"] == "key-reused"


def test_the_key_of_another_system_opens_nothing_of_ours(world, key_for, call):
    one, two = key_for("exchange", "qx"), key_for("exchange", "bh")
    first = call(one, "post", "/cases", asked(world.people["qx"][1]), **keyed())
    assert first[0] == 201
    status, said = call(two, "post", "/cases", asked(world.people["qx"][1]), **keyed())
    assert status == 422 and first[1]["cases"][0] not in str(said)
    assert call(two, "get", f"/cases/{first[1]['cases'][0]}", **PURPOSE)[0] == 404
    assert date(2026, 1, 1).year == 2026
