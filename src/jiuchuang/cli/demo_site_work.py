"""Two months of work in the demo county: applications, screenings with cases out of them, imports, visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from jiuchuang.cli import demo_site_stories as stories
from jiuchuang.cli.demo_site_days import Days, Story, live_through
from jiuchuang.cli.demo_site_desks import all_desks
from jiuchuang.cli.demo_site_imports import bring_registers
from jiuchuang.cli.demo_site_office import DemoOffice, must
from jiuchuang.cli.demo_site_stories import Applicant

if TYPE_CHECKING:
    from jiuchuang.apps.screening.queries.runs import ScreeningRun

Step = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
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
OF_PEOPLE: tuple[tuple[int, Callable[[Days, Applicant], Story]], ...] = (
    (2, stories.submitted),
    (4, stories.correcting),
    (9, stories.one_opinion),
    (24, stories.payment_returned),
    (14, partial(stories.objected, settled=False)),
    (20, partial(stories.objected, settled=True)),
    (22, partial(stories.appealed, settled=False)),
    (30, partial(stories.appealed, settled=True)),
    (26, stories.lapsed),
    (10, stories.withdrawn),
    (7, stories.declined),
    (16, stories.urged),
    (13, stories.silent),
    (11, stories.added_signer),
    (12, stories.papers_to_follow),
    (15, stories.on_promise),
    (18, stories.corrected),
    (19, stories.disagreed),
    (8, stories.at_window),
    (1, stories.submitted),
    (3, stories.correcting),
)
"""Working days before today on which a story begins; those that come first go on when people are few."""
OF_FIRMS: tuple[tuple[int, Callable[[Days, Applicant], Story]], ...] = (
    (5, stories.one_opinion),
    (12, stories.silent),
    (1, stories.submitted),
    (18, partial(stories.objected, settled=False)),
    (21, stories.disagreed),
    (3, stories.correcting),
)
ORDINARY_PEOPLE, ORDINARY_FIRMS = 24, 18
"""Applications beside the stories, spread over the days."""


def do_work(office: DemoOffice, now: datetime, step: Step) -> Days:
    """Everything that happens before the site is opened."""
    days = Days(office, now)
    with step("登记、导入、走访", 3) as advance:
        bring_registers(office, now, advance)
    with step("筛查", 1) as advance:
        run = screened(office, now)
        advance()
    begun = _stories(office, run, now)
    with step("办件", WORKING_DAYS) as advance:
        live_through(days, begun, WORKING_DAYS, all_desks, advance)
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


def _stories(office: DemoOffice, run: ScreeningRun, now: datetime) -> Begun:
    """Who applies for what, and when."""
    people = _interleaved([_due(office, run, now, name) for name in PEOPLE])
    firms = _interleaved([_due(office, run, now, name) for name in FIRMS])
    begun: Begun = {}
    for pool, told, ordinary in ((people, OF_PEOPLE, ORDINARY_PEOPLE), (firms, OF_FIRMS, ORDINARY_FIRMS)):
        for back, story in told:
            one = next(pool, None)
            if one is not None:
                begun.setdefault(back, []).append(partial(story, one=one))
        for number in range(ordinary):
            one = next(pool, None)
            if one is not None:
                back = 1 + number * (WORKING_DAYS - 3) // ordinary
                begun.setdefault(back, []).append(partial(stories.ordinary, one=one))
    for name in PEOPLE[:1]:
        short = _short(office, run, now, name)
        for back in (17, 25, 33):
            one = next(short, None)
            if one is not None:
                begun.setdefault(back, []).append(partial(stories.ordinary, one=one))
    begun.setdefault(SCREENED_BACK, []).append(without_application)
    return begun


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


def _due(office: DemoOffice, run: ScreeningRun, now: datetime, name: str) -> Iterator[Applicant]:
    """Who is due a programme now and was already, when the stories begin; the amount known and the same."""
    from jiuchuang.apps.screening.queries import Filter, awards_in

    programme = next((one for one in run.programmes if one.endswith(f"/{name}")), "")
    access = office.access("fuhe", now)
    rows = awards_in(access, run, Filter(programme=programme, standing="due")).filter(
        amount_fen__isnull=False
    )
    for award in rows if programme else ():
        yield _applicant(award.kind, award.number, award.name, programme, now)


def _short(office: DemoOffice, run: ScreeningRun, now: datetime, name: str) -> Iterator[Applicant]:
    """Who is one condition short and applies all the same."""
    from jiuchuang.apps.screening.queries import Filter, awards_in

    programme = next((one for one in run.programmes if one.endswith(f"/{name}")), "")
    access = office.access("fuhe", now)
    rows = awards_in(access, run, Filter(programme=programme, standing="one_short"))
    for award in rows[:20] if programme else ():
        yield _applicant(award.kind, award.number, award.name, programme, now)


def _applicant(kind: str, number: str, name: str, programme: str, now: datetime) -> Applicant:
    from django.utils import timezone

    from jiuchuang.apps.policy.queries import programme_shown

    shown = programme_shown(programme, timezone.localdate(now))
    assert shown is not None
    return Applicant(kind, number, name, programme, f"{shown.document} {shown.clause}", shown.papers)


def _interleaved(sources: list[Iterator[Applicant]]) -> Iterator[Applicant]:
    """One of each in turn, nobody twice."""
    seen: set[str] = set()
    while sources:
        for source in list(sources):
            one = next((item for item in source if item.number not in seen), None)
            if one is None:
                sources.remove(source)
                continue
            seen.add(one.number)
            yield one
