"""Units over time: opened, moved, merged; what lies below what on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import move_unit, open_unit
from jiuchuang.apps.org.mergers.queries import may_change, others, parent_of
from jiuchuang.apps.org.models import Succession, Unit, UnitLink
from jiuchuang.apps.org.queries import Access, alive, units_above, units_below
from jiuchuang.domain.kernel.problem import Refusal

MOVED = date(2026, 3, 10)
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
    assert contents_of("org")[-1]["content"] == {"unit": "v1", "on": "2026-03-10", "parent": "t2"}


def test_merged_units_close_and_what_lay_below_them_goes_on_in_the_other(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    town("v1", "甲村", parent=one)
    merge_unit(access=admin, unit=one, into=other, on=MOVED, at=at)
    one.refresh_from_db()
    assert one.closed_on == MOVED - DAY
    assert names(alive(units_below([office.unit.pk], MOVED), MOVED)) == ["t2", "v1", "yx"]
    assert names(units_below([office.unit.pk], MOVED - DAY)) == ["t1", "t2", "v1", "yx"]
    assert names(alive(units_below([other.pk], MOVED), MOVED)) == ["t2", "v1"]
    assert Succession.objects.get(predecessor=one).successor == other


def test_what_belonged_to_a_merged_unit_is_seen_where_its_work_goes_on(office, admin, town, at):
    one, other, third = town("t1", "一镇"), town("t2", "二镇"), town("t3", "三镇")
    merge_unit(access=admin, unit=one, into=other, on=MOVED, at=at)
    later = MOVED + 30 * DAY
    merge_unit(access=admin, unit=other, into=third, on=later, at=at)
    top = office.unit.pk
    assert units_above(one.pk, MOVED - DAY) == {one.pk, top}
    assert units_above(one.pk, MOVED) == {other.pk, top}
    assert units_above(one.pk, later) == {third.pk, top}  # and not the second one, which ended too
    assert names(units_below([third.pk], later)) == ["t1", "t2", "t3"]
    assert names(units_below([other.pk], MOVED)) == ["t1", "t2"]
    assert names(units_below([one.pk], MOVED)) == []  # its own desks are closed


def faults(refused):
    assert isinstance(refused, Refusal), refused
    return {(problem.code, problem.place.source) for problem in refused.problems}


def test_every_fault_of_a_merger_at_once_beside_its_field(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    village = town("v1", "甲村", parent=one)
    past = date(2026, 2, 1)
    assert faults(merge_unit(access=admin, unit=one, into=one, on=past, at=at)) == {
        ("unit-into-itself", "into"), ("unit-day-past", "on"),
    }  # fmt: skip
    assert faults(merge_unit(access=admin, unit=one, into=village, on=MOVED, at=at)) == {
        ("unit-into-below", "into")
    }
    merge_unit(access=admin, unit=other, into=one, on=MOVED, at=at)
    assert faults(merge_unit(access=admin, unit=one, into=other, on=MOVED + DAY, at=at)) == {
        ("unit-closing", "into")
    }
    assert faults(merge_unit(access=admin, unit=other, into=one, on=MOVED + DAY, at=at)) == {
        ("unit-closing", "unit")
    }
    assert Succession.objects.count() == 1


def test_a_merger_does_not_cut_off_what_is_planned_for_a_later_day(office, admin, town, at):
    one, other, third = town("t1", "一镇"), town("t2", "二镇"), town("t3", "三镇")
    village, later = town("v1", "甲村", parent=one), town("v2", "乙村", parent=one, on=MOVED + DAY)
    move_unit(access=admin, unit=village, parent=third, on=MOVED + 5 * DAY, at=at)
    before = list(UnitLink.objects.values())
    refused = merge_unit(access=admin, unit=one, into=other, on=MOVED, at=at)
    assert [problem.code for problem in refused.problems] == ["unit-changes-later"] * 2
    assert "甲村" in str(refused) and "乙村" in str(refused)
    assert list(UnitLink.objects.values()) == before
    done = merge_unit(access=admin, unit=one, into=other, on=MOVED + 5 * DAY, at=at)
    assert done.unit == other
    assert names(alive(units_below([other.pk], MOVED + 5 * DAY), MOVED + 5 * DAY)) == ["t2", "v2"]
    assert later.closed_on is None


def test_a_merger_to_come_changes_nothing_before_its_day(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    town("v1", "甲村", parent=one)
    merge_unit(access=admin, unit=one, into=other, on=MOVED, at=at)
    before = Access(office.administrator, MOVED - DAY)
    assert names(alive(before.units("org.write"), before.on)) == ["t1", "t2", "v1", "yx"]
    assert names(units_below([one.pk], before.on)) == ["t1", "v1"]
    assert names(units_below([other.pk], before.on)) == ["t2"]
    after = Access(office.administrator, MOVED)
    assert names(alive(after.units("org.write"), after.on)) == ["t2", "v1", "yx"]


def test_nothing_is_put_below_a_unit_that_is_to_go_nor_moved_with_it(office, admin, town, at):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    village = town("v1", "甲村", parent=other)
    merge_unit(access=admin, unit=one, into=other, on=MOVED, at=at)
    opened = open_unit(
        access=admin, code="v9", name="新村", kind="village", region_code="369921001", parent=one,
        on=MOVED - DAY, at=at,
    )  # fmt: skip
    moved = move_unit(access=admin, unit=village, parent=one, on=MOVED - DAY, at=at)
    away = move_unit(access=admin, unit=one, parent=other, on=MOVED - DAY, at=at)
    assert [faults(each) for each in (opened, moved, away)] == [
        {("unit-closing", "parent")}, {("unit-closing", "parent")}, {("unit-closing", "unit")},
    ]  # fmt: skip


def test_every_fault_of_a_move_at_once_beside_its_field(office, admin, town, at):
    one = town("t1", "一镇")
    village = town("v1", "甲村", parent=one)
    assert faults(move_unit(access=admin, unit=village, parent=one, on=date(2026, 2, 1), at=at)) == {
        ("unit-already-there", "parent"), ("unit-day-past", "on"),
    }  # fmt: skip
    assert faults(move_unit(access=admin, unit=one, parent=one, on=MOVED, at=at)) == {
        ("unit-circle", "parent")
    }


def test_a_township_is_replaced_by_one_that_opens_on_the_same_day(office, admin, town, at):
    one, street = town("t1", "一乡"), town("s1", "一街道", on=MOVED)
    assert may_change(admin, street)
    assert [(each.code, each.opens_on) for each in others(admin, one)] == [("yx", None), ("s1", MOVED)]
    assert merge_unit(access=admin, unit=one, into=street, on=MOVED, at=at).unit == street
    assert units_above(one.pk, MOVED) == {street.pk, office.unit.pk}


def test_others_are_neither_the_unit_nor_below_it_nor_to_go(office, admin, town, at):
    one, other, third = town("t1", "一镇"), town("t2", "二镇"), town("t3", "三镇")
    town("v1", "甲村", parent=one)
    town("v2", "乙村", parent=other)
    merge_unit(access=admin, unit=third, into=other, on=MOVED, at=at)
    found = others(admin, one)
    assert {each.code: each.parent and each.parent.code for each in found} == {
        "yx": None, "t2": "yx", "v2": "t2",
    }  # fmt: skip
    assert parent_of(one) == office.unit


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
        refused = merge_unit(access=nobody, unit=one, into=other, on=MOVED, at=at)
    assert set(codes(refused)) == {"not-allowed"}
    assert Unit.objects.count() == 3
    assert not Succession.objects.exists()
    assert len(contents_of("org")) == told
