"""How often a page asks the database: never more than its budget, and no oftener with ten times as many rows."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from county_world import County
from jiuchuang.apps.org.actions.keep_key import KeyIssued, issue_key
from jiuchuang.apps.org.models import Account, Grant
from office_world import FIRST
from web.full_county import TOWN, full_county, grow, holder, pages, resident_client

DOORS = ("public", "window", "office")
MOST = 16
"""Queries of a page that has no budget of its own below: who asks, what he may, and the rows."""
MORE = {
    "public:apply": 27,  # facts of the person and of all that he reaches
    "public:own-data": 22,  # every register, and who looked
    "window:paper-add": 25,
    "window:unmask": 25,
    "window:application": 26,
    "window:case": 28,  # with the account to which its money would go
    "window:verb": 29,
    "window:take-choose": 51,  # the same facts, and those of the household
    "window:take-details": 61,
    "office:subject": 39,  # facts, relations, cases, visits, changes, and the look that is kept
    "office:duplicate": 44,  # two people beside each other
    "office:screening-open": 20,
    "office:visits": 20,  # with the record of whose telephones were shown
}
"""Pages that may ask oftener."""


MOST_OF_A_CALL = 31
"""Queries of a call of the interface, with the record that is kept of it."""


def asked(client: Client, here: str, **headers: str) -> int:
    """How often a page asks; it was opened once before, so that what is kept in memory is there."""
    client.get(here, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(here, headers=headers)
    assert answer.status_code == 200, (here, answer.status_code, answer.headers.get("Location"))
    return len(queries)


@pytest.fixture
def world(db):
    return full_county()


@pytest.mark.parametrize("door", DOORS)
def test_pages_ask_as_often_with_ten_times_the_rows(world, browser_of, door):
    client = resident_client(world) if door == "public" else browser_of(holder(world))
    small = {page.here: (page.name, asked(client, page.here)) for page in pages(world, door, client)}
    over = {here: count for here, (name, count) in small.items() if count > MORE.get(name, MOST)}
    grow(world)
    large = {here: asked(client, here) for here in small}
    grown = {here: (count, large[here]) for here, (_, count) in small.items() if large[here] > count}
    assert (over, grown) == ({}, {})


def test_calls_ask_as_often_with_ten_times_the_rows(world):
    headers = {"Authorization": f"Bearer {key(world)}", "X-Purpose": quote("核对补贴对象")}
    person, case, today = world.people[TOWN][0].number, world.cases[TOWN][0], timezone.localdate()
    calls = [
        "/cases", f"/cases/{case}", "/subjects/person?text=测试人", f"/subjects/person/{person}",
        f"/subjects/person/{person}/facts?on={today}", "/subjects/employer?text=测试公司",
        f"/programmes?on={today}", "/notices", f"/notices/{world.notices[TOWN]}",
    ]  # fmt: skip
    small = {call: asked(Client(), f"/api/v1{call}", **headers) for call in calls}
    grow(world)
    large = {call: asked(Client(), f"/api/v1{call}", **headers) for call in calls}
    over = {call: count for call, count in small.items() if count > MOST_OF_A_CALL}
    assert (over, {call: (small[call], large[call]) for call in calls if large[call] > small[call]}) == (
        {},
        {},
    )


def key(world: County) -> str:
    """The secret of a system that may call for the whole county."""
    account = Account.objects.create_user("system", "某系统")
    Grant.objects.create(account=account, role="exchange", unit=world.units["yx"], from_on=FIRST)
    access = world.access("anquan")
    issued = issue_key(
        access=access, account=account, to_on=access.on + timedelta(days=30), addresses="", purpose="测试",
        at=timezone.now(),
    )  # fmt: skip
    assert isinstance(issued, KeyIssued), issued
    return issued.secret
