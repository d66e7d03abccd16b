"""A batch approval whose machine is switched off in the middle: nothing lost, nothing doubled after the restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, connections

from apps.casework.desk import FEN, opened_desk
from apps.casework.test_lists_of_cases import at_decision, drawn
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
from jiuchuang.apps.casework.models import Case, SigningList, SigningRow
from jiuchuang.apps.casework.queries.events import events_of
from jiuchuang.apps.casework.queries.lists import progress_of
from jiuchuang.apps.casework.queries.replay import replay

ROWS = 8
WORKER = """
import json, sys
import django
from django.conf import settings
settings.DATABASES["default"].update(json.loads(sys.argv[1]))
django.setup()
from datetime import datetime
from jiuchuang.apps.casework.actions.sign_list import decide_rows
while True:
    done = decide_rows(number=sys.argv[2], at=datetime.fromisoformat(sys.argv[3]), most=1)
    print(done.left, flush=True)
    if not done.left:
        break
"""


def signed_list(desk, many):
    numbers = at_decision(desk, many)
    row = drawn(desk, numbers).row
    done = sign_list(
        access=desk.access("decider"), number=row.number, expected_total_fen=many * FEN, at=desk.at
    )
    assert isinstance(done, ListSigned), done
    return numbers, row


def all_decided_once(numbers, row):
    row.refresh_from_db()
    assert row.state == "done"
    assert progress_of(row) == {"pending": 0, "decided": len(numbers), "refused": 0, "excepted": 0}
    for number in numbers:
        kinds = [type(event.happening).__name__ for event in events_of(number)]
        assert kinds.count("Decided") == 1
        assert Record.objects.filter(chain__name=f"case/{number}", kind="DecisionBasis").count() == 1
        assert replay(number).faults == ()
    assert Case.objects.filter(amount_fen=FEN).count() == len(numbers)
    assert broken_chains() == []


def worker(row, at):
    kept = connection.settings_dict
    database = {name: str(kept[name]) for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(database), row.number, at.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jiuchuang.server.settings_for_tests"},
    )


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_is_taken_up_where_it_stood():
    desk = opened_desk()
    numbers, row = signed_list(desk, ROWS)
    connections.close_all()
    run = worker(row, desk.at)
    assert run.stdout is not None
    for _ in range(3):
        assert run.stdout.readline()
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    before = SigningRow.objects.filter(list=row, state="decided").count()
    assert 3 <= before < ROWS
    assert SigningList.objects.get(pk=row.pk).state == "signed"
    done = decide_rows(number=row.number, at=desk.at)
    assert (done.decided, done.refused, done.left) == (ROWS - before, 0, 0)
    all_decided_once(numbers, row)


@pytest.mark.django_db(transaction=True)
def test_two_runs_of_one_list_decide_each_row_once():
    assert settings.DATABASES["default"]["NAME"]
    desk = opened_desk()
    numbers, row = signed_list(desk, ROWS)
    together, outcomes, faults = threading.Barrier(2), [], []

    def run():
        try:
            together.wait()
            outcomes.append(decide_rows(number=row.number, at=desk.at).decided)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(outcomes) == ROWS
    all_decided_once(numbers, row)
