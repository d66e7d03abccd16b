"""Kill -9 in the middle of an import: after the restart nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.people import jobs
from jiuchuang.apps.people.actions.check_import import check_import
from jiuchuang.apps.people.actions.decide_import import decide_import
from jiuchuang.apps.people.actions.undo_import import undo_import
from jiuchuang.apps.people.actions.upload_import import ImportTaken, upload_import
from jiuchuang.apps.people.actions.write_import import STRETCH, write_import
from jiuchuang.apps.people.models import Change, Import, ImportRow, Person
from office_world import AT
from people_imports_sheet import workbook
from register_world import register_world, resident

ROWS = 130
WORKER = Path(__file__).with_name("worker_that_is_killed.py")


@pytest.fixture
def world(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return register_world()


@pytest.fixture
def upload(world):
    rows = [{"name": f"测试人{at}", "resident_id": resident(at)} for at in range(1, ROWS + 1)]
    taken = upload_import(
        access=world.access("window-one"), kind="persons", unit=world.one, file_name="a.xlsx",
        data=workbook("persons", *rows), at=AT,
    )  # fmt: skip
    assert isinstance(taken, ImportTaken), taken
    return taken.upload


def kill(step, upload, rows, settings):
    """Another process does the step and is killed on its way."""
    arguments = [connection.settings_dict["NAME"], settings.MEDIA_ROOT, step, upload.pk, rows]
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jiuchuang.server.settings_for_tests",
        "PYTHONPATH": str(WORKER.parents[2]),
    }
    done = subprocess.run(
        [sys.executable, str(WORKER), *map(str, arguments)],
        env=surroundings,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def states(upload):
    return sorted(ImportRow.objects.filter(upload=upload).values_list("state", flat=True))


def all_are_there_once():
    numbers = sorted(Person.objects.values_list("resident_id", flat=True))
    assert numbers == sorted(resident(at) for at in range(1, ROWS + 1))
    assert Change.objects.filter(before={}).count() == ROWS
    assert sorted(int(number[1:]) for number in Person.objects.values_list("number", flat=True)) == list(
        range(1, ROWS + 1)
    )
    assert broken_chains() == []


@pytest.mark.parametrize("rows", [0, 49, 77, ROWS - 1])
def test_killed_while_it_writes(world, upload, settings, rows):
    check_import(number=upload.pk, at=AT)
    decide_import(access=world.access("reviewer-one"), number=upload.pk, approve=True, note="", at=AT)
    kill("write", upload, rows, settings)
    written = rows - rows % STRETCH
    assert Person.objects.count() == written  # whole stretches, and none of the one that was under way
    assert states(upload).count("written") == written and Import.objects.get().state == "writing"
    assert jobs.take_up_again(at=AT) == 1
    assert Import.objects.get().state == "written" and states(upload) == ["written"] * ROWS
    all_are_there_once()
    kinds = [each["kind"] for each in contents_of(f"import/{upload.pk}")]
    assert kinds.count("rows-written") == -(-ROWS // STRETCH) and kinds.count("import-written") == 1
    assert jobs.take_up_again(at=AT) == 0


def test_killed_again_and_again(world, upload, settings):
    kill("check", upload, 30, settings)
    kill("check", upload, 60, settings)
    check_import(number=upload.pk, at=AT)
    assert states(upload) == ["valid"] * ROWS and Import.objects.get().valid == ROWS
    assert not Person.objects.exists()
    decide_import(access=world.access("reviewer-one"), number=upload.pk, approve=True, note="", at=AT)
    for rows in (10, 60, 20):
        kill("write", upload, rows, settings)
    write_import(number=upload.pk, at=AT)
    all_are_there_once()


def test_killed_while_it_is_taken_back(world, upload, settings):
    check_import(number=upload.pk, at=AT)
    decide_import(access=world.access("reviewer-one"), number=upload.pk, approve=True, note="", at=AT)
    write_import(number=upload.pk, at=AT)
    undo_import(access=world.access("reviewer-one"), number=upload.pk, reason="传错了", at=AT)
    kill("undo", upload, 70, settings)
    assert Person.objects.count() == ROWS - 50
    assert jobs.take_up_again(at=AT) == 1
    assert not Person.objects.exists() and states(upload) == ["undone"] * ROWS
    assert broken_chains() == []
