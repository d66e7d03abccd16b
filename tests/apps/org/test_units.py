"""Units over time: opened, moved, merged; what lies below what on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.place_unit import merge_units, move_unit, open_unit
from jiuchuang.apps.org.models import Succession, Unit, UnitLink
from jiuchuang.apps.org.queries import Access, alive, units_above, units_below
from jiuchuang.domain.kernel.problem import Refusal

MOVED = date(2026, 3, 1)
DAY = timedelta(days=1)


def names(units):
    return sorted(unit.code for unit in units)


def codes(refused):
    assert isinstance(refused, Refusal), refused
    return [problem.code for problem in refused.problems]


def test_a_unit_that_moved_is_found_where_it_lay_on_the_day(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    village = town("v1", "甲村", parent=one)
    move_unit(access=admin, unit=village, parent=other, on=MOVED, at=at)
    assert names(units_below([one.pk], MOVED - DAY)) == ["t1", "v1"]
    assert names(units_below([one.pk], MOVED)) == ["t1"]
    assert names(units_below([other.pk], MOVED)) == ["t2", "v1"]
    assert names(units_below([office.unit.pk], MOVED)) == ["t1", "t2", "v1", "yx"]
    assert units_above(village.pk, MOVED) == {village.pk, other.pk, office.unit.pk}
    assert contents_of("org")[-1]["content"] == {"unit": "v1", "on": "2026-03-01", "parent": "t2"}


def test_merged_units_close_and_what_lay_below_them_goes_on_in_the_other(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    town("v1", "甲村", parent=one)
    merge_units(access=admin, units=[one], into=other, on=MOVED, at=at)
    one.refresh_from_db()
    assert one.closed_on == MOVED - DAY
    assert names(alive(units_below([office.unit.pk], MOVED), MOVED)) == ["t2", "v1", "yx"]
    assert names(units_below([office.unit.pk], MOVED - DAY)) == ["t1", "t2", "v1", "yx"]
    assert names(alive(units_below([other.pk], MOVED), MOVED)) == ["t2", "v1"]
    assert Succession.objects.get(predecessor=one).successor == other


def test_what_belonged_to_a_merged_unit_is_seen_where_its_work_goes_on(office, admin, town, at):
    one, other, third = town("t1", "一镇"), town("t2", "二镇"), town("t3", "三镇")
    merge_units(access=admin, units=[one], into=other, on=MOVED, at=at)
    later = MOVED + 30 * DAY
    merge_units(access=admin, units=[other], into=third, on=later, at=at)
    top = office.unit.pk
    assert units_above(one.pk, MOVED - DAY) == {one.pk, top}
    assert units_above(one.pk, MOVED) == {other.pk, top}
    assert units_above(one.pk, later) == {third.pk, top}  # and not the second one, which ended too
    assert names(units_below([third.pk], later)) == ["t1", "t2", "t3"]
    assert names(units_below([other.pk], MOVED)) == ["t1", "t2"]
    assert names(units_below([one.pk], MOVED)) == []  # its own desks are closed


def test_no_circles(office, admin, town, at):
    one = town("t1", "一镇")
    village = town("v1", "甲村", parent=one)
    before = list(UnitLink.objects.values())
    assert codes(move_unit(access=admin, unit=one, parent=village, on=MOVED, at=at)) == ["unit-circle"]
    assert list(UnitLink.objects.values()) == before


def test_every_fault_of_a_new_unit_at_once(office, admin, at):
    refused = open_unit(
        access=admin, code="yx", name=" ", kind="countyy", region_code="36992", parent=office.unit,
        on=date(2025, 12, 31), at=at,
    )  # fmt: skip
    assert codes(refused) == [
        "region-code-form",
        "code-taken",
        "name-empty",
        "kind-unknown",
        "unit-not-alive",
    ]
    assert "county" in refused.problems[3].suggestion
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("change", ["open", "move", "merge"])
def test_who_may_not_changes_nothing(office, town, staff, at, change):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    nobody = Access(staff("nobody"), MOVED)
    told = len(contents_of("org"))
    if change == "open":
        refused = open_unit(
            access=nobody,
            code="x",
            name="新",
            kind="village",
            region_code="369921",
            parent=one,
            on=MOVED,
            at=at,
        )
    elif change == "move":
        refused = move_unit(access=nobody, unit=one, parent=other, on=MOVED, at=at)
    else:
        refused = merge_units(access=nobody, units=[one], into=other, on=MOVED, at=at)
    assert set(codes(refused)) == {"not-allowed"}
    assert Unit.objects.count() == 3
    assert not Succession.objects.exists()
    assert len(contents_of("org")) == told
