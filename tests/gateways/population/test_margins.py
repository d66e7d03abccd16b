"""The county looks like one: margins add up, and lie where a labour statistician expects them."""

import json
from collections import Counter

import pytest

from jiuchuang.gateways.population.careers import ACTIVITIES
from jiuchuang.gateways.population.marginals import count_part, marginal_table
from jiuchuang.gateways.population.part import draw_part
from jiuchuang.gateways.population.plan import CountyPlan

PERSONS = 40_000


@pytest.fixture(name="margins", scope="module")
def of_a_larger_county():
    return marginal_table(count_part(draw_part(CountyPlan(PERSONS, 4000, 11), 0), []))


def test_parts_add_up_to_the_county(written):
    manifest = json.loads((written.folder / "manifest.json").read_text(encoding="utf-8"))
    margins = manifest["marginals"]
    for table in ("age", "sex", "hukou", "township"):
        assert sum(margins[table].values()) == 7000
    assert sum(margins["employers by kind"].values()) == 700
    assert margins["people"]["staff"] == manifest["rows"]["employment"]
    assert sum(margins["payments"].values()) <= manifest["rows"]["payment"]


def test_the_age_pyramid_is_that_of_a_county(margins):
    age = margins["age"]
    assert sum(age.values()) == PERSONS
    share = Counter()
    for band, count in age.items():
        first = 0 if band.startswith("below") else int(band.split()[0])
        share["children" if first < 15 else "old" if first >= 60 else "between"] += count
    assert 0.15 < share["children"] / PERSONS < 0.20
    assert 0.14 < share["old"] / PERSONS < 0.21
    assert max(age.values()) < 0.11 * PERSONS


def test_sexes_are_nearly_even_with_more_men(margins):
    assert 0.495 < margins["sex"]["male"] / PERSONS < 0.52


def test_work_is_spread_as_in_a_county_that_sends_people_away(margins):
    activity = margins["activity, 16 to 59"]
    assert set(activity) == set(ACTIVITIES)
    whole = sum(activity.values())
    bounds = {
        "unit": (0.25, 0.40), "own_firm": (0.07, 0.12), "flexible": (0.08, 0.14), "farming": (0.09, 0.18),
        "away": (0.07, 0.15), "unemployed": (0.02, 0.045), "inactive": (0.14, 0.24),
    }  # fmt: skip
    off = {
        name: activity[name] / whole
        for name, (low, high) in bounds.items()
        if not low < activity[name] / whole < high
    }
    assert off == {}


def test_rates_lie_where_they_are_expected(margins):
    rates = margins["rates in thousandths"]
    bounds = {
        "registered unemployment (urban registered / urban labour force)": (25, 45),
        "urban without work / urban labour force": (45, 70),
        "owners of a firm / adults": (70, 95),
        "insured staff / staff": (650, 850),
        "labour force / persons": (520, 620),
        "hard to employ / labour force": (12, 35),
        "disabled / persons": (22, 40),
        "subsistence allowance / persons": (18, 40),
    }
    assert {name: rates[name] for name, (low, high) in bounds.items() if not low <= rates[name] <= high} == {}


def test_most_firms_are_small_and_a_few_are_not(margins):
    staff = margins["employers by staff"]
    assert sum(staff.values()) == 4000
    assert staff["below 1"] + staff["1"] + staff["2 to 4"] > 0.8 * 4000
    assert staff["20 to 49"] + staff["50 to 99"] > 10
    assert margins["employers by kind"]["individual_business"] > margins["employers by kind"]["enterprise"]
