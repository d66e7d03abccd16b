"""The forms of a page as a browser would send them when nobody has filled in anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class FormOnPage:
    """Where a form goes to (empty: to its own page), and what it sends by itself: hidden fields and its first button."""

    action: str
    sends: dict[str, str] = field(default_factory=dict)
    has_button: bool = False


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FormOnPage] = []
        self._open: FormOnPage | None = None
        self._in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "main":
            self._in_main = True
        elif tag == "form" and self._in_main and said.get("method", "").lower() == "post":
            self._open = FormOnPage(said.get("action", ""))
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and said.get("type") == "hidden" and said.get("name") != "csrfmiddlewaretoken":
            self._open.sends[said.get("name", "")] = said.get("value", "")
        elif tag == "button" and not self._open.has_button:
            self._open.has_button = True
            if said.get("name"):
                self._open.sends[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "main":
            self._in_main = False


def forms_in(text: str) -> list[FormOnPage]:
    """The forms of a page's main part that change something, in their order."""
    finder = _Finder()
    finder.feed(text)
    return finder.forms
