"""Documents laid one after the other in a page of the browser, and what is wrong with them there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders

from journeys.browser import DESK, PHONE

SITE = "http://county.test/"
EVERY_RULE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
NOT_OF_COLOURS = EVERY_RULE | {"rules": {"color-contrast": {"enabled": False}}}
"""No colour depends on the width of the screen (a test sees to it), and looking at colours costs most."""
PAPER, WIDEST = {"width": 688, "height": 990}, 794
"""What the margins leave of A4, in pixels of a style sheet; a browser makes a page smaller that is a little wider."""
NOT_ON_PAPER = "header.bar, nav.menu, button, form.filters, a.button"


class Shown:
    """A page of a browser in which one document after the other is laid, with its style sheets."""

    def __init__(self, browser: Any) -> None:
        self._page = browser.new_context(viewport=DESK, bypass_csp=True).new_page()
        self._page.route(
            "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
        )
        self._page.goto(SITE)
        self._page.evaluate(AXE_SCRIPT)  # stays with the window, whatever document is laid in it

    def faults_of(self, here: str, content: bytes, *, again: bool = False) -> list[str]:
        """What is wrong with a page at both widths; `again`: seen already without its faults, so on a phone only."""
        self._page.set_content(whole(content.decode()))
        found = []
        for screen, rules in (
            ((PHONE, EVERY_RULE),) if again else ((DESK, EVERY_RULE), (PHONE, NOT_OF_COLOURS))
        ):
            self._page.set_viewport_size(screen)
            wide = self._page.evaluate("document.documentElement.scrollWidth")
            if wide > screen["width"]:
                found.append(f"{here} at {screen['width']}: {wide} pixels wide")
            violations = self._page.evaluate("rules => axe.run(rules).then(said => said.violations)", rules)
            found += [
                f"{here} at {screen['width']}: {one['id']} {node['html'][:160]}"
                for one in violations
                for node in one["nodes"][:3]
            ]
        return found if again else found + self.faults_on_paper(here)

    def faults_on_paper(self, here: str) -> list[str]:
        """What is wrong with the page that is laid when it is printed: things to press, or columns that are cut."""
        self._page.emulate_media(media="print")
        self._page.set_viewport_size(PAPER)
        wide = self._page.evaluate("document.documentElement.scrollWidth")
        found = [f"{here} on paper: {wide} pixels wide"] if wide > WIDEST else []
        if self._page.locator(NOT_ON_PAPER).filter(visible=True).count():
            found.append(f"{here} on paper: something to press")
        self._page.emulate_media(media="screen")
        return found


def whole(text: str) -> str:
    """A page with its style sheets in it, and without what would fetch anything or lead away."""
    text = re.sub(r'<meta http-equiv="refresh"[^>]*>|<link rel="icon"[^>]*>', "", text)
    return re.sub(
        r'<link rel="stylesheet" href="/static/([^"]+)">',
        lambda found: f"<style>{sheet(found[1])}</style>",
        text,
    )


def sheet(name: str) -> str:
    """A style sheet of ours."""
    return Path(str(finders.find(name))).read_text(encoding="utf-8")
