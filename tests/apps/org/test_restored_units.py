"""A merger that is taken back: the tree as if it had not been, the records as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import move_unit
from jiuchuang.apps.org.actions.restore_unit import UnitRestored, restore_unit
from jiuchuang.apps.org.mergers.queries import merged_before, mergers_after
from jiuchuang.apps.org.models import Grant, Succession, Unit, UnitClosure, UnitLink
from jiuchuang.apps.org.queries import Access, units_above, units_below
from jiuchuang.domain.kernel.problem import Refusal
from office_world import FIRST

ON = date(2026, 3, 10)
DAY = timedelta(days=1)
WHY = "录错了单位"


def drawn():
    """Everything that says what lies where."""
    tables = (UnitClosure, "ancestor_id", "descendant_id", "depth"), (UnitLink, "unit_id", "parent_id")
    rows = [
        sorted(table.objects.values_list(*names, "from_on", "to_on"), key=str) for table, *names in tables
    ]
    return rows, sorted(Unit.objects.values_list("code", "closed_on")), Succession.objects.count()


@pytest.fixture
def tree(town):
    """One township with two villages, another with one."""
    one, other = town("t1", "一镇"), town("t2", "二镇")
    villages = [
        town("v1", "甲村", parent=one),
        town("v2", "乙村", parent=one),
        town("v3", "丙村", parent=other),
    ]
    return one, other, *villages


@pytest.mark.parametrize("later", [timedelta(), 30 * DAY], ids=["planned", "past"])
def test_the_tree_is_again_what_it_was_and_the_records_tell_both(office, admin, tree, at, later):
    one, other, *_ = tree
    before = drawn()
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    assert drawn() != before
    done = restore_unit(access=Access(office.administrator, admin.on + later), unit=one, reason=WHY, at=at)
    assert isinstance(done, UnitRestored), done
    assert [each.code for each in done.back] == ["v1", "v2"] and done.parent == office.unit
    assert drawn() == before
    last, told = contents_of("org")[-2:]
    assert (last["kind"], told["kind"]) == ("unit-merged", "unit-restored")
    assert told["content"] == {
        "unit": "t1", "on": "2026-03-10", "from_unit": "t2", "parent": "yx", "below": ["v1", "v2"], "reason": WHY,
    }  # fmt: skip


def test_what_moved_on_since_stays_where_it_went(office, admin, tree, town, at):
    one, other, village, stays, _ = tree
    third = town("t3", "三镇")
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    later = Access(office.administrator, ON + 5 * DAY)
    move_unit(access=later, unit=village, parent=third, on=later.on, at=at)
    done = restore_unit(access=later, unit=one, reason=WHY, at=at)
    assert done.back == (stays,)
    assert units_above(village.pk, later.on) == {village.pk, third.pk, office.unit.pk}
    assert units_above(village.pk, later.on - DAY) == {village.pk, one.pk, office.unit.pk}
    assert units_above(stays.pk, later.on) == {stays.pk, one.pk, office.unit.pk}


def test_what_was_there_already_or_came_meanwhile_stays_with_the_other(office, admin, tree, town, at):
    one, other, *_, own = tree
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    new = town("v9", "新村", parent=other, on=ON)
    restore_unit(access=Access(office.administrator, ON), unit=one, reason=WHY, at=at)
    assert {each.code for each in units_below([other.pk], ON)} == {"t2", own.code, new.code}


def test_whoever_sat_there_sits_there_again(office, admin, tree, staff, at):
    one, other, village, *_ = tree
    clerk = staff("clerk")
    Grant.objects.create(account=clerk, role="window", unit=one, from_on=FIRST)
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    assert not Access(clerk, ON).may("case.read", village.pk)
    restore_unit(access=Access(office.administrator, ON), unit=one, reason=WHY, at=at)
    assert Access(clerk, ON).may("case.read", village.pk)


def codes(refused):
    assert isinstance(refused, Refusal), refused
    return [problem.code for problem in refused.problems]


def test_in_the_order_of_what_went_over_only_and_with_a_reason(office, admin, tree, town, at):
    one, other, village, second, _ = tree
    third = town("t3", "三镇")
    assert codes(restore_unit(access=admin, unit=one, reason=WHY, at=at)) == ["unit-not-merged"]
    first = drawn()
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    merge_unit(access=admin, unit=village, into=second, on=ON + DAY, at=at)
    merge_unit(access=admin, unit=other, into=third, on=ON + 2 * DAY, at=at)
    before = drawn()
    refused = restore_unit(access=admin, unit=one, reason=WHY, at=at)
    assert codes(refused) == ["unit-gone-since"] * 2
    assert codes(restore_unit(access=admin, unit=other, reason=" ", at=at)) == ["reason-missing"]
    assert "二镇" in str(refused) and "甲村" in str(refused)
    assert codes(restore_unit(access=admin, unit=village, reason=WHY, at=at)) == ["unit-gone-since"]
    assert drawn() == before
    for unit in (other, village, one):
        assert isinstance(restore_unit(access=admin, unit=unit, reason=WHY, at=at), UnitRestored)
    assert drawn() == first


def test_not_where_it_would_come_to_lie_below_itself(office, admin, tree, town, at):
    one, other, village, *_ = tree
    park = town("p1", "园区")
    move_unit(access=admin, unit=one, parent=park, on=ON, at=at)
    merge_unit(access=admin, unit=one, into=other, on=ON + DAY, at=at)
    move_unit(access=admin, unit=park, parent=village, on=ON + 2 * DAY, at=at)
    assert codes(restore_unit(access=admin, unit=one, reason=WHY, at=at)) == ["unit-circle"]


def test_who_may_not_changes_nothing(office, admin, tree, staff, at):
    one, other, *_ = tree
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    before, told = drawn(), len(contents_of("org"))
    refused = restore_unit(access=Access(staff("nobody"), admin.on), unit=one, reason=WHY, at=at)
    assert set(codes(refused)) == {"not-allowed"}
    assert (drawn(), len(contents_of("org"))) == (before, told)


def test_the_mergers_of_a_day(office, admin, tree, at):
    one, other, *_ = tree
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    assert mergers_after(ON - DAY) == {"t1": (ON, "二镇")} and merged_before(admin, ON - DAY) == []
    (shown,) = merged_before(Access(office.administrator, ON), ON)
    assert mergers_after(ON) == {}
    assert (shown.code, shown.last_on, shown.into, shown.may_restore) == ("t1", ON - DAY, "二镇", True)
