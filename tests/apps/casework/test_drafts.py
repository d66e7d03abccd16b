"""Files that wait for an application: kept, shown to their owner alone, handed in, forgotten, swept."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from apps.casework.desk import opened_desk
from jiuchuang.apps.casework.actions import apply as applying
from jiuchuang.apps.casework.actions.apply import Applied
from jiuchuang.apps.casework.actions.keep_draft import (
    DraftKept,
    drop_draft,
    end_draft,
    forget_drafts,
    keep_draft,
    take_draft,
)
from jiuchuang.apps.casework.actions.keep_paper import MOST_BYTES_A_CASE, MOST_PAPERS_A_CASE, PaperIn
from jiuchuang.apps.casework.actions.sweep_files import sweep_files, sweep_when_due
from jiuchuang.apps.casework.models import DraftPaper, Paper
from jiuchuang.apps.casework.queries.drafts import drafts_of
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.file_store.store import keep_file, keys_in, read_file

MINE, OTHER = "person:P1|person:P1", "person:P2|person:P2"
DAY = timedelta(days=1)


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return opened_desk()


def picture(name="证书", colour="white"):
    out = BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return PaperIn(name, f"{name}.png", out.getvalue())


def kept(desk, *papers, owner=MINE):
    done = keep_draft(owner=owner, papers=papers or [picture()], at=desk.at)
    assert isinstance(done, DraftKept), done
    return done


def aged(root, key, at):
    """As if the file had been written three days before."""
    long_ago = (at - 3 * DAY).timestamp()
    os.utime(Path(root) / key, (long_ago, long_ago))


def test_good_files_are_kept_and_bad_ones_told(desk, tmp_path):
    done = kept(desk, picture(), PaperIn("合同", "合同.pdf", b"<html>"))
    assert done.count == 1 and [one.code for one in done.faults] == ["file-kind"]
    (row,) = drafts_of(MINE)
    assert (row.name, row.file_name) == ("证书", "证书.png") and drafts_of(OTHER) == []
    assert read_file(tmp_path, row.key) == picture().content


def test_they_are_handed_in_without_being_written_again(desk, tmp_path):
    kept(desk)
    person = desk.person()
    papers = take_draft(owner=MINE, names=["证书"], at=desk.at)
    done = desk.try_apply(person, papers=papers)
    assert isinstance(done, Applied)
    end_draft(owner=MINE, papers=papers)
    (paper,) = Paper.objects.all()
    assert list(keys_in(tmp_path)) == [paper.key] and not DraftPaper.objects.exists()
    assert read_file(tmp_path, paper.key) == picture().content


def test_a_refused_application_leaves_them_where_they_are(desk, tmp_path):
    kept(desk)
    papers = take_draft(owner=MINE, names=["证书"], at=desk.at)
    assert isinstance(desk.try_apply(desk.person(), papers=papers, programmes=["no/such/thing"]), Refusal)
    assert [one.key for one in drafts_of(MINE)] == list(keys_in(tmp_path))


def test_only_those_of_the_papers_that_are_asked_for_are_taken(desk):
    kept(desk, picture("证书"), picture("合同"))
    assert [one.name for one in take_draft(owner=MINE, names=["合同"], at=desk.at)] == ["合同"]
    assert take_draft(owner=OTHER, names=["合同"], at=desk.at) == []


def test_nobody_drops_what_another_chose(desk):
    kept(desk)
    (row,) = drafts_of(MINE)
    assert not drop_draft(owner=OTHER, number=row.pk) and drop_draft(owner=MINE, number=row.pk)
    assert drafts_of(MINE) == []


def test_too_many_or_too_much_is_refused_with_what_waits_already(desk):
    kept(desk)
    DraftPaper.objects.update(size=MOST_BYTES_A_CASE)
    done = keep_draft(owner=MINE, papers=[picture()], at=desk.at)
    assert isinstance(done, Refusal) and done.problems[0].code == "papers-too-large"
    many = [picture()] * (MOST_PAPERS_A_CASE + 1)
    done = keep_draft(owner=OTHER, papers=many, at=desk.at)
    assert isinstance(done, Refusal) and done.problems[0].code == "papers-too-many"


def test_they_are_forgotten_after_a_day_without_a_look(desk):
    kept(desk)
    assert forget_drafts(at=desk.at + DAY / 2) == 0
    take_draft(owner=MINE, names=["证书"], at=desk.at + DAY / 2)
    assert forget_drafts(at=desk.at + DAY * 1.2) == 0
    assert forget_drafts(at=desk.at + DAY * 2) == 1


def test_the_sweep_removes_what_no_row_names_and_nothing_else(desk, tmp_path):
    lost = keep_file(tmp_path, picture(colour="red").content).key
    young = keep_file(tmp_path, picture(colour="blue").content).key
    kept(desk)
    desk.case(papers=[picture(colour="green")])
    named = [DraftPaper.objects.get().key, Paper.objects.get().key]
    for key in (lost, *named):
        aged(tmp_path, key, desk.at)
    os.utime(tmp_path / young, (desk.at.timestamp(),) * 2)
    partial = tmp_path / "ab" / "begun.part"
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(b"half")
    aged(tmp_path, "ab/begun.part", desk.at)
    assert sweep_files(at=desk.at).files == 1
    assert set(keys_in(tmp_path)) == {young, *named} and not partial.exists()
    assert (sweep_when_due(at=desk.at + DAY / 2).files, len(list(keys_in(tmp_path)))) == (0, 3)
    assert sweep_when_due(at=desk.at + DAY * 2).files == 2  # the young one, and the draft that was forgotten
    assert list(keys_in(tmp_path)) == [Paper.objects.get().key]


def test_a_sweep_in_the_middle_of_handing_in_touches_nothing(desk, tmp_path, monkeypatch):
    kept(desk)
    aged(tmp_path, DraftPaper.objects.get().key, desk.at)
    DraftPaper.objects.update(at=desk.at - DAY * 2)
    papers, person = take_draft(owner=MINE, names=["证书"], at=desk.at), desk.person()
    swept, attach = [], applying.attach

    def swept_before(*given):
        swept.append(sweep_files(at=desk.at))
        return attach(*given)

    monkeypatch.setattr(applying, "attach", swept_before)
    assert isinstance(desk.try_apply(person, papers=papers), Applied)
    swept.append(sweep_files(at=desk.at))
    end_draft(owner=MINE, papers=papers)
    swept.append(sweep_files(at=desk.at))
    assert {(one.drafts, one.files) for one in swept} == {(0, 0)} and len(swept) == 3
    assert read_file(tmp_path, Paper.objects.get().key) == picture().content
