"""Whoever has to answer an objection or an appeal finds it first in the worklist, ended case or not."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from apps.casework.desk import opened_desk
from apps.casework.test_act import APPROVED, REFUSED
from apps.casework.test_lists_of_cases import at_decision, objected, published
from jiuchuang.apps.casework.actions.recount_days import recount_days
from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.models import Grant
from office_world import FIRST

APPEAL = {"appeal": "A1", "kind": "objection", "reasons": "材料没有看全"}
UPHELD = {"appeal": "A1", "changed": False, "reasons": "原决定正确"}


@pytest.fixture
def desk(db):
    return opened_desk()


def rows_of(desk, who):
    return [(row.case.number, row.node_kind, row.mark) for row in worklist(desk.access(who))]


def refused(desk):
    """A refused case in the archive: nobody has anything to do there any more."""
    (number,) = at_decision(desk, 1)
    desk.do("decider", number, "decide", **REFUSED, departure="有举报，经查不符")
    desk.do("second_reviewer", number, "archive", node="archive", file_number="F1")
    assert Case.objects.get(number=number).status == "ended"
    return number


def test_an_appeal_after_the_end_reaches_who_settles_it_and_leaves_with_the_answer(desk):
    number = refused(desk)
    assert rows_of(desk, "leader") == []
    desk.do(desk.resident(number), number, "appeal", **APPEAL)
    assert rows_of(desk, "leader") == [(number, "appeal", "")]
    assert [rows_of(desk, who) for who in ("clerk", "decider", "reviewer", "second_reviewer")] == [[]] * 4
    assert replay(number).faults == ()
    desk.do("leader", number, "settle_appeal", **UPHELD)
    assert rows_of(desk, "leader") == []
    assert replay(number).faults == ()


def test_whoever_had_a_hand_in_the_case_does_not_find_its_appeal(desk):
    number = refused(desk)
    desk.accounts["leader"] = desk.accounts["decider"]
    desk.do(desk.resident(number), number, "appeal", **APPEAL)
    AwaitedSeat.objects.filter(node_kind="appeal").update(role="decider")
    assert rows_of(desk, "decider") == []


def test_an_objection_comes_before_what_is_due_until_it_is_settled(desk):
    quiet, contested = desk.to_notice(desk.case()), desk.to_notice(desk.case())
    row = published(desk, [quiet, contested])
    waiting = desk.to_departments(desk.case())
    assert rows_of(desk, "reviewer") == [(quiet, "notice", ""), (contested, "notice", "")]
    objection = objected(desk, row, contested)
    assert rows_of(desk, "reviewer") == [(contested, "notice", "objection"), (quiet, "notice", "")]
    settled = {"node": "notice", "objection": objection.number, "upheld": False, "reasons": "属实，已核查"}
    desk.do("reviewer", contested, "settle_objection", **settled)
    assert rows_of(desk, "reviewer") == [(quiet, "notice", ""), (contested, "notice", "")]
    assert waiting not in {number for number, *_ in rows_of(desk, "reviewer")}


def test_an_appeal_comes_before_decisions_that_are_late(desk):
    (appealed,) = at_decision(desk, 1)
    desk.do("decider", appealed, "decide", **REFUSED, departure="有举报，经查不符")
    desk.do(desk.resident(appealed), appealed, "appeal", **APPEAL)
    assert [kind for _, kind, _ in rows_of(desk, "leader")][:1] == ["appeal"]


def test_what_was_drawn_by_an_older_version_is_drawn_again(desk):
    number = refused(desk)
    desk.do(desk.resident(number), number, "appeal", **APPEAL)
    settled = refused(desk)
    desk.do(desk.resident(settled), settled, "appeal", **APPEAL)
    desk.do("leader", settled, "settle_appeal", **UPHELD)
    going_on = desk.case()
    AwaitedSeat.objects.filter(node_kind="appeal").delete()
    import_module("jiuchuang.apps.casework.migrations.0011_contested").count_again(apps, None)
    marked = set(Case.objects.filter(calendar="again").values_list("number", flat=True))
    assert marked == {number, going_on}
    assert recount_days(at=desk.at) == 2
    assert rows_of(desk, "leader") == [(number, "appeal", "")]
    assert recount_days(at=desk.at) == 0


def test_a_changed_decision_takes_the_appeal_off_the_list_and_the_step_goes_on(desk):
    number = refused(desk)
    desk.do(desk.resident(number), number, "appeal", **APPEAL)
    desk.do("leader", number, "settle_appeal", **UPHELD | {"changed": True})
    assert rows_of(desk, "leader") == []
    assert (number, "decide", "") in rows_of(desk, "town_decider")
    desk.do("decider", number, "decide", **APPROVED)


def test_whoever_had_a_hand_in_the_case_is_not_offered_to_settle_its_appeal(desk):
    number = refused(desk)
    county = desk.accounts["leader"].grants.get().unit
    Grant.objects.create(account=desk.accounts["decider"], role="leader", unit=county, from_on=FIRST)
    desk.do(desk.resident(number), number, "appeal", **APPEAL)
    offers = {
        who: {one.verb for one in case_view(desk.access(who), number).offered}
        for who in ("leader", "decider")
    }
    assert "settle_appeal" in offers["leader"]
    assert "settle_appeal" not in offers["decider"]
    assert desk.refused("decider", number, "settle_appeal", **UPHELD) == {"own-decision"}
