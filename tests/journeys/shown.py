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
