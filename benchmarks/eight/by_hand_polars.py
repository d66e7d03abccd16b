"""The eight programmes as a careful author writes them in Polars: natural date functions, unknown kept unknown."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.eight.figures import ANY_OF, COUNTY_RATE, RETIREMENT_YEARS, Figures, clones
from benchmarks.eight.population import AS_OF

c = pl.col


def _after(day: str, months: int) -> pl.Expr:
    return c(day).dt.offset_by(f"{months}mo")


def _least(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """The smaller, unknown where either is (min_horizontal would skip the unknown one)."""
    return pl.when(left <= right).then(left).when(left > right).then(right)


def _share(fen: pl.Expr, share: tuple[int, int]) -> pl.Expr:
    """A share of an amount, half up to whole fen."""
    return (fen * 2 * share[0] + share[1]) // (2 * share[1])


def _keyed(key: str, table: dict[str, int]) -> pl.Expr:
    return c(key).replace_strict(table, default=None, return_dtype=pl.Int64)


def _retirement() -> pl.Expr:
    day: Any = pl
    for code, years in RETIREMENT_YEARS.items():
        day = day.when(c("retirement_category") == code).then(c("birth_on").dt.offset_by(f"{years}y"))
    return day


def _conditions(f: Figures) -> dict[str, dict[str, pl.Expr]]:
    return {**_conditions_of_founders(f), **_conditions_of_employers_and_skills(f)}


def _conditions_of_founders(f: Figures) -> dict[str, dict[str, pl.Expr]]:
    asof, owns = pl.lit(AS_OF), c("owns_firm")
    retirement = _retirement()
    determined = c("has_flexible_si_determination")
    student = (
        c("is_student")
        | (c("is_graduate") & (asof <= _after("graduated_on", f.recent_graduate_months)))
        | (c("is_overseas_returnee") & (asof <= _after("overseas_graduated_on", f.overseas_months)))
    )
    in_park = owns & c("own_firm_is_in_incubator")
    near = pl.lit(AS_OF).dt.offset_by(f"{f.near_retirement_months}mo")
    registered = "own_firm_registered_on"
    return {
        "flexible-si-subsidy": {
            "hardship": c("is_hardship_person"),
            "graduate": c("is_graduate")
            & c("is_university_graduate")
            & (asof <= _after("graduated_on", f.graduate_months)),
            "flexible": c("is_flexibly_employed"),
            "insured": c("pays_social_insurance_as_required"),
            "term": c("flexible_si_subsidy_months") + 1 <= f.flexible_subsidy_months,
            "near_retirement": (asof <= retirement)
            & (
                (determined & (retirement < _after("flexible_si_determined_on", f.near_retirement_months)))
                | (~determined & (retirement < near))
            ),
        },
        "startup-si-subsidy": {
            "new_firm": owns & c("own_firm_is_newly_founded"),
            "operating": owns & c("own_firm_operates_normally"),
            "jobs": owns & (c("own_firm_jobs_led") >= f.min_jobs),
            "insured": owns & (c("own_firm_jobs_insured_year") >= f.min_jobs),
            "term": c("startup_si_years_drawn") + 1 <= f.startup_si_years,
        },
        "incubator-cost-subsidy": {
            "student": student,
            "veteran": c("is_veteran"),
            "unemployed": c("was_unemployed_when_founding"),
            "returned_migrant": c("is_returned_migrant"),
            "disabled": c("is_disabled"),
            "in_park": in_park,
            "costs": in_park & (c("incubator_cost_month") > 0),
            "within_years": in_park
            & (asof <= _after("own_firm_entered_incubator_on", f.park_support_months)),
        },
        "opening-subsidy": {
            "owner": owns & c("own_firm_has_business_licence"),
            "student": student,
            "startup": owns & c("own_firm_is_startup"),
            "operating": owns & c("own_firm_operates_normally"),
            "operating_term": owns & (_after(registered, f.opening_operating_months) <= asof),
            "once": c("opening_subsidies_drawn") == 0,
        },
    }


def _conditions_of_employers_and_skills(f: Figures) -> dict[str, dict[str, pl.Expr]]:
    asof, owns, certificate = pl.lit(AS_OF), c("owns_firm"), c("has_skill_certificate")
    registered = "own_firm_registered_on"
    staff = c("own_firm_staff_last_year").cast(pl.Int64)
    layoffs = c("own_firm_layoffs_last_year").cast(pl.Int64)
    rate = pl.when(staff > 0).then(layoffs * 1_000_000 < _keyed("county", COUNTY_RATE) * staff)
    return {
        "job-stabilisation-subsidy": {
            "owner": owns,
            "paid_in_full": owns & c("own_firm_pays_ui_in_full"),
            "layoff_rate": owns & rate,
        },
        "skill-upgrade-subsidy": {
            "employee": c("is_enterprise_employee"),
            "insured_term": c("ui_contribution_months") >= f.insured_months,
            "certificate": certificate,
            "level_with_standard": certificate & c("skill_certificate_level").is_in(list(f.level_fen)),
            "earliest_certificate": certificate
            & (c("skill_certificate_issued_on") >= f.earliest_certificate),
            "application_window": certificate
            & (asof <= _after("skill_certificate_issued_on", f.certificate_months)),
            "not_paid_yet": c("skill_upgrade_subsidies_drawn") == 0,
        },
        "startup-subsidy": {
            "university_graduate": c("is_university_graduate"),
            "hardship_person": c("is_hardship_person"),
            "first_business": owns & c("own_firm_is_first"),
            "small_business": owns & c("own_firm_size").is_in(["micro", "small"]),
            "licensed": owns & c("own_firm_has_business_licence"),
            "operates_normally": owns & c("own_firm_operates_normally"),
            "operating_term": owns & (_after(registered, f.startup_operating_months) <= asof),
            "once": c("startup_subsidies_drawn") == 0,
        },
        "hiring-award": {
            "investment_firm": owns & c("own_firm_is_investment_attraction"),
            "hires": owns & (c("own_firm_hires_this_year") > 0),
        },
    }


def _amounts(f: Figures) -> dict[str, pl.Expr]:
    minimum = _keyed("county", f.minimum_fen)
    assessed = _least(c("startup_si_assessed_year"), pl.lit(f.startup_si_year_fen))
    startup = assessed + f.per_head_fen * c("own_firm_jobs_led").cast(pl.Int64)
    rest = pl.max_horizontal(f.startup_si_total_fen - c("startup_si_drawn"), 0)
    park_rest = pl.max_horizontal(f.park_year_fen - c("incubator_cost_drawn_year"), 0)
    return {
        # the smaller before rounding, as the clause compares exact amounts; equal shares keep their order
        "flexible-si-subsidy": _share(
            _least(minimum, c("own_si_paid_month").cast(pl.Int64)), f.insurance_share
        ),
        "startup-si-subsidy": _least(startup, pl.when(c("startup_si_drawn").is_not_null()).then(rest)),
        "incubator-cost-subsidy": _least(
            _share(c("incubator_cost_month").cast(pl.Int64), f.park_share),
            pl.when(c("incubator_cost_drawn_year").is_not_null()).then(park_rest),
        ),
        "opening-subsidy": pl.lit(f.opening_fen, dtype=pl.Int64),
        "job-stabilisation-subsidy": _share(c("own_firm_ui_paid_last_year").cast(pl.Int64), f.refund_share),
        "skill-upgrade-subsidy": _keyed("skill_certificate_level", f.level_fen),
        "startup-subsidy": pl.lit(f.startup_fen, dtype=pl.Int64),
        "hiring-award": f.hire_fen * c("own_firm_hires_this_year").cast(pl.Int64),
    }


def results(frame: pl.LazyFrame, copies: int) -> pl.LazyFrame:
    """id and every condition, verdict and payable amount, named as in `ours.results`."""
    figures = clones(copies)
    everything = [
        (f"{programme}{f.suffix}", programme, conditions, _amounts(f)[programme])
        for f in figures
        for programme, conditions in _conditions(f).items()
    ]
    first = [
        expr.alias(f"{name}.{leaf}") for name, _, leaves, _ in everything for leaf, expr in leaves.items()
    ]
    verdicts = [
        _verdict(name, programme, leaves).alias(f"{name}.verdict")
        for name, programme, leaves, _ in everything
    ]
    payable = [
        pl.when(c(f"{name}.verdict")).then(amount).alias(f"{name}.payable")
        for name, _, _, amount in everything
    ]
    wanted = [
        c(f"{name}.{what}") for name, _, leaves, _ in everything for what in (*leaves, "verdict", "payable")
    ]
    return frame.with_columns(first).with_columns(verdicts).with_columns(payable).select("id", *wanted)


def _verdict(name: str, programme: str, leaves: Iterable[str]) -> pl.Expr:
    groups = ANY_OF.get(programme, ())
    grouped = {leaf for group in groups for leaf in group}
    parts = [c(f"{name}.{leaf}") for leaf in leaves if leaf not in grouped]
    parts += [reduce(operator.or_, [c(f"{name}.{leaf}") for leaf in group]) for group in groups]
    return reduce(operator.and_, parts)


def run(files: list[Path], out: Path, copies: int, awards_only: bool) -> None:
    """As `ours.run`."""
    for path in files:
        frame = results(pl.scan_parquet(path), copies)
        if awards_only:
            verdicts = [name for name in frame.collect_schema() if name.endswith(".verdict")]
            frame = frame.filter(reduce(operator.or_, map(c, verdicts)))
        frame.sink_ipc(out / path.with_suffix(".arrow").name, compression="zstd")
