"""Every address of the site, with things that are there to fill it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver, reverse

from county_world import STARTUP, County
from jiuchuang.apps.audit.queries import records_found

PACK = {"region": "sample", "slug": "yunxi-2024-6"}


@dataclass(frozen=True)
class Route:
    """An address: its name, the names of its parts, and the permission of its page (None: no page of the staff)."""

    name: str
    parts: tuple[str, ...]
    permission: str | None
    view: Callable[..., Any]

    @property
    def is_staff(self) -> bool:
        """Whether it lies behind the door of the staff."""
        return self.permission is not None


def routes() -> list[Route]:
    """Every route of the site, in order."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], space: str) -> Iterator[Route]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        else:
            parts = tuple(pattern.pattern.converters)
            permission = getattr(pattern.callback, "permission", None)
            yield Route(f"{space}{pattern.name}", parts, permission, pattern.callback)


def address(route: Route, world: County, town: str = "bh") -> str:
    """The address with things of a township where it needs any; KeyError for a part that nobody filled in here."""
    return reverse(route.name, kwargs={part: _part(route, part, world, town) for part in route.parts})


def _part(route: Route, part: str, world: County, town: str) -> object:
    space, _, name = route.name.partition(":")
    named = _named(world, town).get(route.name, {})
    if part in named:
        return named[part]
    if part == "number" and name.startswith(("account", "grant", "key", "delegate", "take-back")):
        return world.accounts["xitong"].pk
    if part == "number" and (
        space == "api" or name.startswith(("case", "unmask", "payee", "examine", "paper", "letter"))
    ):
        return world.cases[town][0]
    if part == "number" and name.startswith("notice"):
        return world.notices[town]
    if part == "number" and name.startswith("list"):
        return world.lists[town]
    if part == "form":
        return "pdf"
    if part in ("number", "key"):
        return 1
    raise KeyError(f"{route.name}: {part}")


def _record_of(world: County, town: str) -> int:
    """Something that the window of the township did; 0 where it did nothing yet."""
    row = records_found().filter(actor_id=world.accounts[f"{town}-window"].pk).first()
    return row.pk if row else 0


def _named(world: County, town: str) -> dict[str, dict[str, object]]:
    """Parts by the name of the route, where the name of the part says too little."""
    case, person = world.cases[town][0], world.people[town][0].number
    return {
        "window:take-choose": {"kind": "person", "number": person},
        "window:take-details": {"kind": "person", "number": person},
        "window:application": {"number": world.applications[town]},
        "window:slip": {"number": world.applications[town], "form": "pdf"},
        "window:paper": {"number": case, "paper": 1},
        "window:verb": {"number": case, "verb": "accept"},
        "window:list-except": {"number": world.lists[town], "case": case},
        "window:procedure": {"code": "subsidy-two-level", "number": 1},
        "window:procedure-bpmn": {"code": "subsidy-two-level", "number": 1},
        "window:procedure-text": {"code": "subsidy-two-level", "number": 1},
        "window:calendar-year": {"number": 2026},
        "office:enter": {"kind": "persons"},
        "office:enter-for": {"kind": "unemployment", "subject_kind": "person", "number": person},
        "office:correct": {"kind": "person", "number": person},
        "office:end-unemployment": {"number": person},
        "office:end-hardship": {"number": person, "spell": 1},
        "office:end-employment": {"number": person, "spell": 1},
        "office:import-template": {"kind": "persons"},
        "office:visit": {"kind": "person", "number": person},
        "office:subject": {"kind": "person", "number": person},
        "office:look": {"kind": "person", "number": person},
        "office:policy-programme": {**PACK, "name": "startup-subsidy"},
        "office:policy-sign-reading": {**PACK, "name": "startup-subsidy", "subject": "none"},
        "office:policy-sign-assumption": {**PACK, "name": "startup-subsidy", "subject": "none"},
        "office:policy-pack": PACK,
        "office:policy-pack-withdraw": PACK,
        "office:policy-pack-version": {**PACK, "digest": "0"},
        "office:class-employer": {"number": world.firms[town][0].number},
        "office:policy-conflict": {
            "region": "hualong",
            "slug": "2016-2",
            "name": "leave-post-to-start-up",
            "other": "puyang/2017-29/leave-post-to-start",
        },
        "office:policy-document-tasks": {"number": 1, "ending": "xlsx"},
        "office:record": {"number": _record_of(world, town)},
        "office:screening-open": {"number": 1, "programme": STARTUP},
        "office:unit-move": {"code": town},
        "office:unit-merge": {"code": town},
        "office:unit-restore": {"code": town},
        "office:unit-call-off": {"code": town},
        "office:grant-end": {"number": world.access(f"{town}-window").grant_rows[0].pk},
        "public:programme": {"programme": STARTUP},
        "public:guide-answer": {"name": "birth_on"},
        "public:applied": {"application": world.applications[town]},
        "public:case-do": {"number": case, "verb": "withdraw"},
        "api:rules": {"programme": STARTUP},
        "api:decide": {"programme": STARTUP},
        "api:find": {"kind": "person"},
        "api:one": {"kind": "person", "number": person},
        "api:facts": {"kind": "person", "number": person},
    }
