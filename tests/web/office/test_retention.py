"""What has been kept for its term is deleted once a day, and nothing else is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from county_world import STARTUP, two_townships
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.queries import personal_data
from jiuchuang.apps.people.actions.undo_import import undo_import
from jiuchuang.apps.people.imports.sheets import folder
from jiuchuang.apps.people.models.imports import UNDOING, WRITTEN, Import, ImportRow
from jiuchuang.apps.residents.models import ResidentSession, SignInTry
from jiuchuang.apps.screening.models import Award, Opening, ScreeningRun, Stage, Standing
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.sms.outbox import send_text
from jiuchuang.gateways.workbook.kept import fetch, keep
from jiuchuang.server.retention import FORGET, forget_old, forget_once_a_day

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR_AGO = datetime(2025, 11, 22, 1, 0, tzinfo=UTC)
"""The last day whose term of twelve months has run out."""
KEPT_STILL = YEAR_AGO + timedelta(days=1)


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA = tmp_path, tmp_path
    return two_townships()


def imported(world, at, state=WRITTEN):
    upload = Import.objects.create(
        kind="persons",
        unit=world.units["qx"],
        file_name="花名册.xlsx",
        file=keep(folder(), b"one"),
        marked_file=keep(folder(), b"two"),
        digest=f"{at:%Y%m%d}{state}",
        state=state,
        total=1,
        uploaded_by=world.accounts["qx-window"],
        uploaded_at=at - timedelta(days=5),
        decided_at=at,
    )
    ImportRow.objects.create(upload=upload, line=2, state=WRITTEN, content={"name": "测试人甲"})
    return upload


def run_of(world, at, **award):
    run = ScreeningRun.objects.create(
        unit=world.units["yx"],
        on=at.date(),
        programmes=[STARTUP],
        stage=Stage.DONE,
        figures={"programmes": []},
        started_by=world.accounts["xitong"],
        started_at=at,
        touched_at=at,
        ended_at=at,
    )
    Award.objects.create(
        run=run,
        programme=STARTUP,
        kind="person",
        number=world.people["qx"][0].number,
        standing=Standing.DUE,
        **award,
    )
    return run


def test_every_term_that_ends_has_somebody_who_forgets():
    terms = personal_data().terms
    assert {name for name, term in terms.items() if term.ends} == set(FORGET)


def test_imports_lose_their_files_and_rows_and_nothing_else(world):
    old, young = imported(world, YEAR_AGO), imported(world, KEPT_STILL)
    waiting = imported(world, YEAR_AGO - timedelta(days=90), state="checked")
    files = [old.file, old.marked_file]
    assert forget_old(at=AT)["import-sheets"] == 1
    for each in (old, young, waiting):
        each.refresh_from_db()
    assert (old.file, old.file_name, old.rows.count(), old.forgotten_on) == ("", "", 0, date(2026, 11, 23))
    assert [(each.rows.count(), each.forgotten_on) for each in (young, waiting)] == [(1, None)] * 2
    for key in files:
        with pytest.raises(FileNotFoundError):
            fetch(folder(), key)
    assert fetch(folder(), young.file) == b"one"
    refused = undo_import(access=world.access("county-reviewer"), number=old.pk, reason="试", at=AT)
    assert isinstance(refused, Refusal) and [one.code for one in refused.problems] == ["import-forgotten"]
    assert (old.state, Import.objects.get(pk=old.pk).state) == (WRITTEN, WRITTEN)


def test_an_import_that_somebody_begins_to_undo_meanwhile_keeps_its_rows(world, monkeypatch):
    imported(world, YEAR_AGO - timedelta(days=9))
    undone = imported(world, YEAR_AGO)

    def begin_to_undo(where, key):
        Import.objects.filter(pk=undone.pk).update(state=UNDOING)

    monkeypatch.setattr("jiuchuang.apps.people.actions.forget_imports.drop", begin_to_undo)
    assert forget_old(at=AT)["import-sheets"] == 1
    assert (undone.rows.count(), Import.objects.get(pk=undone.pk).forgotten_on) == (1, None)


def test_screenings_lose_what_they_found_of_each_subject_but_not_their_figures(world):
    old, young = run_of(world, YEAR_AGO), run_of(world, KEPT_STILL)
    at_work = run_of(world, YEAR_AGO, opening=Opening.MARKED)
    assert forget_old(at=AT)["screening-results"] == 1
    assert [run.awards.count() for run in (old, young, at_work)] == [0, 1, 1]
    old.refresh_from_db()
    assert (old.forgotten_on, old.figures) == (date(2026, 11, 23), {"programmes": []})


def test_the_page_of_such_a_screening_says_so_and_shows_no_zeros(world, browser_of):
    run = run_of(world, YEAR_AGO)
    browser = browser_of(world.accounts["county-reviewer"])
    assert "应享未享合计" in browser.get(f"/office/screening/{run.pk}/").content.decode()
    forget_old(at=AT)
    page = browser.get(f"/office/screening/{run.pk}/").content.decode()
    assert "已过保存期" in page and "应享未享合计" not in page


def test_codes_texts_and_sessions(world, settings):
    for days in (0, 1, 2, 7, 8, 31):
        then = AT - timedelta(days=days)
        common = {"resident_id": "", "phone": "13800000000", "name": "测试人甲"}
        SignInTry.objects.create(token=f"c{days}", code="x", sent_at=then, **common)
        ResidentSession.objects.create(
            token=f"s{days}", person="", name="测试人甲", is_proved=False, began_at=then, seen_at=then
        )
        send_text(Path(settings.DATA) / "sms-outbox", "13800000000", "验证码", then)
        Session.objects.create(session_key=f"k{days}", session_data="", expire_date=then)
    gone = forget_old(at=AT)
    assert (gone["sign-in-codes"], gone["messages"], gone["staff-sessions"]) == (8, 2, 1)
    assert sorted(SignInTry.objects.values_list("token", flat=True)) == ["c0", "c1"]
    assert len(list((Path(settings.DATA) / "sms-outbox").iterdir())) == 4
    assert Session.objects.filter(session_key="k31").count() == 0


def test_once_a_day_and_on_record(world):
    assert forget_once_a_day(at=AT) is not None
    assert forget_once_a_day(at=AT + timedelta(hours=12)) is None
    assert forget_once_a_day(at=AT + timedelta(hours=15)) is not None  # after midnight
    told = contents_of("retention")
    assert [one["kind"] for one in told] == ["Forgotten"] * 2
    assert told[0]["content"] == dict.fromkeys(FORGET, 0)
