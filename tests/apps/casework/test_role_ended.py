"""Nothing is taken back by who has left the office; one telephone has one open objection to a row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.casework.desk import hire, opened_desk
from apps.casework.test_attacks_after import codes
from jiuchuang.apps.casework.actions.object_to_row import Objected, object_to_row
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.models import NoticeObjection
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.org.models import Grant


@pytest.fixture
def desk(db):
    return opened_desk()


def recalls(desk, who, number):
    return bool(case_view(desk.access(who), number).offers("recall"))


def test_who_no_longer_has_the_seat_takes_nothing_back(desk):
    number = desk.case()
    desk.do("clerk", number, "accept", node="accept")
    assert recalls(desk, "clerk", number)
    hire(desk, "clerk", "reviewer", "yx")  # still sees the case, in another role
    Grant.objects.filter(account=desk.accounts["clerk"], role="window").update(to_on=desk.day)
    desk.later(1)
    assert not recalls(desk, "clerk", number)
    assert desk.refused("clerk", number, "recall", node="accept", reason="漏看一页") == {"role-ended"}
    Grant.objects.filter(account=desk.accounts["clerk"], role="window").update(to_on=None)
    desk.do("clerk", number, "recall", node="accept", reason="漏看一页")
    assert state_of(number).run("accept").is_open


def test_a_delegation_that_has_ended_takes_nothing_back(desk):
    own = desk.access("clerk").grant_rows[0]
    hire(desk, "helper", "window", "north", delegated_from=own)
    hire(desk, "helper", "reviewer", "yx")
    number = desk.case()
    desk.do("helper", number, "accept", node="accept")
    assert recalls(desk, "helper", number)
    Grant.objects.filter(pk=own.pk).update(to_on=desk.day)
    desk.later(1)
    assert desk.refused("helper", number, "recall", node="accept", reason="x") == {"role-ended"}


def objects(desk, notice, case, key, phone="13800000001"):
    said = {"name": "测试人丙", "contact": phone, "reasons": "不在职"}
    return object_to_row(number=notice, case=case, key=key, at=desk.at, **said)


def test_one_telephone_has_one_open_objection_to_a_row(desk):
    numbers = [desk.to_notice(desk.case()) for _ in range(2)]
    done = publish_notice(access=desk.access("second_reviewer"), cases=numbers, label="公示", at=desk.at)
    assert isinstance(done, Published), done
    notice = done.row.number
    first = objects(desk, notice, numbers[0], "one")
    assert isinstance(first, Objected)
    assert objects(desk, notice, numbers[0], "one") == first
    before = state_of(numbers[0]).number
    assert codes(objects(desk, notice, numbers[0], "two")) == {"objection-open"}
    assert state_of(numbers[0]).number == before
    assert isinstance(objects(desk, notice, numbers[1], "three"), Objected)
    assert isinstance(objects(desk, notice, numbers[0], "four", "13800000002"), Objected)
    settled = {"objection": first.objection.number, "upheld": False, "reasons": "社保在缴"}
    desk.do("second_reviewer", numbers[0], "settle_objection", node="notice", **settled)
    assert isinstance(objects(desk, notice, numbers[0], "five"), Objected)
    assert NoticeObjection.objects.filter(contact="13800000001").count() == 3
    desk.later(timedelta(days=1).days)
    assert codes(objects(desk, notice, numbers[0], "six")) == {"objection-open"}
