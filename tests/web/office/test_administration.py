"""The administrators' pages: units and accounts kept through forms that lose nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.models import Account, Grant, Unit, UnitLink
from jiuchuang.apps.org.queries import Access
from office_world import FIRST, PASSWORD, opened


@pytest.fixture
def admin(office, browser_of):
    return browser_of(office.administrator)


@pytest.fixture
def security(office, browser_of):
    return browser_of(office.security_officer)


def test_a_unit_is_opened_moved_and_merged(office, admin):
    said = {"region_code": "369921001", "on": "2026-02-01"}
    for code, kind, parent in (
        ("t1", "township", "yx"), ("t2", "township", "yx"), ("v1", "village", "t1"), ("v2", "village", "t2"),
    ):  # fmt: skip
        opened = {**said, "code": code, "name": f"{code}所", "kind": kind, "parent": parent}
        assert admin.post("/office/units/open/", opened).headers["Location"] == "/office/units/"
    today = timezone.localdate()
    later = today + timedelta(days=30)
    looked = {"looked": "1", "sure": "on"}
    admin.post("/office/units/v2/move/", {"parent": "t1", "on": today, **looked})
    assert UnitLink.objects.get(unit__code="v2", to_on=None).parent.code == "t1"
    admin.post("/office/units/v2/merge/", {"into": "v1", "on": later, **looked})
    assert Unit.objects.get(code="v2").closed_on == later - timedelta(days=1)
    assert [event["kind"] for event in contents_of("org")][-4:] == [
        "unit-opened", "unit-opened", "unit-moved", "unit-merged",
    ]  # fmt: skip


def test_what_is_refused_stands_beside_the_field_and_nothing_typed_is_lost(office, admin):
    said = {
        "kind": "township",
        "region_code": "9",
        "parent": "yx",
        "on": "2025-01-01",
        "code": "yx",
        "name": "一镇",
    }
    answer = admin.post("/office/units/open/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'id="id_{field}_error"' in page for field in ("region_code", "code", "on"))
    assert 'value="一镇"' in page
    assert Unit.objects.count() == 1


def test_an_account_is_made_granted_and_its_first_password_changed(office, security):
    answer = security.post(
        "/office/accounts/add/", {"username": "Clerk ", "name": "经办人", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/office/accounts/"
    clerk = Account.objects.get(username="clerk")
    grant = {"role": "decider", "unit": "yx", "limit_yuan": "5000.50", "from_on": "2026-01-01", "to_on": ""}
    security.post(f"/office/accounts/{clerk.pk}/grants/add/", grant)
    row = Grant.objects.get(account=clerk)
    assert (row.limit_fen, row.to_on) == (500_050, None)
    browser = Client()
    assert browser.post("/office/sign-in/", {"username": "CLERK", "password": PASSWORD}).status_code == 302


def test_the_first_password_gives_way_to_ones_own(office, browser_of):
    clerk = Account.objects.create_user("clerk", "经办人", PASSWORD)
    clerk.password_is_temporary = True
    clerk.save()
    browser = browser_of(clerk)
    wrong = browser.post("/office/password/", {"old": "x", "new": "12345"})
    assert wrong.status_code == 422
    assert 'id="id_old_error"' in wrong.content.decode() and 'id="id_new_error"' in wrong.content.decode()
    assert "12345" not in wrong.content.decode()
    done = browser.post("/office/password/", {"old": PASSWORD, "new": "another long sentence"})
    assert done.headers["Location"] == "/office/"
    assert browser.get("/office/").status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password("another long sentence")


def test_switching_an_account_off_takes_hold_at_once(office, security, browser_of):
    clerk = Account.objects.create_user("clerk", "经办人", PASSWORD)
    browser = browser_of(clerk)
    assert browser.get("/office/").status_code == 200
    security.post(f"/office/accounts/{clerk.pk}/switch/")
    assert browser.get("/office/").status_code == 302
    own = security.post(f"/office/accounts/{office.security_officer.pk}/switch/")
    assert own.status_code == 422
    assert Account.objects.get(pk=office.security_officer.pk).is_active


def test_an_officer_of_a_township_sees_and_ends_no_grants_elsewhere(office, browser_of):
    town = opened(Access(office.administrator, FIRST), "t1", "一镇", office.unit)
    officer = Account.objects.create_user("officer", "镇安全员", PASSWORD)
    Grant.objects.create(account=officer, role="security-officer", unit=town, from_on=FIRST)
    other = Grant.objects.get(account=office.administrator)
    browser = browser_of(officer)
    page = browser.get(f"/office/accounts/{office.administrator.pk}/grants/")
    assert page.context["grants"] == []
    answer = browser.post(f"/office/grants/{other.pk}/end/", {"last_on": "2026-12-31"})
    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.to_on is None
