"""Steps and offices that are merged: until its day an office takes steps as ever, from then on no new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.casework.desk import opened_desk
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import UnitPlaced
from jiuchuang.apps.org.actions.restore_unit import UnitRestored, restore_unit
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access


@pytest.fixture
def desk(db):
    return opened_desk()


def admin(desk):
    return Access(Account.objects.get(username="xitong"), desk.day)


def merged(desk, unit, into, days):
    done = merge_unit(
        access=admin(desk), unit=desk.units[unit], into=desk.units[into], on=desk.day + timedelta(days=days),
        at=desk.at,
    )  # fmt: skip
    assert isinstance(done, UnitPlaced), done


def test_an_office_that_is_to_go_takes_steps_until_its_day(desk):
    number = desk.to_departments(desk.case())
    merged(desk, "yx-finance", "yx-social-insurance", 3)
    seat = {"node": "joint", "seat": "market_regulation", "reason": "归口", "to_unit": "finance"}
    desk.do("market", number, "transfer", **seat)


def test_from_its_day_on_it_takes_none(desk):
    number = desk.to_departments(desk.case())
    merged(desk, "yx-finance", "yx-social-insurance", 3)
    desk.later(3)
    seat = {"node": "joint", "seat": "market_regulation", "reason": "归口", "to_unit": "finance"}
    assert desk.refused("market", number, "transfer", **seat) == {"unit-unknown"}


def test_what_waited_at_a_merged_office_waits_where_its_work_goes_on_and_back_again(desk):
    number = desk.to_departments(desk.case())

    def waiting(who):
        return {
            seat.case.number
            for seat in worklist(desk.access(who), every_tier=True)
            if seat.seat == "market_regulation"
        }

    assert (waiting("market"), waiting("insurance")) == ({number}, set())
    merged(desk, "yx-market-regulation", "yx-social-insurance", 0)
    assert (waiting("market"), waiting("insurance")) == (set(), {number})
    done = restore_unit(
        access=admin(desk), unit=desk.units["yx-market-regulation"], reason="选错了单位", at=desk.at
    )
    assert isinstance(done, UnitRestored), done
    assert (waiting("market"), waiting("insurance")) == ({number}, set())
