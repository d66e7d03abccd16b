"""Procedures and the calendar as they hold here: what is shipped, and what was entered over it.

Whether anything was entered since is asked each time, with one small query; the reading itself is kept in memory.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from jiuchuang.apps.casework.models.kept import KeptNotice, KeptProcedure
from jiuchuang.apps.policy.queries import ProgrammeShown
from jiuchuang.domain.casework.calendar import Holiday, WorkCalendar, YearArrangement
from jiuchuang.domain.casework.codec import to_plain
from jiuchuang.domain.casework.procedure import Procedure, procedure_in_force
from jiuchuang.domain.casework.procedure_file import read_procedures
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256
from jiuchuang.domain.kernel.period import Period
from jiuchuang.gateways.procedures.store import load_calendar, load_procedures
from jiuchuang.gateways.procedures.texts import procedure_text

_ONE_DAY = timedelta(days=1)
Versions = dict[tuple[str, int], Procedure]


@cache
def shipped_procedures() -> tuple[Procedure, ...]:
    """Those of the packs."""
    read, problems = load_procedures()
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return read


@cache
def shipped_calendar() -> WorkCalendar:
    """The notices of the packs."""
    read, problems = load_calendar()
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return read


def procedures() -> Versions:
    """Every version by id and number; of an older one the days end where a newer one begins."""
    kept = KeptProcedure.objects.values_list("code", "version", "sha256", "from_on", "to_on")
    return _procedures(tuple(kept))


@lru_cache(maxsize=4)
def _procedures(kept_here: tuple[tuple[object, ...], ...]) -> Versions:
    read_here = []
    for row in KeptProcedure.objects.all() if kept_here else ():
        read, problems = read_procedures({f"{row.code}-{row.version}.yaml": row.text})
        if problems or len(read) != 1:
            raise ValueError(f"kept procedure {row.code} {row.version} does not read: {problems}")
        read_here.append(replace(read[0], in_force=Period(row.from_on, row.to_on)))
    return in_their_days((*shipped_procedures(), *read_here))


def in_their_days(versions: tuple[Procedure, ...]) -> Versions:
    """The versions by id and number, each ending on the day before the next one begins."""
    found = {(one.id, one.version): one for one in versions}
    for code in {one.id for one in versions}:
        ordered = sorted((one for one in versions if one.id == code), key=_begins)
        for older, newer in pairwise(ordered):
            ends = _begins(newer) - _ONE_DAY
            last = older.in_force.last
            if last is None or last > ends:
                found[older.id, older.version] = replace(older, in_force=Period(older.in_force.first, ends))
    return found


def _begins(procedure: Procedure) -> date:
    assert procedure.in_force.first is not None
    return procedure.in_force.first


def procedure_for(programme: ProgrammeShown, on: date) -> Procedure | None:
    """The procedure of a programme on the day; None where the text names words, or none is in force."""
    return procedure_in_force(procedures().values(), programme.procedure or "", on)


def can_be_applied_for(programme: ProgrammeShown, on: date) -> bool:
    """Whether there is a procedure on the day that an application begins."""
    procedure = procedure_for(programme, on)
    return procedure is not None and procedure.begins_by == "application"


def calendar() -> WorkCalendar:
    """The calendar of working days, notices entered here included."""
    return _calendar(tuple(arrangement_of(row) for row in KeptNotice.objects.all()))


@lru_cache(maxsize=4)
def calendar_mark(known: WorkCalendar) -> str:
    """A short name of a calendar: another one as soon as any notice says anything else."""
    return sha256(canonical_json(to_plain(known.arrangements)).encode())[:16]


@lru_cache(maxsize=4)
def _calendar(kept: tuple[YearArrangement, ...]) -> WorkCalendar:
    shipped = shipped_calendar()
    named = {(one.year, one.source) for one in kept}
    rest = [one for one in shipped.arrangements if (one.year, one.source) not in named]
    return WorkCalendar((*rest, *kept)) if kept else shipped


def arrangement_of(row: KeptNotice) -> YearArrangement:
    """A kept notice as a value."""
    holidays = tuple(
        Holiday(
            one["name"],
            date.fromisoformat(one["from"]),
            date.fromisoformat(one["to"]),
            tuple(date.fromisoformat(day) for day in one["worked"]),
        )
        for one in row.holidays
    )
    return YearArrangement(row.year, row.number, row.issued_on, holidays)


def kept_versions() -> frozenset[tuple[str, int]]:
    """The versions that were uploaded here."""
    return frozenset(KeptProcedure.objects.values_list("code", "version"))


def text_of(code: str, version: str) -> str:
    """The YAML of a version, uploaded here or shipped; empty for one that is not there."""
    wanted = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0
    kept = KeptProcedure.objects.filter(code=code, version=wanted).values_list("text", flat=True).first()
    if kept is not None:
        return kept
    shipped = next((one for one in shipped_procedures() if (one.id, one.version) == (code, wanted)), None)
    return procedure_text(shipped) if shipped is not None else ""


def kept_notices() -> frozenset[tuple[int, str]]:
    """Year and number of the notices that were entered here."""
    return frozenset(KeptNotice.objects.values_list("year", "number"))
