"""Orders for many cases whose machine is switched off: nothing lost, nothing doubled after the restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, connections

from apps.casework.desk import FEN, MONDAY, opened_desk
from apps.casework.many_cases import many_at_notice
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.carry_out import carry_out
from jiuchuang.apps.casework.actions.order_in_bulk import OrderedInBulk, order_in_bulk
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import AwaitedSeat, BulkOrder, NoticeList, OrderedCase, SigningList
from jiuchuang.apps.casework.queries.bulk import order_progress
from jiuchuang.apps.casework.queries.events import events_of
from jiuchuang.apps.casework.queries.lists import awaiting_notice, notice_value, signed_value

ROWS, FEWER = 1_200, 120
WORKER = """
import json, sys
import django
from django.conf import settings
settings.DATABASES["default"].update(json.loads(sys.argv[1]))
django.setup()
from datetime import datetime
from jiuchuang.apps.casework.actions.carry_out import carry_out
at = datetime.fromisoformat(sys.argv[3])
print("begins", flush=True)
carry_out(number=int(sys.argv[2]), clock=lambda: at)
"""
pytestmark = pytest.mark.django_db(transaction=True)


def ordered(desk, who, kind, numbers, **more):
    done = order_in_bulk(access=desk.access(who), kind=kind, cases=numbers, at=desk.at, **more)
    assert isinstance(done, OrderedInBulk), done
    return done.order


def killed_when(order, at, enough):
    """Let a process work at the order and kill it as soon as `enough` rows are through."""
    kept = connection.settings_dict
    database = {name: str(kept[name]) for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    connections.close_all()
    run = subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(database), str(order.pk), at.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jiuchuang.server.settings_for_tests"},
    )
    assert run.stdout is not None and run.stdout.readline()
    while not enough():
        assert run.poll() is None, "the run ended before it could be killed"
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL


def taken_up(order, at):
    """The order after the restart, which finds it half done."""
    order.refresh_from_db()
    assert order.stage in ("gathering", "opening")
    return carry_out(number=order.pk, clock=lambda: at)


def through(order, state):
    return lambda: OrderedCase.objects.filter(order=order, state=state).count() >= 20


def test_a_notice_of_1200_rows_is_killed_twice_and_every_case_begins_once():
    desk = opened_desk()
    numbers = many_at_notice(desk, ROWS)
    order = ordered(desk, "reviewer", "notice", numbers, label="一批")
    killed_when(order, desk.at, through(order, "ready"))
    assert not NoticeList.objects.exists()
    killed_when(order, desk.at, through(order, "done"))
    assert len(notice_value(NoticeList.objects.get()).rows) == ROWS
    order = taken_up(order, desk.at)
    assert (order.stage, order_progress(order).left) == ("done", 0)
    (row,) = NoticeList.objects.all()
    assert [one.case for one in notice_value(row).rows] == numbers
    assert (
        Record.objects.filter(kind="NoticeOpened", chain__name__startswith="case/2026-369921-9").count()
        == ROWS
    )
    assert AwaitedSeat.objects.filter(published_in=row.number, is_open=True).count() == ROWS
    assert not awaiting_notice(desk.access("reviewer")).filter(case__number__in=numbers).exists()
    assert broken_chains() == []


def test_a_list_to_sign_is_killed_and_drawn_up_once():
    desk = opened_desk()
    numbers = many_at_notice(desk, FEWER)
    worked = carry_out(
        number=ordered(desk, "reviewer", "notice", numbers, label="一批").pk, clock=lambda: desk.at
    )
    assert worked.stage == "done"
    desk.day = MONDAY + timedelta(days=8)
    assert run_clocks(at=desk.at).notices_closed == FEWER
    order = ordered(desk, "second_reviewer", "signing", numbers, label="三月汇总")
    killed_when(order, desk.at, through(order, "ready"))
    order = taken_up(order, desk.at)
    (row,) = SigningList.objects.all()
    assert (row.number, row.rows, row.total_fen) == (order.list_number, FEWER, FEWER * FEN)
    assert [one.case for one in signed_value(row).rows] == numbers
    assert row.outcomes.count() == FEWER
    assert BulkOrder.objects.filter(stage="done").count() == 2
    kinds = [type(one.happening).__name__ for one in events_of(numbers[-1])]
    assert kinds.count("NoticeOpened") == 1
