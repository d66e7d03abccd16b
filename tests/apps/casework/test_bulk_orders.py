"""Orders for many cases: what cannot go on is left out and told, the rest goes on; small steps, any number of runs."""

from __future__ import annotations

import pytest

from apps.casework.desk import FEN, opened_desk
from apps.casework.test_lists_of_cases import at_decision
from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.casework.actions.carry_out import LEFT_AFTER, carry_out
from jiuchuang.apps.casework.actions.object_to_row import object_to_row
from jiuchuang.apps.casework.actions.order_in_bulk import OrderedInBulk, order_in_bulk
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.sign_list import decide_rows, sign_list
from jiuchuang.apps.casework.models import AwaitedSeat, BulkOrder, Case, NoticeList, SigningList
from jiuchuang.apps.casework.queries.bulk import left_out, order_of, order_progress, unfinished_orders
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.lists import notice_value, running_notices
from jiuchuang.domain.kernel.problem import Refusal


@pytest.fixture
def desk(db):
    return opened_desk()


def ordered(desk, who, kind, numbers, **more):
    done = order_in_bulk(access=desk.access(who), kind=kind, cases=numbers, at=desk.at, **more)
    assert isinstance(done, OrderedInBulk), done
    return done.order


def worked_off(desk, order, most=None):
    return carry_out(number=order.pk, clock=lambda: desk.at, most=most)


def reasons_of(order):
    return {one.case.number: one.reasons for one in left_out(order)}


def test_a_notice_leaves_out_what_does_not_wait_and_publishes_the_rest(desk):
    ready = [desk.to_notice(desk.case()) for _ in range(3)]
    early = desk.case()
    order = ordered(desk, "reviewer", "notice", [*ready, early], label="一批")
    assert [one.pk for one in unfinished_orders(desk.access("reviewer"), "notice")] == [order.pk]
    order = worked_off(desk, order)
    assert order.stage == "done"
    assert reasons_of(order) == {early: "现在不等公示"}
    assert [one.case for one in notice_value(NoticeList.objects.get()).rows] == ready
    assert all(state_of(one).run("notice").publication.list_id == order.list_number for one in ready)
    assert order_of(desk.access("second_reviewer"), order.pk) is None
    assert unfinished_orders(desk.access("reviewer"), "notice") == []


def test_a_notice_is_public_before_the_first_case_begins_its_days(desk):
    numbers = [desk.to_notice(desk.case()) for _ in range(3)]
    order = worked_off(desk, ordered(desk, "reviewer", "notice", numbers, label="一批"), most=4)
    assert order.stage == "opening"
    row = NoticeList.objects.get()
    assert [one.case for one in notice_value(row).rows] == numbers
    begun = [one for one in numbers if state_of(one).run("notice").publication is not None]
    assert begun == numbers[:1]
    early = object_to_row(
        number=row.number, case=numbers[2], name="测试人乙", contact="13800000000", reasons="不实", key="o",
        at=desk.at,
    )  # fmt: skip
    assert isinstance(early, Refusal) and "几分钟后" in str(early)
    assert order_progress(order).done == 1
    assert worked_off(desk, order).stage == "done"


def test_a_case_that_goes_another_way_in_between_is_struck_off_the_public_list(desk):
    one, two = numbers = [desk.to_notice(desk.case()) for _ in range(2)]
    order = worked_off(desk, ordered(desk, "reviewer", "notice", numbers, label="一批"), most=2)
    desk.do(desk.resident(two), two, "withdraw", reason="不办了")
    order = worked_off(desk, order)
    assert order.stage == "done" and list(reasons_of(order)) == [two]
    row = NoticeList.objects.get()
    assert [line.case for line in notice_value(row).rows] == [one]
    struck = contents_of(f"list/{row.number}")[-1]
    assert struck["kind"] == "NoticeRowStruck" and struck["content"]["digest"] == row.digest
    assert broken_chains() == []


def test_a_list_of_which_nothing_is_left_comes_down_at_once(desk):
    number = desk.to_notice(desk.case())
    order = worked_off(desk, ordered(desk, "reviewer", "notice", [number], label="一批"), most=1)
    assert [one.number for one in running_notices(desk.day)] == [order.list_number]
    desk.do(desk.resident(number), number, "withdraw", reason="不办了")
    assert worked_off(desk, order).stage == "done"
    assert list(running_notices(desk.day)) == [] and NoticeList.objects.get().taken_down_on == desk.day


