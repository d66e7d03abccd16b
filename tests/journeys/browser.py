"""A real browser for the journeys: people who open pages, press buttons and fill in fields, and what is wrong there.

Everything goes through what somebody can see: labels, buttons, links. After each page it is looked at whether the
page can be moved sideways, and every complaint of the browser (of the Content-Security-Policy, too) is kept.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds that a page may take, on a machine with other work."""
_TOLD_ON_PURPOSE = re.compile(r"Failed to load resource: .*status of (422|404|403|409)")
"""What the browser says of a form that comes back with its faults beside the fields."""


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium, else Playwright's own; a loud skip where there is none, and a failure in CI."""
    sync_api = pytest.importorskip("playwright.sync_api") if not os.environ.get("CI") else _playwright()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_api.sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except sync_api.Error as fault:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"NO BROWSER, SO NO JOURNEY WAS WALKED: {str(fault).splitlines()[0]}")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the tests
        try:
            yield browser
        finally:
            browser.close()
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
            if before is not None:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def _playwright() -> Any:
    import playwright.sync_api

    return playwright.sync_api


@dataclass
class Visitor:
    """Somebody at a screen."""

    context: Any
    site: str
    shown: Any
    """Where a page is looked at for everybody's sake (`journeys.shown.Shown`)."""
    page: Any = None
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not _TOLD_ON_PURPOSE.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, address: str) -> None:
        """Type an address."""
        answer = self.page.goto(self.site + address)
        assert answer.status < 400, (address, answer.status)
        self.look()

    def look(self) -> None:
        """Whether the page is as wide as the screen."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.page.viewport_size["width"]:
            self.complaints.append(f"{self.page.url}: {wide} pixels wide")

    def press(self, label: str, within: str = "main") -> None:
        """Press a button that leads to a page."""
        self._follow(self._one("button", label, within))

    def follow(self, label: str, within: str = "main") -> None:
        """Follow a link."""
        self._follow(self._one("link", label, within))

    def _one(self, role: str, label: str, within: str) -> Any:
        found = self.page.locator(within).get_by_role(role, name=label, exact=True)
        return (found if found.count() else self.page.locator(within).get_by_role(role, name=label)).first

    def _follow(self, what: Any) -> None:
        with self.page.expect_navigation():
            what.click()
        self.look()

    def write(self, label: str, text: str) -> None:
        """Fill in the field of that label."""
        self._field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by what it says."""
        self._field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Tick a box or one of several choices."""
        main = self.page.locator("main")
        for exact in (True, False):
            found = main.get_by_role("radio", name=label, exact=exact)
            found = found.or_(main.get_by_role("checkbox", name=label, exact=exact))
            if found.count():
                break
        found.first.check()

    def _field(self, label: str) -> Any:
        labelled = self.page.locator("main").get_by_label(label)
        return labelled.and_(self.page.locator("input, textarea, select")).first

    def attach(self, label: str, *files: Any) -> None:
        """Choose files: paths, or name, type and content."""
        self._field(label).set_input_files(list(files))

    def download(self, label: str) -> bytes:
        """The file behind a link, never shown in the page itself."""
        with self.page.expect_download() as awaited:
            self._one("link", label, "main").click()
        return Path(awaited.value.path()).read_bytes()

    def words(self) -> str:
        """What the page says."""
        return str(self.page.locator("body").inner_text())

    def has(self, *parts: str) -> None:
        """The page says all of it."""
        said = self.words()
        assert [part for part in parts if part not in said] == [], said

    def for_everybody(self) -> None:
        """The page as it stands here is looked at by the rules of accessibility, at the width of a phone."""
        content = str(self.page.content()).encode()
        self.complaints += self.shown.faults_of(self.page.url, content, again=True)

    def printed(self) -> bytes:
        """The page as it comes out of a printer (A4, PDF)."""
        self.page.emulate_media(media="print")
        sheet = self.page.pdf(format="A4")
        self.page.emulate_media(media="screen")
        return bytes(sheet)

    def carry(self, client: Client) -> None:
        """Take over the session of a signed-in client of Django's."""
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.site}])


def picture() -> dict[str, Any]:
    """A photograph as a phone sends it."""
    from web.public.photograph import photograph

    taken = photograph()
    return {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": taken.read()}
