"""Papers that the window chose for somebody stay when the form comes back; each clerk has their own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiuchuang.apps.casework.models import Case, DraftPaper, Paper
from web.window.test_desk import picture

FORM = "/window/take/person/P0000001/form/?want=sample/yunxi-2024-6/skill-subsidy%7C"


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_looking_again_keeps_the_papers_and_handing_in_takes_them(sit, county, clock):
    window = sit("window")
    looked = window.post(FORM, {"key": "one", "look": "1", "file_0": picture()})
    assert looked.status_code == 200 and "已收到：证书.png" in looked.content.decode()
    assert "已收到" in window.get(FORM).content.decode()
    assert window.post(FORM, {"key": "one"}).status_code == 302
    assert Paper.objects.get().case == Case.objects.get() and not DraftPaper.objects.exists()


def test_a_bad_file_is_told_and_one_is_taken_away(sit, county, clock):
    window = sit("window")
    bad = window.post(FORM, {"key": "one", "file_0": SimpleUploadedFile("假.png", b"<html>")})
    assert bad.status_code == 422 and "假.png" in bad.content.decode() and not Case.objects.exists()
    window.post(FORM, {"key": "one", "look": "1", "file_0": picture()})
    number = DraftPaper.objects.get().pk
    gone = window.post(FORM, {"key": "one", "drop": str(number)})
    assert gone.status_code == 200 and "已收到" not in gone.content.decode() and not Case.objects.exists()
    assert not DraftPaper.objects.exists()


def test_another_clerk_has_other_papers(sit, county, clock):
    sit("window").post(FORM, {"key": "one", "look": "1", "file_0": picture()})
    assert "已收到" not in sit("reviewer").get(FORM).content.decode()
    number = DraftPaper.objects.get().pk
    sit("other_window").post(FORM, {"key": "x", "drop": str(number)})
    assert DraftPaper.objects.filter(pk=number).exists()
