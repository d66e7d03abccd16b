"""The closure of a dated tree against a walk on every single day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.period import ALWAYS, Period
from jiuchuang.domain.organisation.tree import Link, closure, would_go_round

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(12)]


@st.composite
def trees(draw: st.DrawFn) -> list[Link]:
    """Links to units of smaller number, so that nothing goes round; a unit has one parent a day."""
    links = []
    for unit in range(1, 6):
        cuts = sorted(draw(st.sets(st.integers(0, 11), max_size=3)) | {0})
        for cut, after in zip(cuts, [*cuts[1:], 12], strict=True):
            if draw(st.booleans()):
                period = Period(DAYS[cut], DAYS[after - 1] if after < 12 else None)
                links.append(Link(unit, draw(st.integers(0, unit - 1)), period))
    return links


@given(trees())
def test_the_closure_says_what_a_walk_on_each_day_finds(links: list[Link]) -> None:
    found = closure(links, dict.fromkeys(range(6), ALWAYS))
    for day in DAYS:
        by_walking = set()
        for unit in range(6):
            at, depth = unit, 0
            while True:
                by_walking.add((unit, at, depth))
                parents = [link.parent for link in links if link.unit == at and day in link.period]
                if not parents:
                    break
                at, depth = parents[0], depth + 1
        on_day = [(unit, above, depth) for unit, above, depth, period in found if day in period]
        assert sorted(on_day) == sorted(by_walking)


def test_stretches_that_touch_are_one() -> None:
    links = [Link(1, 0, Period(DAYS[0], DAYS[3])), Link(1, 0, Period(DAYS[4], None))]
    life = {0: Period(DAYS[0], None), 1: Period(DAYS[0], None)}
    assert (1, 0, 1, Period(DAYS[0], None)) in closure(links, life)


def test_a_unit_is_below_nothing_before_it_existed() -> None:
    links = [Link(1, 0, Period(DAYS[0], None))]
    assert closure(links, {0: ALWAYS, 1: Period(DAYS[5], DAYS[7])})[1:] == [
        (1, 0, 1, Period(DAYS[5], DAYS[7])),
        (1, 1, 0, Period(DAYS[5], DAYS[7])),
    ]


def test_a_circle_is_found_on_the_days_on_which_it_would_close() -> None:
    links = [Link(1, 0, Period(DAYS[0], DAYS[5])), Link(2, 1, Period(DAYS[3], None))]
    assert would_go_round(links, Link(0, 2, Period(DAYS[5], None))) == Period(DAYS[5], DAYS[5])
    assert would_go_round(links, Link(0, 2, Period(DAYS[6], None))) is None
    with pytest.raises(ValueError, match="circle"):
        closure([*links, Link(0, 2, Period(DAYS[5], None))], dict.fromkeys(range(3), ALWAYS))
