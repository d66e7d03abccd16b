"""A fault in something a person gave us, with its place and what to do about it.

Faults in people's input are values, gathered and shown all at once; exceptions are for our own bugs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import category


@dataclass(frozen=True, order=True)
class Place:
    """Where a fault sits: a file (or a fact, an argument …) and, when known, the 1-based line and column."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.source
        return f"{self.source}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One fault: a stable `code`, a plain Chinese `message`, its place and, where we can, a suggestion.

    `severity` is `error` (the input cannot be used) or `warning` (it can, but a person should look).
    """

    code: str
    message: str
    place: Place = Place("")
    suggestion: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place.source else ""
        hint = f"（{self.suggestion}）" if self.suggestion else ""
        return f"{where}{self.message}{hint} [{self.code}]"


@dataclass(frozen=True)
class Refusal:
    """What may not happen, with every reason; nothing has changed."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "；".join(problem.message for problem in self.problems)


def legible(text: str, most: int = 60) -> str:
    """A piece of people's input as it may stand in a message: one line, nothing that steers a terminal, not endless."""
    shown = "".join(
        sign if sign.isprintable() else " " if category(sign) == "Zs" else "\ufffd" for sign in text[:most]
    )
    return f"{shown}…" if len(text) > most else shown


def errors_only(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that make the input unusable, in the given order."""
    return [problem for problem in problems if problem.severity == "error"]


def nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A suggestion for a misspelt name: 是不是 …？ with the nearest known one, else `otherwise`."""
    near = get_close_matches(word, list(known), 1)
    return f"是不是 {near[0]}？" if near else otherwise
