"""Every page of every door on a phone and at a desk: no violation of WCAG 2 A and AA, and nothing wider than the screen.

The pages are answered by Django's test client and shown by a real browser with their style sheets; forms are looked
at as they come back with their faults, too.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.test import Client

from journeys.browser import DESK, PHONE, chromium
from journeys.conftest import signed_in_client
from web.full_county import full_county, holder, pages, resident_client

SITE, STATIC = "http://county.test", "/static/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


class Shown:
    """A browser whose requests are answered by what was fetched before."""

    def __init__(self, browser) -> None:
        self._content = b""
        self._page = browser.new_context(viewport=PHONE, bypass_csp=True).new_page()
        self._page.route("**/*", self._answer)

    def _answer(self, route) -> None:
        path = route.request.url.removeprefix(SITE)
        style = finders.find(path[len(STATIC) :]) if path.startswith(STATIC) else None
        if style:
            route.fulfill(body=Path(str(style)).read_bytes(), content_type=mimetypes.guess_type(style)[0])
        elif route.request.resource_type == "document":
            route.fulfill(body=self._content, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    def faults_of(self, here: str, content: bytes) -> list[str]:
        """What is wrong with a page, at both widths."""
        self._content = re.sub(rb'<meta http-equiv="refresh"[^>]*>', b"", content)
        self._page.goto(SITE + here)
        self._page.evaluate(AXE_SCRIPT)
        found = []
        for screen in (PHONE, DESK):
            self._page.set_viewport_size(screen)
            wide = self._page.evaluate("document.documentElement.scrollWidth")
            if wide > screen["width"]:
                found.append(f"{here} at {screen['width']}: {wide} pixels wide")
            result = self._page.evaluate("rules => axe.run(rules)", RULES)
            found += [
                f"{here} at {screen['width']}: {one['id']} {node['html'][:160]}"
                for one in result["violations"]
                for node in one["nodes"][:3]
            ]
        return found


@pytest.fixture(scope="module")
def shown():
    with chromium() as browser:
        yield Shown(browser)


@pytest.fixture
def world(db):
    return full_county()


@pytest.mark.parametrize("door", ["public", "window", "office", "kit"])
def test_pages_are_for_everybody(world, shown, door):
    client = resident_client(world) if door == "public" else signed_in_client(holder(world))
    seen, faults = set(), []
    for name, here in pages(world, door, client):
        answer = client.get(here)
        assert answer.status_code == 200, (here, answer.status_code)
        faults += shown.faults_of(here, answer.content)
        seen.add(name)
        if name in SENT_EMPTY:
            answer = client.post(here, {})
            assert answer.status_code == 422, (here, answer.status_code)
            faults += shown.faults_of(here, answer.content)
    assert faults == []
    assert len(seen) >= {"public": 14, "window": 20, "office": 30, "kit": 1}[door]


SENT_EMPTY = {
    "public:sign-in", "public:object", "public:firm", "office:import-upload", "office:correct", "office:visit",
    "office:unit-open", "office:account-add", "office:grant", "office:screening-start", "window:paper-add",
    "window:notice-new", "window:list-new", "window:list-sign", "window:unmask",
}  # fmt: skip
"""Pages whose form is looked at with its faults, too."""


@pytest.mark.django_db
def test_the_pages_before_anybody_is_in_and_those_of_what_is_not_there(shown):
    faults = []
    for here in ("/", "/office/sign-in/", "/my/sign-in/", "/no/such/page/"):
        faults += shown.faults_of(here, Client().get(here).content)
    assert faults == []


def test_what_is_wrong_with_a_page_is_found(shown):
    """The checks above could fail."""
    bad = b"<!doctype html><title>x</title><input><p style='width:2000px;color:#ccc'>pale</p>"
    found = "\n".join(shown.faults_of("/bad/", bad))
    for fault in ("html-has-lang", "label", "color-contrast", "pixels wide"):
        assert fault in found
