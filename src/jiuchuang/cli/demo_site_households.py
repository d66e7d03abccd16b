"""A household without anybody in work in the demo county: handed in for it, looked at at home, recognised."""

from __future__ import annotations

from typing import Any

from jiuchuang.cli.demo_site_days import Days, Story
from jiuchuang.cli.demo_site_office import must

HELP = "sample/yunxi-2024-6/zero-employment-household-help"
WORKER = "dongcun"
"""The village worker on whose visit list the household stands."""


def household_without_work(days: Days) -> Story:
    """零就业家庭帮扶: the village worker finds it on her list, the window takes the case, two people go and look."""
    from jiuchuang.apps.casework.actions.apply import Applied, Wish, apply

    found = _household(days)
    if found is None:
        return  # a county of a few people
    home, head = found
    done = apply(
        subject=("person", head),
        programmes=[Wish(HELP, f"household:{home}")],
        answers={},
        channel="window",
        actor=days.access("chuangkou2"),
        key=days.key(),
        at=days.at,
    )
    number = must(done, Applied).cases[0].number
    days.told[number] = "household_without_work"
    while not _awaited(number, "visit"):
        yield 1
    days.act(
        WORKER,
        number,
        "record_visit",
        node="visit",
        visited_on=days.at.date(),
        visitors=("协理员甲", "窗口甲"),
        satisfied=True,
        findings="一家人都在家，没有人上班，愿意参加县里的培训",
    )


def _household(days: Days) -> tuple[str, str] | None:
    """A household of the worker's village and its head, by number: first one that was recognised before."""
    from jiuchuang.apps.people.queries import household_on, subject_of
    from jiuchuang.apps.people.visits.queries import visits

    access = days.access(WORKER)
    listed = visits(access, reason="zero-employment", most=1).rows or visits(access, most=20).rows
    for one in listed:
        row: Any = subject_of(one.kind, one.number)
        home: Any = row if one.kind == "household" else household_on(row, days.at.date())
        if home is not None and home.head is not None:
            return home.number, home.head.number
    return None


def _awaited(number: str, node: str) -> bool:
    """Whether the step is open, or will not be: the case has ended."""
    from jiuchuang.apps.casework.queries.events import state_of

    state = state_of(number)
    return state is None or state.status == "ended" or any(run.node == node for run in state.open_runs())
