"""The size of an enterprise: all listed limits, else one class down; unknown figures never decide."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.registers.enterprise_size import FIGURES, FILE, SIZES, load_size_rows, size_of
from jiuchuang.gateways.pack_store import read_register_files

ROWS, PROBLEMS = load_size_rows(read_register_files())
MILLION = 100_000_000  # fen: 100万元


def test_the_table_as_shipped():
    assert PROBLEMS == [] and len(ROWS) == 16
    for row in ROWS.values():
        for above, below in pairwise(SIZES[:-1]):
            assert row.limits[above].keys() == row.limits[below].keys()
            assert all(row.limits[above][name] > least for name, least in row.limits[below].items()), (
                row.label
            )


@pytest.mark.parametrize(
    ("industry", "staff", "revenue", "assets", "size"),
    [
        ("industry", 1000, 400 * MILLION, None, "large"),
        ("industry", 1000, 400 * MILLION - 1, None, "medium"),
        ("industry", 19, 400 * MILLION, None, "micro"),
        ("software", 300, 100 * MILLION, None, "large"),
        ("software", 10, MILLION // 2, None, "small"),
        ("leasing", 120, None, 79 * MILLION, "small"),
        ("other", 9, None, None, "micro"),
        ("agriculture", None, 5 * MILLION, None, "medium"),
        ("industry", 5, None, None, "micro"),
        ("industry", None, None, None, None),
        ("construction", 5000, 800 * MILLION, None, None),
    ],
)
def test_worked(industry, staff, revenue, assets, size):
    assert size_of(ROWS[industry], {"staff": staff, "revenue": revenue, "assets": assets}) == size


@given(st.sampled_from(sorted(ROWS)), st.lists(st.none() | st.integers(0, 10**13), min_size=3, max_size=3))
def test_what_is_said_of_some_figures_holds_whatever_the_others_are(industry, given_figures):
    row, figures = ROWS[industry], dict(zip(FIGURES, given_figures, strict=True))
    said = size_of(row, figures)
    unknown = [name for name, figure in figures.items() if figure is None]
    found = {
        size_of(row, {**figures, **dict(zip(unknown, filled, strict=True))})
        for filled in product((0, 10**14), repeat=len(unknown))
    }
    assert None not in found
    assert said is None or found == {said}


def test_faults_at_their_places():
    text = "source: x\nindustries:\n  a: {label: 甲, large: {staff: 多, size: 3}, medium: {revenue: 五元}, small: {}}\n"
    _, problems = load_size_rows({FILE: text})
    assert {problem.code for problem in problems} >= {"bad-figure", "unknown-figure", "missing-key"}
    assert load_size_rows({})[1][0].code == "sizes-missing"
