"""Pledges against a fund, worked out by hand: years, places, what is set apart, who is cut off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from gateways.simulation.made_up_packs import DOCUMENT, write_packs, write_people
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.population.simulate_limits import earmark_of, fixed_amount, quota_of, up_to
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.simulation.afford import afford, main_fund, plan_afford
from jiuchuang.gateways.simulation.afford_report import conclusions, open_pledges
from jiuchuang.gateways.simulation.run import order_problems

ON = date(2017, 6, 30)


@pytest.fixture
def world(tmp_path: Path):
    library, problems = load_library(read_pack_files(write_packs(tmp_path / "packs")))
    assert problems == [], "\n".join(map(str, problems))
    population, problems = open_population(write_people(tmp_path / "people"))
    assert problems == []
    return library, population, tmp_path / "out"


def run(world, fund_fen: int, order: str = "id", years: int = 3):
    library, population, out = world
    plans = plan_afford(library, DOCUMENT, population, ON)
    assert order_problems(population, plans, order) == []
    pack = library.packs[DOCUMENT]
    fund = (fund_fen, main_fund(pack))
    found = afford(library, pack, population, plans, fund, years, order, out, ON, lambda rows: None)
    return found, pl.read_parquet(out / "cut_off.parquet")


def pledge(found, name: str):
    return next(item for item in found.pledges if item.screened.programme.id == f"{DOCUMENT}/{name}")


def test_limits_are_read_off_the_rules(world):
    library = world[0]
    programmes = {item.id.rpartition("/")[2]: item for item in library.programmes()}
    limits = {name: quota_of(item, library.vocabulary) for name, item in programmes.items()}
    assert {name: limit and (limit.value, limit.used) for name, limit in limits.items()} == {
        "station": (2, "places_used"), "angel": None, "grant": None, "other": None,
    }  # fmt: skip
    apart = {name: earmark_of(item, library.vocabulary) for name, item in programmes.items()}
    assert {name: limit.value for name, limit in apart.items() if limit} == {"angel": 50_000}
    assert fixed_amount(programmes["station"]) == 200_000
    assert fixed_amount(programmes["grant"]) is None


def test_years_and_places(world):
    """Two places a year, one used; three stations stand there: one is served, 2000元 low, every place taken at most."""
    found, _ = run(world, 10_000_000)
    station = pledge(found, "station")
    assert station.years == ((200_000, 200_000), (0, 400_000), (0, 400_000))
    quota = station.quota
    assert (quota.places, quota.used, quota.cases, quota.served, quota.cut_off, quota.open) == (
        2,
        1,
        3,
        1,
        2,
        1,
    )
    assert pledge(found, "grant").years == ((130_000, 150_000), (0, 150_000), (0, 150_000))
    assert pledge(found, "grant").cost.budget.outside_open == 1


def test_what_is_set_apart_and_what_is_open(world):
    found, _ = run(world, 10_000_000)
    assert found.earmarked_fen == 50_000
    assert pledge(found, "angel").years is None
    assert pledge(found, "other").source == "unwritten"
    assert found.total("draws") == (330_000, 1_450_000)
    assert found.total("draws", "unwritten") == (460_000, 1_900_000)
    assert any(line.startswith("天使基金") and "提供服务" in line for line in open_pledges(found))


def test_places_by_number_and_by_day(world):
    _, late = run(world, 10_000_000)
    assert late.filter(limit="名额 服务站奖励")["id"].to_list() == ["I2", "I3"]
    _, late = run((world[0], world[1], world[2].parent / "by_day"), 10_000_000, order="applied_on")
    assert late.filter(limit="名额 服务站奖励")["id"].to_list() == ["I1", "I3"]


def test_money_is_served_until_it_does_not_suffice(world):
    """10 000元 less 500元 apart. By day: I2 2000 (the one place left), P3 1000, P1 300 = 3300元."""
    found, late = run(world, 1_000_000, order="applied_on")
    assert (found.queue.cases, found.queue.served, found.queue.served_fen) == (3, 3, 330_000)
    found, late = run((world[0], world[1], world[2].parent / "less"), 360_000, order="applied_on")
    assert found.queue.served_fen == 300_000
    assert late.filter(limit="资金")["id"].to_list() == ["P1"]
    found, late = run((world[0], world[1], world[2].parent / "least"), 250_000, order="applied_on")
    assert found.queue.served_fen == 200_000
    assert late.filter(limit="资金")["id"].to_list() == ["P3", "P1"]


def test_conclusions(world):
    def said(fund_fen: int, folder: str) -> str:
        found, _ = run((world[0], world[1], world[2].parent / folder), fund_fen)
        return "".join(conclusions(found))

    assert "能算出的部分够用，最少剩 5,000元。" in said(2_000_000, "a")
    assert "不一定够：最多剩 1,200元，最多缺 1.0万元。" in said(500_000, "b")
    assert "不够，至少缺 2,800元。" in said(100_000, "c")


def test_an_order_that_is_not_there(world):
    library, population, _ = world
    plans = plan_afford(library, DOCUMENT, population, ON)
    assert [item.code for item in order_problems(population, plans, "asked_on")] == ["no-order"]
    assert [item.code for item in order_problems(population, plans, "cost")] == ["order-type"]


def test_the_limits_of_a_real_document():
    """金发〔2017〕21号: 50 stations a year at 2000元, 500万元 set apart for the angel fund."""
    library, problems = load_library(read_pack_files(folders=("jinxiang/2017-21",)))
    assert problems == []
    pack = library.packs["jinxiang/2017-21"]
    quotas = {item.id: quota_of(item, library.vocabulary) for item in pack.programmes}
    apart = {item.id: earmark_of(item, library.vocabulary) for item in pack.programmes}
    station = pack.programme("jinxiang/2017-21/youth-station-award")
    assert {name: limit.value for name, limit in quotas.items() if limit} == {station.id: 50}
    assert fixed_amount(station) == 200_000
    assert {name: limit.value for name, limit in apart.items() if limit} == {
        "jinxiang/2017-21/angel-fund": 500_000_000
    }
    assert main_fund(pack) == "县级就业创业专项扶持资金"


MONTHLY = {
    "{every: once}": "{every: month, count: terms}",
    "parameters: {": "parameters: {terms: {type: count, value: 30次, phrase: 30次}, ",
}


def changed_world(root: Path, name: str, changes: dict[str, str]):
    """The made-up document with one programme written otherwise."""
    path = write_packs(root / "packs") / DOCUMENT / "programmes" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    library, problems = load_library(read_pack_files(root / "packs"))
    assert problems == [], "\n".join(map(str, problems))
    population, _ = open_population(write_people(root / "people"))
    return library, population, root / "out"


def test_no_places_at_all(tmp_path):
    """0个 a year: nobody is served, nothing is pledged, in no year."""
    found, late = run(
        changed_world(tmp_path, "station", {"value: 2个, phrase": "value: 0个, phrase"}), 10_000_000
    )
    quota = pledge(found, "station").quota
    assert (quota.places, quota.served, quota.served_fen) == (0, 0, 0)
    assert pledge(found, "station").years == ((0, 0),) * 3
    assert late.filter(limit="名额 服务站奖励").height == quota.cases


def test_instalments_beyond_the_years_of_the_fund(tmp_path):
    """Monthly for 30 months, asked about for two years: 24 of the first cohort count, not 30."""
    found, _ = run(changed_world(tmp_path, "grant", MONTHLY), 10_000_000, years=2)
    # P1 300元 and P3 1000元 a month; the high flow has P4's 200元 too, and as many new cases in the second year
    assert pledge(found, "grant").years == (
        (12 * 130_000, 12 * 150_000),
        (12 * 130_000, 2 * 12 * 150_000),
    )
    assert found.queue.cases == 3


def test_a_line_by_money_counts_the_instalments_of_the_first_year(tmp_path):
    """By number: I1 2000元 (I2 and I3 find no place), then P1 12 × 300元, P3 12 × 1000元."""
    world = changed_world(tmp_path, "grant", MONTHLY)
    found, late = run(world, 50_000 + 200_000 + 360_000 + 1_200_000 - 1)
    assert found.queue.served_fen == 200_000 + 360_000
    assert late.filter(limit="资金").select("id", "fen").rows() == [("P3", 1_200_000)]


def test_a_yearly_ceiling_of_one_case_cuts_what_a_line_needs(tmp_path):
    """1000元 a year and person, from the end of June: P1 300 + 300 + 300 + 100, and the same from January; P3 twice 1000."""
    capped = {
        **MONTHLY,
        "{terms:": "{top: {type: money, value: 1000元, phrase: 1000元}, terms:",
        "caps: []": "caps: [{id: top, limit: top, per: person, period: year, group: [grant], phrase: 1000元}]",
    }
    found, _ = run(changed_world(tmp_path, "grant", capped), 50_000 + 200_000 + 200_000 + 200_000)
    assert (found.queue.served, found.queue.served_fen) == (3, 600_000)
    assert pledge(found, "grant").years[0][0] == 400_000


PAYING = {
    "amount: {open: 提供服务, phrase: 提供服务}": "amount: {expr: each, phrase: 300元}",
    "parameters: {": "parameters: {each: {type: money, value: 300元, phrase: 300元}, ",
    "every: event": "every: once",
    "extent: partial": "extent: full",
    "open_terms: [{term: 提供服务, clause: 一/（二）, note: 未写}]": "open_terms: []",
}


def test_money_set_apart_is_drawn_until_it_is_committed(tmp_path):
    """500元 set apart, 300元 each: I1 and I2 are paid, as 300元 are less than 500元; I3 finds 600元 committed.

    It is not taken off the fund a second time, and in later years nothing is left of it.
    """
    library, population, out = changed_world(tmp_path, "angel", PAYING)
    young = pl.read_parquet(tmp_path / "people" / "institution").with_columns(
        is_young_firm=pl.lit(value=True)
    )
    young.write_parquet(tmp_path / "people" / "institution" / "part-0000.parquet")
    found, _ = run((library, population, out), 10_000_000)
    angel = pledge(found, "angel")
    assert angel.source == "apart"
    assert angel.years == ((60_000, 60_000), (0, 0), (0, 0))
    assert found.earmarked_fen == 50_000
    assert found.total("draws") == (330_000, 1_450_000)


def test_money_until_it_is_used_up():
    assert up_to([30, 30, 30], 70) == [30, 30, 10]
    assert up_to([30, 30], 0) == [0, 0]
