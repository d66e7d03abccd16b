"""A move that was planned and is called off before its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.call_off_move import call_off_move
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, move_unit
from jiuchuang.apps.org.mergers.queries import moves_after
from jiuchuang.apps.org.models import UnitClosure, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Refusal

ON = date(2026, 3, 10)
WHY = "文件改了"


def drawn():
    return [
        sorted(table.objects.values_list(*names, "from_on", "to_on"), key=str)
        for table, *names in (
            (UnitClosure, "ancestor_id", "descendant_id"),
            (UnitLink, "unit_id", "parent_id"),
        )
    ]


@pytest.fixture
def tree(town):
    one = town("t1", "一镇")
    return one, town("t2", "二镇"), town("v1", "甲村", parent=one)


def codes(refused):
    assert isinstance(refused, Refusal), refused
    return [problem.code for problem in refused.problems]


def test_the_tree_is_what_it_was_and_the_records_tell_both(admin, tree, at):
    _, other, village = tree
    before = drawn()
    move_unit(access=admin, unit=village, parent=other, on=ON, at=at)
    assert moves_after(admin.on) == {"v1": (ON, "二镇", True)}
    assert codes(call_off_move(access=admin, unit=village, reason=" ", at=at)) == ["reason-missing"]
    assert isinstance(call_off_move(access=admin, unit=village, reason=WHY, at=at), UnitPlaced)
    assert drawn() == before and moves_after(admin.on) == {}
    assert [each["kind"] for each in contents_of("org")][-2:] == ["unit-moved", "unit-move-called-off"]
    assert contents_of("org")[-1]["content"]["reason"] == WHY


def test_a_move_that_has_begun_is_not_called_off(office, admin, tree, at):
    _, other, village = tree
    move_unit(access=admin, unit=village, parent=other, on=ON, at=at)
    before = drawn()
    then = Access(office.administrator, ON)
    assert codes(call_off_move(access=then, unit=village, reason=WHY, at=at)) == ["no-move-planned"]
    assert drawn() == before


def test_what_goes_over_with_its_parent_stays_only_with_it(admin, tree, at):
    one, other, village = tree
    merge_unit(access=admin, unit=one, into=other, on=ON, at=at)
    before = drawn()
    assert moves_after(admin.on) == {"v1": (ON, "二镇", False)}
    assert codes(call_off_move(access=admin, unit=village, reason=WHY, at=at)) == ["unit-closing"]
    assert drawn() == before


def test_not_into_a_circle_with_another_plan(admin, tree, town, at):
    one, other, village = tree
    park = town("p1", "园区", parent=village)
    move_unit(access=admin, unit=village, parent=other, on=ON, at=at)
    move_unit(access=admin, unit=one, parent=park, on=ON + timedelta(days=1), at=at)
    before = drawn()
    assert codes(call_off_move(access=admin, unit=village, reason=WHY, at=at)) == ["unit-circle"]
    assert drawn() == before


def test_who_may_not_changes_nothing(admin, tree, staff, at):
    _, other, village = tree
    move_unit(access=admin, unit=village, parent=other, on=ON, at=at)
    before = drawn()
    nobody = Access(staff("nobody"), admin.on)
    assert codes(call_off_move(access=nobody, unit=village, reason=WHY, at=at)) == ["not-allowed"]
    assert drawn() == before
