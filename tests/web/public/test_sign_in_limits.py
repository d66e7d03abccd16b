"""How often somebody may try to sign in: no stranger shuts anybody out, and nobody learns who is registered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from county_world import resident_id
from jiuchuang.apps.limits.models import Tries
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.web.kit.limited import address_of
from web.public.test_residents import claim, somebody, world  # noqa: F401

A_DAY = timedelta(hours=24)


def a_minute_later():
    """As if a minute had passed, for what is counted by the minute."""
    for row in Tries.objects.filter(count=1):
        Tries.objects.filter(pk=row.pk).update(since=row.since - timedelta(seconds=61))


def asks(claimed, address, browser=None):
    browser = browser or Client()
    answer = browser.post("/my/sign-in/", claimed, REMOTE_ADDR=address)
    a_minute_later()
    return browser, answer.status_code


def comes_in(claimed, address, browser=None):
    browser, status = asks(claimed, address, browser)
    assert status == 302, status
    code = browser.get("/my/sign-in/code/").context["shown"]
    return browser, browser.post("/my/sign-in/code/", {"code": code}, REMOTE_ADDR=address)


def test_nobody_is_shut_out_by_who_writes_their_number(somebody):  # noqa: F811
    for number in range(12):
        asks(claim(somebody, phone=f"139000000{number:02}"), "198.51.100.7")
    _, answer = comes_in(claim(somebody), "203.0.113.9")
    assert answer.status_code == 302 and ResidentSession.objects.get().is_proved


def test_who_asks_for_codes_to_anothers_phone_uses_up_his_own_tries(somebody):  # noqa: F811
    assert [asks(claim(somebody), "198.51.100.7")[1] for _ in range(11)] == [302] * 10 + [422]
    _, answer = comes_in(claim(somebody), "203.0.113.9")
    assert answer.status_code == 302


def test_codes_to_one_phone_have_an_end_and_its_owner_comes_in_all_the_same(somebody):  # noqa: F811
    mine, _ = comes_in(claim(somebody), "203.0.113.9")
    mine.post("/my/sign-out/")
    asked = [asks(claim(somebody), f"198.51.100.{number // 10}")[1] for number in range(35)]
    assert asked == [302] * 29 + [422] * 6
    _, answer = comes_in(claim(somebody), "203.0.113.9", mine)
    assert answer.status_code == 302
    forged = Client()
    forged.cookies["resident-phone"] = "0" * 64
    assert asks(claim(somebody), "192.0.2.1", forged)[1] == 422


def test_a_phone_asks_for_few_others_and_for_its_owner_always(somebody, world):  # noqa: F811
    unknown = resident_id("36992119910203001")
    told = []
    for number in range(7):
        other = world.people["bh"][number % 2]
        claimed = claim(somebody, name=other.name, resident_id=other.resident_id if number % 2 else unknown)
        told.append(comes_in(claimed, f"198.51.100.{number}")[1])
    assert [one.status_code for one in told] == [302, 422, 302, 422, 302, 422, 422]
    errors = told[5].context["form"].errors["code"] + told[6].context["form"].errors["code"]
    assert [("次数太多" in one) for one in errors] == [True, True]
    _, answer = comes_in(claim(somebody), "203.0.113.9")
    assert answer.status_code == 302


def test_what_does_not_fit_is_answered_alike(somebody, world):  # noqa: F811
    other = world.people["qx"][1]
    wrong = ({"name": "别人"}, {"phone": "13000000000"}, {"resident_id": other.resident_id})
    answers = [comes_in(claim(somebody, **one), f"198.51.100.{n}")[1] for n, one in enumerate(wrong)]
    assert {one.status_code for one in answers} == {422}
    assert len({str(one.context["form"].errors) for one in answers}) == 1


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", ""),
    ],
)
def test_a_subscriber_is_one_however_many_addresses_he_has(rf, given, counted):
    assert address_of(rf.get("/", REMOTE_ADDR=given)) == counted


def test_what_was_counted_is_over_after_a_day(somebody):  # noqa: F811
    for _ in range(11):
        asks(claim(somebody), "198.51.100.7")
    Tries.objects.update(since=timezone.now() - A_DAY - timedelta(minutes=1))
    assert asks(claim(somebody), "198.51.100.7")[1] == 302
