"""Photographs that a resident chose stay when the application is refused: shown, added to, taken away, handed in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiuchuang.apps.casework.models import DraftPaper, Paper
from web.public.photograph import photograph
from web.public.test_residents import SKILL, apply_for, signed_in, somebody, world

__all__ = ["somebody", "world"]


@pytest.fixture
def phone(somebody, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in(somebody)


def sent(page, **more):
    return {"state": page.context["state"], "key": page.context["key"], **more}


def test_what_was_chosen_stays_through_a_refusal_and_is_handed_in_with_the_next_try(phone):
    page, refused = apply_for(phone, SKILL, files={"paper-0": [photograph(), photograph()]}, declared="")
    assert refused.status_code == 422 and not Paper.objects.exists()
    assert refused.content.decode().count("已收到：证件.jpg") == 2
    first = page.context["papers"][0]
    done = phone.post("/my/apply/submit/", sent(refused, declared="1"))
    assert done.status_code == 302
    assert [one.name for one in Paper.objects.all()] == [first, first]
    assert not DraftPaper.objects.exists()


def test_a_bad_file_is_told_and_the_good_ones_beside_it_stay(phone):
    files = {"paper-0": photograph(), "paper-1": SimpleUploadedFile("假.jpg", b"<html>")}
    _, refused = apply_for(phone, SKILL, files=files)
    text = refused.content.decode()
    assert refused.status_code == 422 and "假.jpg" in text and "已收到：证件.jpg" in text
    assert not Paper.objects.exists() and DraftPaper.objects.count() == 1


def test_one_is_taken_away_without_losing_the_others_or_the_form(phone):
    _, refused = apply_for(phone, SKILL, files={"paper-0": [photograph(), photograph()]}, declared="")
    number = DraftPaper.objects.order_by("pk").first().pk
    page = phone.post("/my/apply/submit/", sent(refused, drop=str(number), declared="1"))
    assert page.status_code == 200 and page.content.decode().count("已收到：") == 1
    assert "checked" in page.content.decode() and not Paper.objects.exists()
    assert DraftPaper.objects.exclude(pk=number).count() == 1


def test_nobody_else_sees_or_takes_away_what_waits(phone, world):
    apply_for(phone, SKILL, files={"paper-0": photograph()}, declared="")
    other = signed_in(world.people["qx"][1])
    number = str(DraftPaper.objects.get().pk)
    _, page = apply_for(other, SKILL, declared="", drop=number)
    assert page.status_code == 200 and "已收到" not in page.content.decode()
    assert DraftPaper.objects.count() == 1
