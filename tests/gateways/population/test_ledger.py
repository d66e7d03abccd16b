"""What payments leave behind in the ledger, on payments made by hand."""

from datetime import date

import numpy as np

from jiuchuang.gateways.population.days import NO_DAY, day_number
from jiuchuang.gateways.population.ledger import Gathers, ledger_facts, through
from jiuchuang.gateways.population.payments import Paid

ON = day_number(date(2018, 6, 30))
LAST_YEAR, THIS_YEAR = day_number(date(2017, 11, 3)), day_number(date(2018, 2, 9))


def paid(slug: str, entity: str, *rows: tuple[int, int, int, int]) -> Paid:
    """Payments as (row, instalments, fen, day)."""
    columns = np.array(rows, np.int64).T
    return Paid(f"anywhere/2018/{slug}", entity, *columns)


def facts(entity: str, *payments: Paid) -> dict[str, list[object]]:
    found = ledger_facts(entity, payments, 4, ON)
    return {name: np.asarray(column).tolist() for name, column in found.items()}


def test_months_add_up_over_programmes_of_the_same_kind_and_the_first_day_is_kept():
    found = facts(
        "person",
        paid("flexible-si-subsidy", "person", (0, 3, 900, THIS_YEAR), (2, 6, 1800, THIS_YEAR)),
        paid("flexible-insurance-subsidy", "person", (0, 4, 400, LAST_YEAR)),
    )
    assert found["flexible_si_subsidy_months"] == [7, 0, 6, 0]
    assert found["has_flexible_si_determination"] == [True, False, True, False]
    assert found["flexible_si_determined_on"] == [LAST_YEAR, NO_DAY, THIS_YEAR, NO_DAY]


def test_money_of_this_year_is_kept_apart_from_money_ever():
    found = facts(
        "person",
        paid("startup-si-subsidy", "person", (1, 1, 500_000, LAST_YEAR), (3, 1, 700_000, THIS_YEAR)),
        paid("opening-subsidy", "person", (3, 1, 500_000, THIS_YEAR)),
    )
    assert found["startup_si_drawn"] == [0, 500_000, 0, 700_000]
    assert found["startup_si_drawn_year"] == [0, 0, 0, 700_000]
    assert found["startup_si_years_drawn"] == [0, 1, 0, 1]
    assert found["other_startup_subsidies_drawn"] == [0, 0, 0, 500_000]
    assert found["opening_subsidies_drawn"] == [0, 0, 0, 1]


def test_awards_of_this_year_and_places_used_by_all():
    stations = paid(
        "youth-station-award", "institution", (0, 1, 200_000, THIS_YEAR), (1, 1, 200_000, LAST_YEAR)
    )
    found = facts("institution", stations)
    assert found["youth_station_awards_this_year"] == [1, 0, 0, 0]
    assert found["youth_station_places_used"] == [1, 1, 1, 1]


def test_payments_to_others_leave_nothing():
    found = facts("person", paid("startup-subsidy", "employer", (0, 1, 500_000, THIS_YEAR)))
    assert found["startup_subsidies_drawn"] == [0, 0, 0, 0]


def test_a_firm_answers_for_what_was_paid_for_its_staff():
    hired = paid(
        "hiring-subsidy", "employment", (0, 1, 100, THIS_YEAR), (1, 1, 30, THIS_YEAR), (2, 1, 7, LAST_YEAR)
    )
    employer = np.array([2, 2, 2, -1])
    drawn = through([hired], ("hiring-subsidy",), employer, 3, ON, Gathers.FEN_THIS_YEAR)
    assert drawn.tolist() == [0, 0, 130]
    nobody = through([hired], ("hiring-subsidy",), np.full(4, -1), 3, ON, Gathers.FEN)
    assert nobody.tolist() == [0, 0, 0]
