"""A decider goes on leave: the duty goes to a deputy until a day, never further than it reaches, and comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from county_world import county
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access


@pytest.fixture
def world(db):
    return county()


@pytest.fixture
def deputy(world):
    return Account.objects.create_user("deputy", "代理人")


def sent(**changed):
    today = timezone.localdate()
    return {
        "account": "Deputy",
        "from_on": today,
        "to_on": today + timedelta(days=7),
        "limit_yuan": "",
        **changed,
    }


def test_the_deputy_may_what_the_decider_may_and_the_decider_takes_it_back(world, deputy, browser_of):
    decider = world.accounts["county-decider"]
    own = Grant.objects.get(account=decider)
    browser = browser_of(decider)
    assert "转授审批人" in browser.get("/office/").content.decode()
    assert browser.post(f"/office/my-grants/{own.pk}/delegate/", sent(limit_yuan="500")).status_code == 302
    given = Grant.objects.get(account=deputy)
    assert (given.delegated_from, given.limit_fen, given.role) == (own, 500_00, "decider")
    today = timezone.localdate()
    assert Access(deputy, today).may("case.decide", world.units["qx"].pk, amount_fen=500_00)
    assert not Access(deputy, today).may("case.decide", world.units["qx"].pk, amount_fen=500_01)
    assert "从代理人收回" in browser.get("/office/").content.decode()
    assert (
        browser_of(deputy).post(f"/office/my-grants/{given.pk}/take-back/", {"last_on": today}).status_code
        == 404
    )
    yesterday = today - timedelta(days=1)
    assert browser.post(f"/office/my-grants/{given.pk}/take-back/", {"last_on": yesterday}).status_code == 302
    assert not Access(deputy, today + timedelta(days=1)).may("case.decide", world.units["qx"].pk)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"account": "nobody-here"}, "没有这个账号"),
        ({"account": "county-decider"}, "不用转授给自己"),
        ({"account": "county-finance"}, "不能由同一人担任"),
        ({"to_on": "2001-01-01"}, "截止日期早于开始日期"),
        ({"to_on": ""}, "请填写"),
        ({"limit_yuan": "-1"}, "limit_yuan"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_given(world, deputy, browser_of, changed, message):
    decider = world.accounts["county-decider"]
    own = Grant.objects.get(account=decider)
    answer = browser_of(decider).post(f"/office/my-grants/{own.pk}/delegate/", sent(**changed))
    assert answer.status_code == 422 and message in answer.content.decode()
    assert not Grant.objects.filter(delegated_from=own).exists()


def test_all_faults_are_told_at_once_each_at_its_field(world, deputy, browser_of):
    decider = world.accounts["county-decider"]
    own = Grant.objects.get(account=decider)
    Grant.objects.filter(pk=own.pk).update(limit_fen=5_000_00)
    wrong = sent(account="nobody-here", to_on="2001-01-01", limit_yuan="5000.01")
    answer = browser_of(decider).post(f"/office/my-grants/{own.pk}/delegate/", wrong)
    assert set(answer.context["form"].errors) == {"account", "to_on", "limit_yuan"}


def test_nobody_gives_away_what_is_not_his(world, deputy, browser_of):
    own = Grant.objects.get(account=world.accounts["county-decider"])
    browser = browser_of(world.accounts["qx-window"])
    assert browser.get(f"/office/my-grants/{own.pk}/delegate/").status_code == 404
    assert browser.post(f"/office/my-grants/{own.pk}/delegate/", sent()).status_code == 404
    assert browser.get("/office/my-grants/999999/delegate/").status_code == 404