def test_an_order_that_nobody_is_at_is_taken_up_by_the_clock(desk):
    numbers = [desk.to_notice(desk.case()) for _ in range(3)]
    order = worked_off(desk, ordered(desk, "reviewer", "notice", numbers, label="一批"), most=1)
    assert run_clocks(at=desk.at + LEFT_AFTER).resumed == 0
    assert run_clocks(at=desk.at + LEFT_AFTER * 2).resumed == 1
    assert BulkOrder.objects.get(pk=order.pk).stage == "done"
    assert run_clocks(at=desk.at + LEFT_AFTER * 9).resumed == 0


def test_two_orders_of_the_same_cases_put_each_on_one_list(desk):
    numbers = at_decision(desk, 3)
    first, second = (
        ordered(desk, "second_reviewer", "signing", some, label="汇总") for some in (numbers[:2], numbers[1:])
    )
    assert worked_off(desk, second, most=1).stage == "gathering"
    assert worked_off(desk, first).list_number
    assert reasons_of(worked_off(desk, second)) == {numbers[1]: "已在别的汇总表里"}
    lists = [[row.case.number for row in one.outcomes.all()] for one in SigningList.objects.order_by("pk")]
    assert sorted(number for some in lists for number in some) == sorted(numbers)


def test_an_order_without_a_single_case_that_can_go_on_is_refused_whole(desk):
    numbers = [desk.case(), desk.case()]
    order = worked_off(desk, ordered(desk, "second_reviewer", "signing", numbers, label="汇总"))
    assert (order.stage, order.told) == ("refused", "没有可以编入的办件")
    assert set(reasons_of(order)) == set(numbers) and not SigningList.objects.exists()


def test_payments_are_handed_over_and_posted_row_by_row(desk):
    numbers = at_decision(desk, 3)
    drawn = worked_off(desk, ordered(desk, "second_reviewer", "signing", numbers, label="汇总")).list_number
    sign_list(access=desk.access("decider"), number=drawn, expected_total_fen=3 * FEN, at=desk.at)
    decide_rows(number=drawn, at=desk.at)
    order = ordered(desk, "payer", "hand_over", numbers, fields={"batch": "P1"})
    assert worked_off(desk, order, most=1).stage == "opening"
    assert worked_off(desk, order).stage == "done" and reasons_of(order) == {}
    assert set(AwaitedSeat.objects.filter(batch="P1").values_list("case__number", flat=True)) == set(numbers)
    again = worked_off(desk, ordered(desk, "payer", "hand_over", numbers[:1], fields={"batch": "P2"}))
    assert "P1" in reasons_of(again)[numbers[0]]
    assert (
        worked_off(desk, ordered(desk, "payer", "posted", numbers, fields={"reference": "R1"})).stage
        == "done"
    )
    assert all(state_of(one).posted for one in numbers)
    assert Case.objects.filter(number__in=numbers, amount_fen=FEN).count() == 3


@pytest.mark.parametrize(
    ("who", "kind", "more", "codes"),
    [
        ("clerk", "notice", {"label": "x"}, {"not-allowed"}),
        ("reviewer", "notice", {"label": " "}, {"label-empty"}),
        ("clerk", "signing", {}, {"not-allowed", "label-empty"}),
        ("payer", "hand_over", {"fields": {"batch": " "}}, {"field-empty"}),
        ("payer", "posted", {}, {"field-empty"}),
    ],
)
def test_what_is_wrong_with_an_order_is_told_at_once_and_nothing_is_kept(desk, who, kind, more, codes):
    done = order_in_bulk(access=desk.access(who), kind=kind, cases=[desk.case()], at=desk.at, **more)
    assert isinstance(done, Refusal) and {one.code for one in done.problems} == codes
    assert not BulkOrder.objects.exists()


def test_a_case_out_of_sight_is_not_there(desk):
    number = desk.case(desk.person("south"))
    done = order_in_bulk(
        access=desk.access("town_decider"), kind="signing", cases=[number], label="x", at=desk.at
    )
    assert isinstance(done, Refusal) and "no-case" in {one.code for one in done.problems}
