"""Days of the demo county's office, one after the other: what people do on them, and what time does by itself.

A story is a generator: it does something through the same actions as the pages, and yields after how many working
days it goes on. It ends, or is left where it stands when the days are over: so there are cases in every state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from jiuchuang.cli.demo_site_office import DemoOffice, must

if TYPE_CHECKING:
    from jiuchuang.apps.casework.queries.acting import Resident
    from jiuchuang.apps.org.queries import Access
    from jiuchuang.domain.casework.state import CaseState

Story = Iterator[int]
OPENS = time(9, 0)
CLOSES = time(17, 40)
MINUTES_EACH = 2
"""Between two things that are done on one day."""
_PAGE = (620, 877)


OTHERWISE = frozenset({"case-ended", "node-not-open"})
"""Refusals that say that a case went another way than its story."""


class WentOtherwise(Exception):
    """The case of a story was refused, lapsed or is elsewhere by now: the story is over."""


@dataclass
class Days:
    """The office at work; `at` is the moment of what is done now. Nothing is done after `now`."""

    office: DemoOffice
    now: datetime
    at: datetime = field(init=False)
    told: dict[str, str] = field(default_factory=dict)
    """Case number → the story that it belongs to."""
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    """Case number → kinds of steps from which the desks keep away."""
    day: int = 0
    """Which working day it is, from 0."""
    last: int = 0
    """The last of them."""
    agreed: set[str] = field(default_factory=set)
    """Cases that wait for their decision and that nobody has spoken against."""
    _keys: int = 0
    _today: date | None = None
    _reach: dict[str, Access] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = self.now

    def access(self, username: str) -> Access:
        """An account, today; what it may do is looked up once a day."""
        from django.utils import timezone

        today = timezone.localdate(self.at)
        if today != self._today:
            self._today, self._reach = today, {}
        if username not in self._reach:
            self._reach[username] = self.office.access(username, self.at)
        return self._reach[username]

    def act(self, who: str | Resident, number: str, verb: str, **fields: Any) -> CaseState:
        """A verb on a case, by an account or by the applicant.

        Raises WentOtherwise where the case is no longer where its story has it; else it has to succeed.
        """
        from jiuchuang.apps.casework.actions.act import act
        from jiuchuang.apps.casework.actions.take_further import TakenFurther
        from jiuchuang.domain.kernel.problem import Refusal

        access = self.access(who) if isinstance(who, str) else who
        done = act(access=access, number=number, verb=verb, fields=fields, key=self.key(), at=self.at)
        if isinstance(done, Refusal) and {problem.code for problem in done.problems} <= OTHERWISE:
            raise WentOtherwise(number)
        return must(done, TakenFurther).state

    def key(self) -> str:
        """An idempotency key, as a page would bring it."""
        self._keys += 1
        return f"demo-{self._keys}"

    def hold(self, number: str, *kinds: str) -> None:
        """Keep the desks away from steps of these kinds of a case."""
        self.held[number] = frozenset(kinds)

    def release(self, number: str) -> None:
        """Let the desks take the case again."""
        self.held.pop(number, None)

    def tick(self) -> None:
        """A little later on the same day."""
        self.at += timedelta(minutes=MINUTES_EACH)


def working_days(first: date, last: date, count: int) -> list[date]:
    """The last `count` working days from `first` to `last`, by the office's calendar."""
    from jiuchuang.apps.casework.queries.kept import calendar

    kept, found, day = calendar(), list[date](), last
    while day >= first and len(found) < count:
        if kept.is_working_day(day):
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


def live_through(
    days: Days,
    stories: Mapping[int, list[Callable[[Days], Story]]],
    count: int,
    desks: Callable[[Days], None],
    advance: Callable[[], None],
) -> None:
    """Live the last `count` working days before today; `stories` begin so many working days before the end.

    Every day the `desks` do what waits on them, after the stories of the day.
    """
    from django.utils import timezone

    today = timezone.localdate(days.now)
    dates = working_days(days.office.first, today - timedelta(days=1), count)
    days.last = len(dates) - 1
    agenda: dict[int, list[Story]] = {}
    for back, begun in stories.items():
        agenda.setdefault(max(len(dates) - back, 0), []).extend(start(days) for start in begun)
    for number, day in enumerate(dates):
        days.at = _moment(day, OPENS)
        days.day = number
        _live(days, agenda, number)
        desks(days)
        _let_time_pass(day, dates[number + 1] if number + 1 < len(dates) else today)
        advance()
    days.at = days.now
    _run_clocks(days.now)


def _live(days: Days, agenda: dict[int, list[Story]], number: int) -> None:
    for story in agenda.pop(number, ()):
        try:
            wait = next(story, None)
        except WentOtherwise:
            wait = None
        if wait is not None:
            agenda.setdefault(number + max(wait, 1), []).append(story)
        days.tick()


def _let_time_pass(day: date, until: date) -> None:
    """The clock of the office runs every evening, weekends too."""
    while day < until:
        _run_clocks(_moment(day, CLOSES) + timedelta(hours=6))
        day += timedelta(days=1)


def _run_clocks(at: datetime) -> None:
    from jiuchuang.apps.casework.actions.run_clocks import run_clocks

    run_clocks(at=at)


def _moment(day: date, at: time) -> datetime:
    from django.utils import timezone

    return timezone.make_aware(datetime.combine(day, at))


def photographed(paper: str) -> bytes:
    """A picture that stands for a photographed paper: a page with lines, and nothing of anybody on it."""
    page = Image.new("L", _PAGE, 250)
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, _PAGE[0] - 40, _PAGE[1] - 40), outline=90, width=3)
    for line in range(150, 700, 36):
        draw.line((90, line, _PAGE[0] - 90 - 37 * (line * len(paper) % 5), line), fill=150, width=2)
    written = BytesIO()
    page.save(written, "PNG", optimize=True)
    return written.getvalue()
