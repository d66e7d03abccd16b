"""Facts of employers: what they are, whom they hire and lay off, what they insure, borrow and apply for."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import Bools, between, coded, happens, pick, stream, waiting
from jiuchuang.gateways.population.days import (
    NO_DAY,
    add_months,
    day_in_year,
    first_of_month,
    month_number,
    year_of,
)
from jiuchuang.gateways.population.fact_tables import Values, known_where
from jiuchuang.gateways.population.firms import (
    COOPERATIVE,
    ENTERPRISE,
    GOVERNMENT,
    INDIVIDUAL,
    INDUSTRIES,
    KINDS,
)  # fmt: skip
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.payroll import SIZES

_UNEMPLOYMENT_RATE = 34_000
"""Registered urban unemployment rate of the county last year, in millionths: frozen once a year, like the real one."""
_LEVELS = ("national", "provincial", "city", "county")
_STARTUP_MONTHS = 36
_LOANS = (5, 10, 15, 20, 30, 50, 80, 100, 150, 200, 300)
"""Loans asked for, in ten thousand yuan."""
_LOAN_WEIGHTS = (120, 220, 180, 120, 100, 90, 40, 40, 30, 40, 20)


def facts_of_employers(part: Part) -> Values:
    """What the employer is, and where."""
    firms, payroll, rng = part.firms, part.payroll, part.stream("facts of employers")
    size, kind = len(firms), firms.kind
    enterprise = kind == ENTERPRISE
    has_size = enterprise | np.isin(kind, (INDIVIDUAL, COOPERATIVE))
    young = add_months(firms.registered_on, _STARTUP_MONTHS) >= part.on
    technology, service = _industry(part, "IM"), _industry(part, "FGHKLNOPQR")
    online = np.select(
        [_industry(part, "F"), _industry(part, "I"), _industry(part, "HLOR")], [90, 320, 25], 4
    )
    online_kind = np.where(happens(rng, online, size), pick(rng, (620, 200, 180), size), 3)
    agriculture = _industry(part, "A") & np.isin(kind, (ENTERPRISE, COOPERATIVE))
    capital = np.where(enterprise, pick(rng, (12, 15, 8, 965), size), 3)
    added = happens(rng, np.where(enterprise, 60, 20), size)
    return {
        "employer_kind": coded(KINDS, kind),
        "employer_size": coded(SIZES, np.where(has_size, payroll.size, -1)),
        "size_class_before": coded(SIZES, np.where(has_size, payroll.size_before, -1)),
        "became_above_designated_size_this_year": enterprise & _industry(part, "C") & (payroll.size >= 1)
        & (payroll.size_before == 0) & happens(rng, 400, size),
        "is_investment_attraction_firm": enterprise & happens(rng, np.where(firms.weight >= 15, 190, 35), size),
        "business_class": coded(("technology", "service", "other"), np.select([technology, service], [0, 1], 2)),
        "is_startup_firm": young & np.isin(kind, (ENTERPRISE, INDIVIDUAL, COOPERATIVE)),
        "employer_is_modern_agriculture": agriculture & happens(rng, 330, size),
        "state_capital_position": coded(("wholly", "controlling", "dominant", "other"), capital),
        "is_registered_within_city": happens(rng, 970, size),
        "is_located_in_district": happens(rng, 985, size),
        "added_premises_within_city": added & happens(rng, 850, size),
        "added_premises_in_home_county": added & happens(rng, 620, size),
        "added_premises_confirmed_where_located": added & happens(rng, 550, size),
        "online_business": coded(("ecommerce", "online_service", "online_marketing", "none"), online_kind),
        "employer_registered_on": firms.registered_on,
        "is_energy_equipment_manufacturer": enterprise & _industry(part, "C") & happens(rng, 25, size),
        **_funds(part, size),
        **_premises(part, rng, young & (online_kind < 3)),
    }  # fmt: skip


def facts_of_payrolls(part: Part) -> Values:
    """Unemployment insurance and the return of it; hires and lay-offs follow from the register of employments."""
    firms, payroll, rng = part.firms, part.payroll, part.stream("facts of payrolls")
    size, year = len(firms), int(year_of(part.on))
    enterprise = firms.kind == ENTERPRISE
    insured = (payroll.insured_staff > 0) | (firms.insures & (payroll.ui_paid_last_fen > 0))
    in_full = insured & happens(rng, 930, size)
    few = payroll.layoffs_last * 20 <= payroll.staff_last
    measures = insured & enterprise & few & happens(rng, 640, size)
    returned = measures & in_full & (payroll.ui_paid_last_fen > 0) & happens(rng, 550, size)
    return {
        "is_ui_insured_employer": insured,
        "is_ui_insured_in_province": insured,
        "has_paid_ui_in_full": in_full,
        "ui_paid_last_year": payroll.ui_paid_last_fen,
        "registered_unemployment_rate_last_year": np.full(size, _UNEMPLOYMENT_RATE),
        "award_year_starts_on": np.full(size, day_in_year(year, 1, 1)),
        "award_year_ends_on": np.full(size, day_in_year(year, 12, 31)),
        "reaches_new_hire_ratio": payroll.hires * 100 >= np.maximum(payroll.headcount, 1) * 15,
        "takes_job_stabilising_measures": measures,
        "has_no_or_few_layoffs": few,
        "stabilisation_spending_is_listed": measures & happens(rng, 560, size),
        "has_received_stabilisation_subsidy": returned,
        "stabilisation_subsidy_received": payroll.ui_paid_last_fen // 2,
        "ui_fee_belongs_to_on": np.full(size, first_of_month(month_number(part.on) - 1)),
    }


def facts_of_employer_matters(part: Part) -> Values:
    """Interns, vacancies, fees and start-up loans of the firm."""
    firms, payroll, rng = part.firms, part.payroll, part.stream("facts of employer matters")
    size = len(firms)
    may_train = (payroll.headcount >= 5) & ~np.isin(firms.kind, (INDIVIDUAL, GOVERNMENT))
    trains = may_train & happens(rng, 110, size)
    interns = np.where(trains, between(rng, 0, np.maximum(1, payroll.headcount * 3 // 10), size), 0)
    done = np.where(trains, between(rng, 0, np.maximum(1, payroll.headcount * 3 // 10), size), 0)
    poor_work = trains & happens(rng, 70, size)
    model = trains & happens(rng, 90, size)
    recruits = happens(
        rng, np.select([payroll.headcount >= 10, payroll.headcount >= 2], [620, 260], 90), size
    )
    posts = np.where(recruits, 1 + waiting(rng, 2.0, size) + payroll.headcount // 12, 0)
    for_veterans = np.where(happens(rng, 180, size), posts * between(rng, 5, 20, size) // 100, 0)
    fees = pick(rng, (250, 120, 180, 450), size)
    return {
        "is_internship_unit": trains,
        "interns_this_month": interns,
        "interns_completed_last_year": done,
        "interns_retained_last_year": done * between(rng, 15, 85, size) // 100,
        "internship_work_is_irregular": poor_work,
        "internship_quality_is_low": poor_work & happens(rng, 600, size),
        "internship_breach_is_serious": poor_work & happens(rng, 250, size),
        "is_model_internship_base": model,
        "model_internship_base_level": coded(_LEVELS, pick(rng, (30, 170, 400, 400), size)),
        "new_posts_recruited": posts,
        "new_posts_for_placed_veterans": for_veterans,
        "recruitment_opened_on": np.where(recruits, part.on - between(rng, 0, 330, size), NO_DAY),
        "fee_class": coded(("registration", "licence", "management", "other"), fees),
        "fee_is_administrative": happens(rng, 820, size),
        "fee_is_waivable_by_rule": happens(rng, 760, size),
        **_loans(part, rng),
    }


def _loans(part: Part, rng: np.random.Generator) -> Values:
    """Start-up loans to small firms: asked for by one in sixteen, most of them granted."""
    firms, size = part.firms, len(part.firms)
    eligible = np.isin(firms.kind, (ENTERPRISE, COOPERATIVE, INDIVIDUAL)) & (part.payroll.size <= 1)
    asks = eligible & happens(rng, np.where(part.payroll.headcount >= 2, 130, 30), size)
    granted = asks & happens(rng, 700, size)
    granted_on = np.maximum(part.on - waiting(rng, 420, size), firms.registered_on + 30)
    granted &= granted_on <= part.on
    months = np.array([12, 24, 36, 48])[pick(rng, (280, 520, 160, 40), size)]
    principal = 1_000_000 * np.array(_LOANS)[pick(rng, _LOAN_WEIGHTS, size)]

    settles = first_of_month(month_number(part.on)) - 1
    paid_until = np.maximum(np.minimum(settles, add_months(granted_on, months)), granted_on)
    days = np.clip(paid_until - granted_on, 0, 91)
    return {
        "meets_firm_loan_rules": granted | (asks & happens(rng, 600, size)),
        "is_startup_loan_granted": granted,
        "startup_loan_principal": known_where(asks, principal),
        "startup_loan_granted_on": granted_on,
        "startup_loan_matures_on": add_months(granted_on, months),
        "loan_interest_period_ends_on": paid_until,
        "loan_interest_of_period": principal * 48 * days // (1000 * 360),
    }


def _funds(part: Part, size: int) -> Values:
    """What the county's funds have promised so far: one figure for everybody, in steps of ten thousand yuan."""
    rng = stream(part.plan.seed, 0, "funds")
    names = ("angel_fund_committed", "ecommerce_fund_committed", "energy_equipment_fund_committed")
    return {name: np.full(size, 1_000_000 * rng.integers(0, 90)) for name in names}


def _premises(part: Part, rng: np.random.Generator, may_move: Bools) -> Values:
    """Offices and stores that the district provides to young online firms."""
    moved = may_move & happens(rng, 280, len(part.firms))
    moved_on = np.minimum(part.firms.registered_on + between(rng, 0, 300, len(part.firms)), part.on)
    return {
        "has_moved_into_provided_premises": moved,
        "moved_into_provided_premises_on": np.where(moved, moved_on, NO_DAY),
    }


def _industry(part: Part, letters: str) -> Bools:
    return np.isin(part.firms.industry, [INDUSTRIES.index(letter) for letter in letters])
