"""Two months of work in the demo county: applications, screenings with cases out of them, imports, visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from jiuchuang.cli import demo_site_stories as stories
from jiuchuang.cli.demo_site_days import Days, Story, live_through
from jiuchuang.cli.demo_site_desks import all_desks
from jiuchuang.cli.demo_site_households import household_without_work
from jiuchuang.cli.demo_site_imports import bring_registers
from jiuchuang.cli.demo_site_office import DemoOffice, must
from jiuchuang.cli.demo_site_stories import Applicant
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.screening.registers_run import ROWS, screen_registers

if TYPE_CHECKING:
    from jiuchuang.apps.screening.queries.runs import ScreeningRun

Step = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
Told = Callable[[Days, Applicant], Story]
Begun = dict[int, list[Callable[[Days], Story]]]
WORKING_DAYS = 45
PEOPLE = ("startup-subsidy", "park-cost-subsidy", "flexible-insurance-subsidy")
FIRMS = ("stabilisation-return",)
"""Programmes of the sample pack that people and firms apply for themselves."""
WITHOUT_APPLICATION = "skill-subsidy"
"""The one that is given without an application: a certificate and its level say everything."""
SCREENED = (*PEOPLE, *FIRMS, WITHOUT_APPLICATION, "hiring-subsidy", "startup-loan")
SCREENED_BACK = 12
"""Working days before today of the screening out of which cases are opened."""
HOUSEHOLD_BACK = 23
"""Working days before today on which a household without anybody in work is taken up."""
OF_PEOPLE: tuple[tuple[int, Told], ...] = (
    (38, stories.ordinary),
    (30, stories.payment_returned),
    (29, stories.account_changed),
    (31, stories.without_account),
    (20, partial(stories.objected, settled=True)),
    (9, stories.one_opinion),
    (14, partial(stories.objected, settled=False)),
    (13, stories.silent),
    (12, stories.papers_to_follow),
    (15, stories.on_promise),
    (18, stories.corrected),
    (8, stories.at_window),
    (2, stories.submitted),
    (4, stories.correcting),
    (26, stories.lapsed),
    (10, stories.withdrawn),
    (7, stories.declined),
    (16, stories.urged),
    (11, stories.added_signer),
    (22, partial(stories.appealed, settled=False)),
    (30, partial(stories.appealed, settled=True)),
    (19, stories.disagreed),
    (1, stories.submitted),
    (3, stories.correcting),
)
"""Working days before today on which a story begins; the first ones need people who are due what they ask for."""
OF_FIRMS: tuple[tuple[int, Told], ...] = (
    (40, stories.ordinary),
    (34, stories.without_account),
    (5, stories.one_opinion),
    (36, stories.account_changed),
    (12, stories.silent),
    (1, stories.submitted),
    (18, partial(stories.objected, settled=False)),
    (21, stories.disagreed),
    (3, stories.correcting),
)
ORDINARY_PEOPLE, ORDINARY_FIRMS = 24, 18
"""Applications beside the stories, spread over the days."""
APPLY_IN_VAIN = (17, 25, 33)
"""Working days before today on which people apply who are one condition short."""


@dataclass(frozen=True)
class Pool:
    """Register numbers by programme: who is due it, and who is one condition short."""

    due: Mapping[str, Sequence[str]]
    short: Mapping[str, Sequence[str]]


def pool_of(population: Path, library: Library, on: date) -> Pool:
    """Who of a synthetic county may apply for the programmes of these packs."""
    programmes = [item.id for item in library.programmes() if item.id.rpartition("/")[2] in SCREENED]
    with TemporaryDirectory() as work:
        screening, problems = screen_registers(
            population, library, programmes, on, Path(work), lambda rows: None
        )
        if screening is None:
            raise RuntimeError(f"the synthetic county cannot be screened: {problems}")
        rows = Path(work) / ROWS
        due = pl.read_parquet(rows / "awards.parquet").filter(~pl.col("paid") & pl.col("fen").is_not_null())
        short = pl.read_parquet(rows / "one_short.parquet")
    return Pool(_by_programme(due), _by_programme(short))


def _by_programme(rows: pl.DataFrame) -> dict[str, list[str]]:
    grouped = rows.group_by("programme", maintain_order=True).agg("id")
    return dict(grouped.iter_rows())


def do_work(office: DemoOffice, pool: Pool, now: datetime, step: Step) -> Days:
    """Everything that happens before the site is opened."""
    days = Days(office, now)
    with step("导入、疑似重复、走访", 4) as advance:
        bring_registers(office, now, advance)
    with step("办件", WORKING_DAYS) as advance:
        live_through(days, _stories(pool, now), WORKING_DAYS, all_desks, advance)
    with step("筛查", 1) as advance:
        screened(office, now)
        advance()
    return days


def screened(office: DemoOffice, at: datetime) -> ScreeningRun:
    """A screening of the whole county as of the day, done."""
    from jiuchuang.apps.policy.queries import programmes_on
    from jiuchuang.apps.screening.actions.run_screening import run_screening
    from jiuchuang.apps.screening.actions.start_run import RunStarted, start_run

    access, top = office.access("fuhe", at), office.units["yx"]
    wanted = [
        item.id
        for item in programmes_on(access.on, top.region_code)
        if item.id.rpartition("/")[2] in SCREENED
    ]
    started = start_run(access=access, unit_id=top.pk, programmes=wanted, on=access.on, at=at)
    run = run_screening(run_id=must(started, RunStarted).run.pk, clock=lambda: at)
    if run is None or run.told:
        raise RuntimeError(f"the demonstration could not screen: {run and run.told}")
    return run


def _stories(pool: Pool, now: datetime) -> Begun:
    """Who applies for what, and when."""
    people = _interleaved(pool, PEOPLE, now)
    firms = _interleaved(pool, FIRMS, now)
    begun: Begun = {}
    started: list[Applicant] = []
    for source, told, ordinary in ((people, OF_PEOPLE, ORDINARY_PEOPLE), (firms, OF_FIRMS, ORDINARY_FIRMS)):
        wanted = [
            *told,
            *((1 + n * (WORKING_DAYS - 3) // ordinary, stories.ordinary) for n in range(ordinary)),
        ]
        for (back, story), one in zip(wanted, source, strict=False):
            started.append(one)
            begun.setdefault(back, []).append(_of(story, one))
    taken = {one.number for one in started}
    short = (one for one in _interleaved(Pool({}, pool.short), PEOPLE, now) if one.number not in taken)
    for back, one in zip(APPLY_IN_VAIN, short, strict=False):
        begun.setdefault(back, []).append(_of(stories.ordinary, one))
    begun.setdefault(SCREENED_BACK, []).append(without_application)
    begun.setdefault(HOUSEHOLD_BACK, []).append(household_without_work)
    return begun


def _of(story: Told, one: Applicant) -> Callable[[Days], Story]:
    return lambda days: story(days, one)


def without_application(days: Days) -> Story:
    """免申即享: screened, opened, published; some confirm, one declines, others have not answered yet."""
    from jiuchuang.apps.screening.actions.open_cases import CasesMarked, open_cases, open_marked
    from jiuchuang.apps.screening.queries import Filter, awards_in

    run = screened(days.office, days.at)
    access = days.access("fuhe")
    programme = next(one for one in run.programmes if one.endswith(f"/{WITHOUT_APPLICATION}"))
    done = open_cases(access=access, run_id=run.pk, programme=programme, at=days.at)
    if not isinstance(done, CasesMarked):
        return  # nobody is due: a county of a few people
    open_marked(access=access, run_id=run.pk, programme=programme, at=days.at)
    opened = list(
        awards_in(access, run, Filter(programme=programme)).exclude(case_number="").order_by("number")
    )
    for award in opened:
        days.told[award.case_number] = "without_application"
    while any(not _awaits_confirmation(award.case_number) for award in opened):
        yield 1
    for number, award in enumerate(opened):
        one = Applicant(award.kind, award.number, award.name, programme, "", ())
        if number % 4 == 0:
            days.act(one.resident(), award.case_number, "confirm", node="confirm")
        elif number % 4 == 1:
            why = "已在外地领取，不再领取"
            days.act(one.resident(), award.case_number, "opt_out", node="confirm", reason=why)
        days.tick()


def _awaits_confirmation(number: str) -> bool:
    from jiuchuang.apps.casework.queries.events import state_of

    state = state_of(number)
    return state is None or state.status == "ended" or any(run.node == "confirm" for run in state.open_runs())


def _applicants(pool: Mapping[str, Sequence[str]], name: str, now: datetime) -> Iterator[Applicant]:
    programme = next((one for one in pool if one.endswith(f"/{name}")), "")
    for number in pool.get(programme, ()):
        found = _applicant(number, programme, now)
        if found is not None:
            yield found


def _applicant(number: str, programme: str, now: datetime) -> Applicant | None:
    from django.utils import timezone

    from jiuchuang.apps.people.queries import subject_of
    from jiuchuang.apps.policy.queries import programme_shown

    shown = programme_shown(programme, timezone.localdate(now))
    row = subject_of(shown.entity, number) if shown else None
    if shown is None or row is None:
        return None
    clause = f"{shown.document} {shown.clause}"
    name = str(getattr(row, "name", ""))
    return Applicant(shown.entity, number, name, programme, clause, shown.papers)


def _interleaved(pool: Pool, names: Sequence[str], now: datetime) -> Iterator[Applicant]:
    """One of each programme in turn, nobody twice: first who is due it, then who is one condition short."""
    seen: set[str] = set()
    for some in (pool.due, pool.short):
        sources = [_applicants(some, name, now) for name in names]
        while sources:
            for source in list(sources):
                one = next((item for item in source if item.number not in seen), None)
                if one is None:
                    sources.remove(source)
                    continue
                seen.add(one.number)
                yield one
