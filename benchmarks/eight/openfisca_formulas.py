"""The eight programmes as formulas in OpenFisca-Core's idiom: NumPy over every person, parameters by name.

What several formulas use (`retirement_on`, `student_or_recent`) is a variable of its own, computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from benchmarks.eight.figures import Figures
from benchmarks.eight.population import AS_OF

Get = Callable[[str], Any]
"""The value of a variable for every person, by name; variables of the same clone by short name, from the dot."""
Formula = Callable[[Get, Any], np.ndarray]
"""A variable of every person out of other variables and the figures of a clone."""

TODAY = np.datetime64(AS_OF)


def add_months(days: np.ndarray, months: int | np.ndarray) -> np.ndarray:
    """The corresponding day some months later, else the last of that month."""
    month = days.astype("M8[M]")
    day = (days - month.astype("M8[D]")).astype(int)
    ends = (month + months + 1).astype("M8[D]") - 1
    return np.minimum((month + months).astype("M8[D]") + day, ends)


def share(fen: np.ndarray, numerator: int, denominator: int) -> np.ndarray:
    """A share of an amount, half up to whole fen, in 64 bits (OpenFisca's own integers have 32)."""
    return (fen.astype(np.int64) * 2 * numerator + denominator) // (2 * denominator)


def every(parts: list[np.ndarray]) -> np.ndarray:
    """Where all hold."""
    return reduce(np.logical_and, parts)


def retirement_on(get: Get, p: Any) -> np.ndarray:
    """Legal retirement day by the ages of before 2025."""
    category = get("retirement_category")
    male, cadre = (category == category.possible_values[code] for code in ("male_60", "female_55"))
    return add_months(get("birth_on"), np.where(male, 720, np.where(cadre, 660, 600)))


def _near_retirement(get: Get, p: Any) -> np.ndarray:
    retirement, determined = get("retirement_on"), get("has_flexible_si_determination")
    from_start = retirement < add_months(get("flexible_si_determined_on"), p.near_retirement_months)
    from_today = retirement < add_months(np.asarray(TODAY), p.near_retirement_months)
    return (retirement >= TODAY) * np.where(determined, from_start, from_today)


def student_or_recent(get: Get, p: Any) -> np.ndarray:
    """A student, or one who left school lately, at home or abroad."""
    graduate = get("is_graduate") * (add_months(get("graduated_on"), p.recent_graduate_months) >= TODAY)
    returnee = add_months(get("overseas_graduated_on"), p.overseas_months) >= TODAY
    return get("is_student") + graduate + get("is_overseas_returnee") * returnee


def _level_with_standard(get: Get, p: Any) -> np.ndarray:
    level = get("skill_certificate_level")
    known = level.possible_values
    return get("has_skill_certificate") * (
        (level == known.junior) + (level == known.intermediate) + (level == known.senior)
    )


def _small(get: Get, p: Any) -> np.ndarray:
    size = get("own_firm_size")
    known = size.possible_values
    return get("owns_firm") * ((size == known.micro) + (size == known.small))


def _layoff_rate(get: Get, p: Any) -> np.ndarray:
    staff = get("own_firm_staff_last_year").astype(np.int64)
    rate = p.county_rate[get("county")].astype(np.int64)
    layoffs = get("own_firm_layoffs_last_year").astype(np.int64)
    return get("owns_firm") * (staff > 0) * (layoffs * 1_000_000 < rate * staff)


def _both(*names: str) -> Formula:
    return lambda get, p: every([get(name) for name in names])


def _in_park(get: Get, rest: np.ndarray) -> np.ndarray:
    return get("owns_firm") * get("own_firm_is_in_incubator") * rest


def _operated(months: str) -> Formula:
    def formula(get: Get, p: Any) -> np.ndarray:
        return get("owns_firm") * (add_months(get("own_firm_registered_on"), getattr(p, months)) <= TODAY)

    return formula


CONDITIONS: Mapping[str, Mapping[str, Formula]] = {
    "flexible-si-subsidy": {
        "hardship": lambda get, p: get("is_hardship_person"),
        "graduate": lambda get, p: (
            get("is_graduate")
            * get("is_university_graduate")
            * (add_months(get("graduated_on"), p.graduate_months) >= TODAY)
        ),
        "flexible": lambda get, p: get("is_flexibly_employed"),
        "insured": lambda get, p: get("pays_social_insurance_as_required"),
        "term": lambda get, p: get("flexible_si_subsidy_months") + 1 <= p.flexible_subsidy_months,
        "near_retirement": _near_retirement,
    },
    "startup-si-subsidy": {
        "new_firm": _both("owns_firm", "own_firm_is_newly_founded"),
        "operating": _both("owns_firm", "own_firm_operates_normally"),
        "jobs": lambda get, p: get("owns_firm") * (get("own_firm_jobs_led") >= p.min_jobs),
        "insured": lambda get, p: get("owns_firm") * (get("own_firm_jobs_insured_year") >= p.min_jobs),
        "term": lambda get, p: get("startup_si_years_drawn") + 1 <= p.startup_si_years,
    },
    "incubator-cost-subsidy": {
        "student": lambda get, p: get(".student_or_recent"),
        "veteran": lambda get, p: get("is_veteran"),
        "unemployed": lambda get, p: get("was_unemployed_when_founding"),
        "returned_migrant": lambda get, p: get("is_returned_migrant"),
        "disabled": lambda get, p: get("is_disabled"),
        "in_park": _both("owns_firm", "own_firm_is_in_incubator"),
        "costs": lambda get, p: _in_park(get, get("incubator_cost_month") > 0),
        "within_years": lambda get, p: _in_park(
            get, add_months(get("own_firm_entered_incubator_on"), p.park_support_months) >= TODAY
        ),
    },
    "opening-subsidy": {
        "owner": _both("owns_firm", "own_firm_has_business_licence"),
        "student": lambda get, p: get(".student_or_recent"),
        "startup": _both("owns_firm", "own_firm_is_startup"),
        "operating": _both("owns_firm", "own_firm_operates_normally"),
        "operating_term": _operated("opening_operating_months"),
        "once": lambda get, p: get("opening_subsidies_drawn") == 0,
    },
    "job-stabilisation-subsidy": {
        "owner": lambda get, p: get("owns_firm"),
        "paid_in_full": _both("owns_firm", "own_firm_pays_ui_in_full"),
        "layoff_rate": _layoff_rate,
    },
    "skill-upgrade-subsidy": {
        "employee": lambda get, p: get("is_enterprise_employee"),
        "insured_term": lambda get, p: get("ui_contribution_months") >= p.insured_months,
        "certificate": lambda get, p: get("has_skill_certificate"),
        "level_with_standard": _level_with_standard,
        "earliest_certificate": lambda get, p: (
            get("has_skill_certificate")
            * (get("skill_certificate_issued_on") >= np.datetime64(Figures.earliest_certificate))
        ),
        "application_window": lambda get, p: (
            get("has_skill_certificate")
            * (add_months(get("skill_certificate_issued_on"), p.certificate_months) >= TODAY)
        ),
        "not_paid_yet": lambda get, p: get("skill_upgrade_subsidies_drawn") == 0,
    },
    "startup-subsidy": {
        "university_graduate": lambda get, p: get("is_university_graduate"),
        "hardship_person": lambda get, p: get("is_hardship_person"),
        "first_business": _both("owns_firm", "own_firm_is_first"),
        "small_business": _small,
        "licensed": _both("owns_firm", "own_firm_has_business_licence"),
        "operates_normally": _both("owns_firm", "own_firm_operates_normally"),
        "operating_term": _operated("startup_operating_months"),
        "once": lambda get, p: get("startup_subsidies_drawn") == 0,
    },
    "hiring-award": {
        "investment_firm": _both("owns_firm", "own_firm_is_investment_attraction"),
        "hires": lambda get, p: get("owns_firm") * (get("own_firm_hires_this_year") > 0),
    },
}
WITH_FIGURES = {
    *("graduate", "near_retirement", "student", "within_years", "operating_term"),
    *("insured_term", "application_window"),
    "flexible-si-subsidy.term",
}
"""Conditions, by name or programme and name, that clones change: those that count months."""


def _insurance(get: Get, p: Any) -> np.ndarray:
    return share(np.minimum(p.minimum_fen[get("county")], get("own_si_paid_month")), *Figures.insurance_share)


def _startup(get: Get, p: Any) -> np.ndarray:
    year = np.minimum(get("startup_si_assessed_year"), p.startup_si_year_fen)
    rest = np.maximum(p.startup_si_total_fen - get("startup_si_drawn"), 0)
    return np.minimum(year + p.per_head_fen * get("own_firm_jobs_led"), rest)


def _park(get: Get, p: Any) -> np.ndarray:
    rest = np.maximum(p.park_year_fen - get("incubator_cost_drawn_year"), 0)
    return np.minimum(share(get("incubator_cost_month"), *Figures.park_share), rest)


def _skill(get: Get, p: Any) -> np.ndarray:
    level = get("skill_certificate_level")
    known = level.possible_values
    fen = p.level_fen
    tests = [level == known.junior, level == known.intermediate, level == known.senior]
    return np.select(tests, [fen.junior, fen.intermediate, fen.senior])


AMOUNTS: Mapping[str, Formula] = {
    "flexible-si-subsidy": _insurance,
    "startup-si-subsidy": _startup,
    "incubator-cost-subsidy": _park,
    "opening-subsidy": lambda get, p: p.opening_fen,
    "job-stabilisation-subsidy": lambda get, p: share(
        get("own_firm_ui_paid_last_year"), *Figures.refund_share
    ),
    "skill-upgrade-subsidy": _skill,
    "startup-subsidy": lambda get, p: p.startup_fen,
    "hiring-award": lambda get, p: p.hire_fen * get("own_firm_hires_this_year"),
}
