"""What a resident with an interest would send by hand: words of one form to another, other people's, far too much."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from county_world import resident_id
from jiuchuang.apps.casework.models import Case, Paper
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.people.models import Employer, Ownership, Person
from jiuchuang.domain.kernel.identifiers import make_credit_code
from web.public.photograph import photograph
from web.public.test_residents import SKILL, apply_for, claim, phone, signed_in, somebody, world  # noqa: F401


def test_what_one_page_signed_is_nothing_to_another(phone):  # noqa: F811
    page = phone.get("/my/apply/", {"p": [SKILL]})
    data = {"state": page.context["so_far"], "key": "k", "declared": "1"}
    assert phone.post("/my/apply/submit/", data).status_code in (302, 422)
    assert Case.objects.count() == 0


def test_words_without_end_are_refused_and_told(phone):  # noqa: F811
    apply_for(phone, SKILL)
    case = Case.objects.get()
    before = state_of(case.number).number
    answer = phone.post(f"/my/cases/{case.number}/withdraw/", {"reason": "长" * 100_000})
    assert answer.status_code == 422 and "2000" in answer.content.decode()
    answer = phone.post(f"/my/cases/{case.number}/urge/", {"node": "accept", "note": "长" * 100_000})
    assert answer.status_code == 422
    assert state_of(case.number).number == before


def test_what_no_database_keeps_is_told_and_not_kept(phone):  # noqa: F811
    apply_for(phone, SKILL)
    case = Case.objects.get()
    answer = phone.post(f"/my/cases/{case.number}/withdraw/", {"reason": "改\0主意"})
    assert answer.status_code == 422 and "读不出来的字符" in answer.content.decode()
    assert Case.objects.get().status == "open"


def test_an_application_is_handed_in_under_a_plain_key(phone):  # noqa: F811
    _, done = apply_for(phone, SKILL, key="a\0b%/")
    assert done.status_code == 302
    assert Case.objects.get().origin.endswith(":ab:0")


@pytest.mark.parametrize("there", ["office:sign-out", "x", "my/", "a\0b", "\\n", "//evil.example/"])
def test_an_address_that_is_none_of_ours_leads_home(world, there):  # noqa: F811
    answer = Client().post("/large/", {"next": there, "wanted": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert Client().post("/large/", {"next": "/m/?who=firm"}).headers["Location"] == "/m/?who=firm"


@pytest.mark.parametrize("verb", ["accept", "decide", "settle_appeal", "hand_over", "close_notice"])
def test_verbs_of_the_office_are_none_of_his(phone, verb):  # noqa: F811
    apply_for(phone, SKILL)
    number = Case.objects.get().number
    assert phone.post(f"/my/cases/{number}/{verb}/", {"node": "accept"}).status_code == 404


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "public:home",
        "x",
    ],
)
def test_after_signing_in_one_stays_here(world, there):  # noqa: F811
    browser = Client()
    browser.post("/my/sign-in/", claim(world.people["qx"][0]) | {"next": there})
    page = browser.get("/my/sign-in/code/")
    answer = browser.post("/my/sign-in/code/", {"code": page.context["shown"]})
    assert answer.headers["Location"] == "/my/"


def test_a_code_serves_once_even_with_the_cookie_of_before(world):  # noqa: F811
    browser = Client()
    browser.post("/my/sign-in/", claim(world.people["qx"][0]))
    kept = browser.cookies["resident-try"].value
    code = browser.get("/my/sign-in/code/").context["shown"]
    assert browser.post("/my/sign-in/code/", {"code": code}).status_code == 302
    again = Client()
    again.cookies["resident-try"] = kept
    assert again.post("/my/sign-in/code/", {"code": code}).status_code == 422
    assert "resident" not in again.cookies


EVIL = {
    "page.jpg": b"<!doctype html><script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "half.png": b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", EVIL)
def test_files_are_what_they_are_and_not_what_they_are_called(phone, settings, tmp_path, name):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    files = {"paper-0": [SimpleUploadedFile(name, EVIL[name], "image/jpeg")]}
    _, done = apply_for(phone, SKILL, files=files)
    assert done.status_code == 422
    assert (Case.objects.count(), Paper.objects.count()) == (0, 0)


def test_names_of_files_lead_nowhere_and_files_are_never_shown_inline(phone, settings, tmp_path, world):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    picture = photograph()
    picture.name = "../../etc/x\r\nSet-Cookie: a=b\u202e.jpg"
    _, done = apply_for(phone, SKILL, files={"paper-0": [picture]})
    assert done.status_code == 302
    paper = Paper.objects.get()
    assert "/" not in paper.file_name and "\n" not in paper.file_name and "\u202e" not in paper.file_name
    number = Case.objects.get().number
    answer = phone.get(f"/my/cases/{number}/papers/{paper.pk}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = signed_in(world.people["bh"][0])
    assert other.get(f"/my/cases/{number}/papers/{paper.pk}/").status_code == 404


def test_whoever_acts_for_a_firm_no_longer_is_himself_again(phone, somebody, world):  # noqa: F811
    code = make_credit_code("91", "369921", 7)
    firm = world.firms["qx"][0]
    Employer.objects.filter(pk=firm.pk).update(credit_code=code)
    own = Ownership.objects.create(person=somebody, employer=firm)
    assert phone.post("/my/firm/", {"credit_code": code}).status_code == 302
    assert phone.get("/my/").context["who"].employer == firm.number
    own.to_on = timezone.localdate() - timedelta(days=1)
    own.save()
    assert phone.get("/my/").context["who"].employer == ""


def test_a_claim_does_not_tell_who_is_in_the_register(world):  # noqa: F811
    """Somebody with a telephone of his own asks after others: the answer is the same for known and unknown."""
    known = world.people["qx"][0]
    stranger = {"name": "测试人丙", "resident_id": resident_id("36992119900101777"), "phone": "13100000001"}
    assert Person.objects.filter(resident_id=stranger["resident_id"]).count() == 0
    asked = claim(known, name="测试人丙", phone="13100000002")
    first, second = Client().post("/my/sign-in/", stranger), Client().post("/my/sign-in/", asked)
    assert (first.status_code, first.headers.get("Location")) == (
        second.status_code,
        second.headers.get("Location"),
    )
