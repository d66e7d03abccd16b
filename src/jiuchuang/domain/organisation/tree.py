"""A tree whose links have dates: which unit lay below which, and when.

Units move, merge and are renamed (撤乡设街, 合并); a grant at a county reaches the townships that lay below it on the
day that is asked about, so the closure of the tree carries periods, not only pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiuchuang.domain.kernel.period import Period, joined


@dataclass(frozen=True)
class Link:
    """`unit` stood directly below `parent` on every day of `period`."""

    unit: int
    parent: int
    period: Period


def closure(
    links: Iterable[Link], lives: Mapping[int, Period], succeeded: Iterable[Link] = ()
) -> list[tuple[int, int, int, Period]]:
    """(unit, ancestor, depth, period) of every pair and stretch of days, each unit above itself at depth 0.

    `lives` has every unit with the days on which it existed. `succeeded` are units that ended, each below the one in
    which its work goes on: what still belongs to it belongs there, and to whatever lies above, at each day's places.
    Stretches of the same pair and depth that touch are one. Raises ValueError for links that go round in a circle on
    some day.
    """
    above: dict[int, list[Link]] = defaultdict(list)
    afterwards: dict[int, list[Period]] = defaultdict(list)
    for link in links:
        above[link.unit].append(link)
    for link in succeeded:
        above[link.unit].append(link)
        afterwards[link.unit].append(link.period)
    found: dict[tuple[int, int, int], list[Period]] = defaultdict(list)
    for unit, life in lives.items():
        for days in (life, *afterwards[unit]):
            for ancestor, depth, period in _ascents(unit, days, above, (unit,)):
                lived = period.common(lives[ancestor])
                if lived is not None:
                    found[unit, ancestor, depth].append(lived)
    return [
        (unit, ancestor, depth, period)
        for (unit, ancestor, depth), periods in sorted(found.items())
        for period in joined(periods)
    ]


def _ascents(
    unit: int, period: Period, above: Mapping[int, list[Link]], path: tuple[int, ...]
) -> Iterator[tuple[int, int, Period]]:
    yield unit, len(path) - 1, period
    for link in above.get(unit, ()):
        common = link.period.common(period)
        if common is None:
            continue
        if link.parent in path:
            raise ValueError(f"units {path} and {link.parent} go round in a circle during {common}")
        yield from _ascents(link.parent, common, above, (*path, link.parent))


def would_go_round(links: Iterable[Link], new: Link) -> Period | None:
    """Some days on which the new link would close a circle; None when there are none."""
    above: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        above[link.unit].append(link)
    waiting = [(new.parent, new.period)]
    while waiting:
        unit, period = waiting.pop()
        if unit == new.unit:
            return period
        for link in above.get(unit, ()):
            common = link.period.common(period)
            if common is not None:
                waiting.append((link.parent, common))
    return None
