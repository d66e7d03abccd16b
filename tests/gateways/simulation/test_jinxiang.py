"""The pledges of 金发〔2017〕21号 against its 2000万元 over five years, ten cases, every figure from the text by hand.

Read in the text: 1000元 for each hire 二/（一）/1; 500万元 of the fund for the angel fund, half of the stabilisation
subsidy once more 二/（二）/3; 10万元 for a town, 2000元 for each of 50 stations a year 二/（三）/6; 50万元 and 30万元
for the university 二/（四）/9 (which is for which is left open); not less than 2000万元 in five years 二/（六）/13.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.screening.population_in import open_population
from jiuchuang.gateways.simulation.afford import Affordability, afford, main_fund, plan_afford
from jiuchuang.gateways.simulation.afford_report import conclusions, open_pledges

DOCUMENT, ON = "jinxiang/2017-21", date(2018, 6, 30)
WAN = 1_000_000
"""Fen of 1万元."""
SEED = Path(os.environ.get("JIUCHUANG_SEEDS", "../shared/seeds")) / "jinxiang-2017-21.txt"
HIRE = {
    "is_investment_attraction_firm": True, "is_urban_or_rural_worker": True,
    "award_year_starts_on": date(2018, 1, 1), "award_year_ends_on": date(2018, 12, 31), "hired_on": date(2018, 3, 1),
    "has_labour_contract": True, "contract_is_open_ended": False, "contract_starts_on": date(2018, 3, 1),
    "contract_ends_on": date(2019, 2, 28), "employer_pays_social_insurance": True, "hire_awards_drawn": 0,
}  # fmt: skip
FIRM = {
    "employer_kind": "enterprise", "employer_size": "medium", "rose_in_class": False, "is_startup_firm": False,
    "became_above_designated_size_this_year": False, "scale_up_awards_drawn_this_year": 0,
    "has_received_stabilisation_subsidy": True, "is_stabilisation_match_paid": False,
}  # fmt: skip
STATION = {
    "is_youth_service_station": True, "has_marked_employment_effect": True, "is_selected_by_county_government": True,
    "youth_station_places_used": 48, "youth_station_awards_this_year": 0, "youth_station_awards_earlier": 0,
    "is_county_startup_university": False,
}  # fmt: skip
UNIVERSITY = {
    "is_youth_service_station": False, "is_county_startup_university": True, "youth_station_places_used": 48,
    "has_demonstration_university_recognition": True, "demonstration_university_level": "provincial",
    "demonstration_university_recognised_on": date(2018, 1, 1), "demonstration_term_counted_from": date(2017, 7, 17),
    "demonstration_awards_drawn_at_level": 0,
}  # fmt: skip
TOWN = {
    "is_featured_town": True, "is_recognised_by_provincial_department": True,
    "place_startup_success_rate_year": 250_000, "place_jobs_led_year": 1000, "place_jobs_led_insured_year": 1000,
    "featured_town_awards_drawn": 0,
}  # fmt: skip
TABLES = {
    # the third: nobody knows whether insurance is paid
    "employment": [HIRE, HIRE, {**HIRE, "employer_pays_social_insurance": None}],
    # the second: nobody knows how much it received
    "employer": [{**FIRM, "stabilisation_subsidy_received": 3 * WAN}, {**FIRM, "stabilisation_subsidy_received": None}],
    "institution": [STATION, STATION, STATION, UNIVERSITY],
    "place": [TOWN],
}  # fmt: skip


def write_ten(root: Path) -> Path:
    for entity, rows in TABLES.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = {name: [row.get(name) for row in rows] for name in names}
        ids = [f"{entity[:2].upper()}{number}" for number in range(len(rows))]
        applied = [date(2018, 2, 1 + number // 2) for number in range(len(rows))]
        (root / entity).mkdir(parents=True)
        table = pl.DataFrame(
            {"id": ids, "region": ["金乡街道"] * len(rows), "applied_on": applied, **columns}
        )
        table.write_parquet(root / entity / "part-0000.parquet")
    return root


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    root = tmp_path_factory.mktemp("jinxiang")
    population, problems = open_population(write_ten(root / "people"))
    assert problems == []
    library, problems = load_library(read_pack_files(folders=(DOCUMENT,)))
    assert problems == []
    pack = library.packs[DOCUMENT]

    def afforded(fund_fen: int, order: str = "id", years: int = 5) -> tuple[Affordability, pl.DataFrame]:
        out = root / f"out-{fund_fen}-{order}-{years}"
        plans = plan_afford(library, DOCUMENT, population, ON)
        fund = (fund_fen, main_fund(pack))
        found = afford(library, pack, population, plans, fund, years, order, out, ON, lambda rows: None)
        return found, pl.read_parquet(out / "cut_off.parquet")

    return afforded


def years_of(found: Affordability) -> dict[str, tuple[tuple[int, int], ...] | None]:
    return {pledge.screened.programme.id.rpartition("/")[2]: pledge.years for pledge in found.pledges}


def test_the_text_says_so():
    if not SEED.is_file():
        pytest.skip(f"NOT compared with the document: no {SEED}")
    text = SEED.read_text(encoding="utf-8")
    for words in ("1000元的一次性奖励", "列支500万元", "总额的50%", "一次性予以10万元", "每年评选50个",
                  "一次性2000元奖励", "50万元、30万元", "不少于2000万元"):  # fmt: skip
        assert words in text


def test_every_pledge_by_year(run):
    """Low: who is there, once. High: the open hire too, and every year as many anew; 2 of 50 places this year."""
    found, _ = run(2000 * WAN)
    years = years_of(found)
    assert years["hiring-award"] == ((200_000, 300_000), *[(0, 300_000)] * 4)
    assert years["stabilisation-match"] == ((1_500_000, 1_500_000), *[(0, 1_500_000)] * 4)
    assert years["startup-university-award"] == ((30 * WAN, 50 * WAN), *[(0, 50 * WAN)] * 4)
    assert years["youth-station-award"] == ((400_000, 400_000), *[(0, 10_000_000)] * 4)
    assert years["featured-town-award"] == ((10 * WAN, 10 * WAN), *[(0, 10 * WAN)] * 4)
    assert {name for name, each in years.items() if each is None} == {
        "angel-fund", "county-fund", "platform-award", "scale-up-award",
    } & years.keys()  # fmt: skip


def test_the_whole_document(run):
    """1500万元 are left beside the angel fund. Low 2000 + 1.5万 + 30万; high 5 × (3000 + 1.5万 + 50万)."""
    found, _ = run(2000 * WAN)
    assert found.earmarked_fen == 500 * WAN
    assert found.total("draws") == (200_000 + 1_500_000 + 30 * WAN, 5 * (300_000 + 1_500_000 + 50 * WAN))
    assert found.total("draws", "unwritten")[1] == 5 * 51_800_000 + 400_000 + 4 * 10_000_000 + 5 * 10 * WAN
    assert [lasting.months for lasting in found.lasting] == [None, None]
    match = next(item for item in found.pledges if item.screened.programme.id.endswith("stabilisation-match"))
    assert match.cost.budget is not None
    assert (match.cost.met, match.cost.budget.outside_met) == (2, 1)
    assert any("1 件缺少算金额的事实" in line for line in open_pledges(found))


def test_months_to_exhaustion(run):
    """600万元 less 500万: 100万. High draws 51.8万 at once and again in the 13th month: twelve whole months."""
    found, _ = run(600 * WAN)
    low, high = found.lasting
    assert (low.months, low.left_fen) == (None, 100 * WAN - 31_700_000)
    assert (high.months, high.left_fen) == (12, 100 * WAN - 51_800_000)
    assert any("够 12 个整月" in line for line in conclusions(found))


def test_places_in_their_order(run):
    """Two of fifty places are left for three stations; IN0 and IN1 asked on one day and come by number."""
    for order in ("id", "applied_on"):
        found, late = run(2000 * WAN, order)
        quota = next(item.quota for item in found.pledges if item.quota is not None)
        assert (quota.places, quota.used, quota.cases, quota.served, quota.cut_off) == (50, 48, 3, 2, 1)
        assert late.filter(pl.col("limit").str.starts_with("名额"))["id"].to_list() == ["IN2"]


def test_a_fund_smaller_than_one_payment_and_no_fund_at_all(run):
    for fund_fen in (500 * WAN + 99_999, 500 * WAN, 0):
        found, late = run(fund_fen)
        assert (found.queue.served, found.queue.served_fen) == (0, 0)
        # two hires, one match of a known amount, the university
        assert found.queue.cases == found.queue.cut_off == 4
        assert late.filter(limit="资金").height == 4
        assert [lasting.months for lasting in found.lasting] == [0, 0]
        assert any("不够" in line for line in conclusions(found))


def test_an_amount_between_two_readings(run):
    """After the earmark 33万: with 30万 for the university all four are paid (31.7万); with 50万 it is cut off."""
    found, late = run(533 * WAN)
    assert (found.queue.served, found.queue.served_fen) == (4, 31_700_000)
    assert (found.queue_high.served, found.queue_high.served_fen) == (3, 1_700_000)
    assert late.filter(limit="资金（金额按高）")["id"].to_list() == ["IN3"]


def test_one_year_only(run):
    found, _ = run(2000 * WAN, years=1)
    assert found.total("draws") == (31_700_000, 51_800_000)
