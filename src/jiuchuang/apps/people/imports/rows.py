"""One row, of whatever sheet, written to the registers, or tried without leaving a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from jiuchuang.apps.people.imports import spells_in, subjects_in
from jiuchuang.apps.people.imports.bringing import Bringing, Faulty, Values, Wrote
from jiuchuang.domain.kernel.problem import Problem, Refusal

Writer = Callable[[Bringing, Values, Values], tuple[str, str]]
WRITERS: Mapping[str, Writer] = {
    "persons": subjects_in.write_person,
    "households": subjects_in.write_member,
    "employers": subjects_in.write_employer,
    "unemployment": spells_in.write_unemployment,
    "hardship": spells_in.write_hardship,
    "employments": spells_in.write_employment,
    "headcounts": spells_in.write_headcount,
}
"""What writes a row of each sheet; every sheet of packs/registers has one."""


def write_row(bringing: Bringing, kind: str, content: Mapping[str, Any]) -> Wrote | Refusal:
    """Write a row that was read without fault; a refusal leaves the registers as they were."""
    bringing.begin()
    try:
        with transaction.atomic():
            subject, number = WRITERS[kind](bringing, content["values"], content["facts"])
    except Faulty as fault:
        return Refusal(fault.problems)
    return Wrote(subject, number, bringing.effects(), tuple(bringing.warnings))


def would_write(bringing: Bringing, kind: str, content: Mapping[str, Any]) -> list[Problem]:
    """What the registers have against the row, or what a person should look at; nothing is written."""
    with transaction.atomic():
        outcome = write_row(bringing, kind, content)
        transaction.set_rollback(True)
    return list(outcome.problems if isinstance(outcome, Refusal) else outcome.warnings)
