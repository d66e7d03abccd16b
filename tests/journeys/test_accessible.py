"""Every page of every door on a phone and at a desk: no violation of WCAG 2 A and AA, and nothing wider than the screen.

The pages are answered by Django's test client and shown by a real browser with their style sheets; every form is sent
empty as well and looked at as it comes back with its faults.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client

from jiuchuang.apps.residents.models import ResidentSession
from journeys.conftest import signed_in_client
from office_world import PASSWORD
from web.forms_on_pages import forms_in
from web.full_county import full_county, holder, pages, resident_client

WITH_FAULTS = {
    "public": {"sign-in", "object", "firm", "guide-answer"},
    "window": {"list-sign", "list-except", "unmask", "verb", "paper-add", "procedure-upload", "calendar-enter"},
    "office": {"password", "import-upload", "correct", "visit", "unit-open", "unit-move", "unit-merge", "unit-restore",
               "unit-call-off", "account-add",
               "grant", "delegate", "keys", "screening-start", "enter", "enter-for", "end-unemployment",
               "end-hardship", "end-employment", "policy-document-upload", "policy-document", "policy-document-note",
               "policy-pack-upload", "policy-pack-withdraw", "policy-sign-reading", "policy-sign-assumption",
               "duplicate-judge", "take-back", "grant-end", "account-reset", "look", "policy-pack-version",
               "policy-signature-withdraw"},
    "kit": set(),
}  # fmt: skip
"""Addresses whose form must have come back with its faults, for each door; others are looked at in the journeys."""


@pytest.fixture
def world(db):
    return full_county()


@contextmanager
def undone(client: Client):
    """Whatever a request changes is taken back, in the database and in what the browser carries."""
    carried = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)
    client.cookies.clear()
    client.cookies.load(carried)


def sent_empty(client: Client, here: str, content: bytes) -> dict[str, bytes]:
    """The pages that come back when each form of a page is sent as it stands, by the name of the address."""
    found = {}
    for form in forms_in(content.decode()):
        with undone(client):
            answer = client.post(form.action or here, form.sends)
            if answer.status_code == 422:
                found[f"{answer.resolver_match.view_name}"] = answer.content
    return found


@pytest.mark.parametrize("door", list(WITH_FAULTS))
def test_pages_are_for_everybody(world, shown, door):
    client = resident_client(world) if door == "public" else signed_in_client(holder(world))
    seen, faulty, faults = set(), set(), []
    for page in pages(world, door, client):
        faults += shown.faults_of(page.here, page.content)
        seen.add(page.name)
        for name, content in sent_empty(client, page.here, page.content).items():
            faults += shown.faults_of(f"{page.here} → {name}", content, again=True)
            faulty.add(name.partition(":")[2])
    assert faults == []
    assert len(seen) >= {"public": 18, "window": 24, "office": 48, "kit": 1}[door]
    assert WITH_FAULTS[door] - faulty == set()


def test_the_pages_before_anybody_is_in_and_those_of_what_is_not_there(world, shown):
    client, faults = Client(), []
    for here in ("/", "/office/sign-in/", "/my/sign-in/", "/no/such/page/"):
        answer = client.get(here)
        faults += shown.faults_of(here, answer.content)
        for name, content in sent_empty(client, here, answer.content).items():
            faults += shown.faults_of(f"{here} → {name}", content, again=True)
    assert faults == []


def test_the_pages_on_the_way_in(world, shown):
    """The code on the phone, what a resident says of himself for the first time, the second factor of the staff."""
    account, person, faults = holder(world), world.people["qx"][0], []
    account.set_password(PASSWORD)
    account.save()
    steps = (
        ("/my/sign-in/", {"name": person.name, "resident_id": person.resident_id, "phone": person.phone}),
        ("/office/sign-in/", {"username": account.username, "password": PASSWORD}),
    )
    for door, said in steps:
        client = Client()
        answer = client.post(door, said, follow=True)
        here = answer.redirect_chain[-1][0]
        assert "code" in here, here
        faults += shown.faults_of(here, answer.content)
        faults += shown.faults_of(f"{here} → 422", client.post(here, {"code": "x"}).content, again=True)
    client = resident_client(world)
    ResidentSession.objects.update(
        person="", name="测试人新", resident_id=person.resident_id, phone=person.phone
    )
    for answer in (client.get("/my/enter/"), client.post("/my/enter/", {})):
        assert answer.status_code in (200, 422), answer.status_code
        faults += shown.faults_of("/my/enter/", answer.content)
    owner, firm = world.people["qx"][2], world.firms["qx"][0]
    ResidentSession.objects.update(person=owner.number, stands_for=firm.number, firm_name=firm.name)
    answer = client.get("/my/workers/")
    assert answer.status_code == 200, answer.status_code
    assert shown.faults_of("/my/workers/", answer.content) == faults == []


def test_what_is_wrong_with_a_page_is_found(shown):
    """The checks above could fail, one after the other, and with nothing left of the page before."""
    bad = b"<!doctype html><title>x</title><input><p style='width:2000px;color:#ccc'>pale</p>"
    good = b"<!doctype html><html lang='zh'><title>x</title><main><h1>x</h1></main></html>"
    found = "\n".join(shown.faults_of("/bad/", bad))
    for fault in ("html-has-lang", "label", "color-contrast", "pixels wide"):
        assert fault in found
    assert shown.faults_of("/good/", good) == []
    assert "color-contrast" in "\n".join(shown.faults_of("/bad/", bad, again=True))
    assert "on paper: something to press" in "\n".join(shown.faults_of("/", good + b"<button>x</button>"))
    assert "on paper: 2" in found


def test_no_colour_depends_on_the_width_of_the_screen():
    folder = Path(str(finders.find("kit/kit.css"))).parent
    coloured = []
    for path in folder.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        for start in re.finditer(r"@media[^{]*width[^{]*\{", text):
            depth, end = 1, start.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            if re.search(r"(?<![-\w])(color|background(-color)?|opacity)\s*:", text[start.end() : end]):
                coloured.append((path.name, start.group()))
    assert coloured == []
