"""A township that was merged into another: its people and cases are seen and worked on there, and nobody new enters it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from county_world import two_townships
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.people.models import Person
from office_world import AT

HERE = "/office/registers/persons/"


@pytest.fixture
def world(db):
    """清溪镇 with its village was merged into the other township a week ago."""
    world = two_townships()
    on = timezone.localdate() - timedelta(days=7)
    for code, into in (("qx-1", "bh-1"), ("qx", "bh")):
        merged = merge_unit(
            access=world.access("xitong", on), unit=world.units[code], into=world.units[into], on=on, at=AT
        )
        assert merged.unit == world.units[into]
    return world


def test_its_people_and_cases_are_seen_where_its_work_goes_on(world, browser_of):
    browser = browser_of(world.accounts["bh-window"])
    person, case = world.people["qx"][0], world.cases["qx"][0]
    listed = browser.get(HERE).content.decode()
    assert person.number in listed and world.people["bh"][0].number in listed
    assert browser.get(f"{HERE}{person.number}/").status_code == 200
    assert case in browser.get("/window/cases/").content.decode()
    assert browser.get(f"/window/cases/{case}/").status_code == 200


def test_the_desks_of_the_merged_township_see_its_people_no_more(world, browser_of):
    browser = browser_of(world.accounts["qx-window"])
    assert browser.get(f"{HERE}{world.people['qx'][0].number}/").status_code == 404
    assert world.people["qx"][0].number not in browser.get(HERE).content.decode()


def test_nobody_new_is_entered_under_it(world, browser_of):
    browser = browser_of(world.accounts["bh-window"])
    page = browser.get(f"{HERE}enter/").content.decode()
    assert ('value="qx-1"' in page, 'value="bh-1"' in page) == (False, True)
    before = Person.objects.count()
    answer = browser.post(f"{HERE}enter/", {"unit": "qx-1", "name": "测试人新"})
    assert (answer.status_code, Person.objects.count()) == (422, before)


def test_the_tree_of_the_day_shows_only_what_is_there(world, browser_of):
    rows = browser_of(world.accounts["xitong"]).get("/office/units/").context["rows"]
    codes = {row.code for row in rows}
    assert {"bh", "bh-1"} <= codes and not {"qx", "qx-1"} & codes
