"""A centre's staff act for the county above it: in lists, details, workbooks and the interface, and nowhere else."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from jiuchuang.apps.org.actions.keep_key import KeyIssued, issue_key
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access, units_below, units_ever_below
from jiuchuang.apps.people.queries import masks_for, persons_in
from jiuchuang.domain.organisation.grants import KEEPING_HOUSE
from office_world import AT, FIRST
from register_world import person, register_world

TODAY = timezone.localdate()


@pytest.fixture
def world(office):
    world = register_world(office)
    placed = open_unit(
        access=Access(office.administrator, FIRST), code="yx-centre", name="云溪县就业服务中心", kind="centre",
        region_code="369921", parent=office.unit, on=FIRST, at=AT,
    )  # fmt: skip
    assert isinstance(placed, UnitPlaced), placed
    world.centre = placed.unit
    person(world.one, "P0000001", "测试人甲", phone="13800000001")
    return world


@pytest.fixture
def at_centre(world):
    def seat(role):
        account = Account.objects.create_user(f"{role}-centre", f"{role}中心")
        Grant.objects.create(account=account, role=role, unit=world.centre, from_on=FIRST)
        return Access(account, TODAY)

    return seat


def test_the_registers_of_the_county_are_the_centres_to_work_in(world, at_centre, browser_of):
    access = at_centre("window")
    assert [row.number for row in persons_in(access)] == ["P0000001"]
    assert access.may("register.write", world.one.pk) and access.may("register.read", world.office.unit.pk)
    assert "phone" in access.sees(world.two.pk)
    assert masks_for(access, [world.one.pk]).show(world.one.pk, "name", "测试人甲") == "测试人甲"
    browser = browser_of(access.account)
    assert "测试人甲" in browser.get("/office/registers/persons/").content.decode()
    assert browser.get("/office/registers/persons/P0000001/").status_code == 200
    assert browser.get("/office/registers/persons/P0000001/correct/").status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/office/registers/persons/?format=xlsx").content))
    assert "测试人甲" in {cell.value for row in book.active.iter_rows() for cell in row}


def test_so_they_are_by_the_interface(world, at_centre):
    account = at_centre("exchange").account
    issued = issue_key(
        access=Access(world.office.security_officer, TODAY), account=account, purpose="测试", addresses="",
        to_on=TODAY + timedelta(days=30), at=timezone.now(),
    )  # fmt: skip
    assert isinstance(issued, KeyIssued), issued
    answer = Client().get(
        "/api/v1/subjects/person/P0000001",
        headers={"Authorization": f"Bearer {issued.secret}", "X-Purpose": "check"},
    )
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("role", ["administrator", "security-officer", "auditor"])
def test_who_keeps_the_house_in_order_does_so_only_where_granted(world, at_centre, role):
    access = at_centre(role)
    kept = [permission for permission in sorted(access.permissions) if permission in KEEPING_HOUSE]
    assert kept
    for permission in access.permissions:
        assert access.may(permission, world.centre.pk)
        assert not access.may(permission, world.one.pk)


def test_a_township_does_not_act_for_the_county(world):
    access = world.access("window-two", TODAY)
    assert list(persons_in(access)) == []


def test_a_centre_that_moved_away_acts_no_more(world, at_centre):
    access = at_centre("window")
    before = Access(access.account, FIRST - timedelta(days=1))
    assert not before.may("register.read", world.one.pk)


def test_days_before_the_office_are_asked_of_its_places_all_the_same(world):
    top, long_ago = world.office.unit.pk, date(2020, 6, 30)
    assert list(units_below([top], long_ago)) == []
    assert set(units_ever_below([top], long_ago)) == set(units_below([top], TODAY))
    assert set(units_ever_below([world.one.pk], long_ago)) == {world.one}
    assert set(units_ever_below([top], TODAY)) == set(units_below([top], TODAY))
