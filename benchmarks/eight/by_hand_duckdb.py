"""The eight programmes as SQL for DuckDB: three-valued logic is the database's own, least() is written out."""

from __future__ import annotations

from pathlib import Path

from benchmarks.eight.figures import ANY_OF, COUNTY_RATE, RETIREMENT_YEARS, Figures, clones
from benchmarks.eight.population import AS_OF

TODAY = f"DATE '{AS_OF}'"


def _after(day: str, months: int) -> str:
    return f"({day} + INTERVAL {months} MONTH)"


def _least(left: str, right: str) -> str:
    return f"(CASE WHEN {left} <= {right} THEN {left} WHEN {left} > {right} THEN {right} END)"


def _share(fen: str, share: tuple[int, int]) -> str:
    return f"(({fen}::BIGINT * {2 * share[0]} + {share[1]}) // {2 * share[1]})"


def _keyed(key: str, table: dict[str, int]) -> str:
    rows = " ".join(f"WHEN '{code}' THEN {value}" for code, value in table.items())
    return f"(CASE {key} {rows} END)"


def _rest(limit: int, drawn: str) -> str:
    return f"(CASE WHEN {drawn} < {limit} THEN {limit} - {drawn} WHEN {drawn} >= {limit} THEN 0 END)"


def _conditions(f: Figures) -> dict[str, dict[str, str]]:
    return {**_conditions_of_founders(f), **_conditions_of_employers_and_skills(f)}


def _operating(months: int) -> str:
    return f"owns_firm AND {_after('own_firm_registered_on', months)} <= {TODAY}"


def _conditions_of_founders(f: Figures) -> dict[str, dict[str, str]]:
    cases = " ".join(
        f"WHEN '{code}' THEN birth_on + INTERVAL {years} YEAR" for code, years in RETIREMENT_YEARS.items()
    )
    retirement = f"(CASE retirement_category {cases} END)"
    student = (
        f"is_student OR (is_graduate AND {TODAY} <= {_after('graduated_on', f.recent_graduate_months)})"
        f" OR (is_overseas_returnee AND {TODAY} <= {_after('overseas_graduated_on', f.overseas_months)})"
    )
    near = f.near_retirement_months
    return {
        "flexible-si-subsidy": {
            "hardship": "is_hardship_person",
            "graduate": "is_graduate AND is_university_graduate"
            f" AND {TODAY} <= {_after('graduated_on', f.graduate_months)}",
            "flexible": "is_flexibly_employed",
            "insured": "pays_social_insurance_as_required",
            "term": f"flexible_si_subsidy_months + 1 <= {f.flexible_subsidy_months}",
            "near_retirement": f"{TODAY} <= {retirement} AND ((has_flexible_si_determination"
            f" AND {retirement} < {_after('flexible_si_determined_on', near)})"
            f" OR (NOT has_flexible_si_determination AND {retirement} < {_after(TODAY, near)}))",
        },
        "startup-si-subsidy": {
            "new_firm": "owns_firm AND own_firm_is_newly_founded",
            "operating": "owns_firm AND own_firm_operates_normally",
            "jobs": f"owns_firm AND own_firm_jobs_led >= {f.min_jobs}",
            "insured": f"owns_firm AND own_firm_jobs_insured_year >= {f.min_jobs}",
            "term": f"startup_si_years_drawn + 1 <= {f.startup_si_years}",
        },
        "incubator-cost-subsidy": {
            "student": student,
            "veteran": "is_veteran",
            "unemployed": "was_unemployed_when_founding",
            "returned_migrant": "is_returned_migrant",
            "disabled": "is_disabled",
            "in_park": "owns_firm AND own_firm_is_in_incubator",
            "costs": "owns_firm AND own_firm_is_in_incubator AND incubator_cost_month > 0",
            "within_years": "owns_firm AND own_firm_is_in_incubator"
            f" AND {TODAY} <= {_after('own_firm_entered_incubator_on', f.park_support_months)}",
        },
        "opening-subsidy": {
            "owner": "owns_firm AND own_firm_has_business_licence",
            "student": student,
            "startup": "owns_firm AND own_firm_is_startup",
            "operating": "owns_firm AND own_firm_operates_normally",
            "operating_term": _operating(f.opening_operating_months),
            "once": "opening_subsidies_drawn = 0",
        },
    }


def _conditions_of_employers_and_skills(f: Figures) -> dict[str, dict[str, str]]:
    rate = (
        "(CASE WHEN own_firm_staff_last_year > 0 THEN own_firm_layoffs_last_year::BIGINT * 1000000"
        f" < {_keyed('county', COUNTY_RATE)} * own_firm_staff_last_year::BIGINT END)"
    )
    levels = ", ".join(f"'{level}'" for level in f.level_fen)
    return {
        "job-stabilisation-subsidy": {
            "owner": "owns_firm",
            "paid_in_full": "owns_firm AND own_firm_pays_ui_in_full",
            "layoff_rate": f"owns_firm AND {rate}",
        },
        "skill-upgrade-subsidy": {
            "employee": "is_enterprise_employee",
            "insured_term": f"ui_contribution_months >= {f.insured_months}",
            "certificate": "has_skill_certificate",
            "level_with_standard": f"has_skill_certificate AND skill_certificate_level IN ({levels})",
            "earliest_certificate": "has_skill_certificate"
            f" AND skill_certificate_issued_on >= DATE '{f.earliest_certificate}'",
            "application_window": "has_skill_certificate"
            f" AND {TODAY} <= {_after('skill_certificate_issued_on', f.certificate_months)}",
            "not_paid_yet": "skill_upgrade_subsidies_drawn = 0",
        },
        "startup-subsidy": {
            "university_graduate": "is_university_graduate",
            "hardship_person": "is_hardship_person",
            "first_business": "owns_firm AND own_firm_is_first",
            "small_business": "owns_firm AND own_firm_size IN ('micro', 'small')",
            "licensed": "owns_firm AND own_firm_has_business_licence",
            "operates_normally": "owns_firm AND own_firm_operates_normally",
            "operating_term": _operating(f.startup_operating_months),
            "once": "startup_subsidies_drawn = 0",
        },
        "hiring-award": {
            "investment_firm": "owns_firm AND own_firm_is_investment_attraction",
            "hires": "owns_firm AND own_firm_hires_this_year > 0",
        },
    }


def _amounts(f: Figures) -> dict[str, str]:
    assessed = _least("startup_si_assessed_year", str(f.startup_si_year_fen))
    startup = f"({assessed} + {f.per_head_fen} * own_firm_jobs_led::BIGINT)"
    park = _share("incubator_cost_month", f.park_share)
    insurance = _least(_keyed("county", f.minimum_fen), "own_si_paid_month")
    return {
        "flexible-si-subsidy": _share(insurance, f.insurance_share),
        "startup-si-subsidy": _least(startup, _rest(f.startup_si_total_fen, "startup_si_drawn")),
        "incubator-cost-subsidy": _least(park, _rest(f.park_year_fen, "incubator_cost_drawn_year")),
        "opening-subsidy": str(f.opening_fen),
        "job-stabilisation-subsidy": _share("own_firm_ui_paid_last_year", f.refund_share),
        "skill-upgrade-subsidy": _keyed("skill_certificate_level", f.level_fen),
        "startup-subsidy": str(f.startup_fen),
        "hiring-award": f"{f.hire_fen} * own_firm_hires_this_year::BIGINT",
    }


def query(source: str, copies: int, awards_only: bool) -> str:
    """One SELECT in three stages over the table or file function `source`."""
    stages: tuple[list[str], list[str], list[str]] = ([], [], [])
    names: list[str] = []
    for f in clones(copies):
        for programme, leaves in _conditions(f).items():
            name = f"{programme}{f.suffix}"
            stages[0].extend(f'{sql} AS "{name}.{leaf}"' for leaf, sql in leaves.items())
            stages[1].append(f'{_verdict(name, programme, list(leaves))} AS "{name}.verdict"')
            amount = _amounts(f)[programme]
            stages[2].append(f'CASE WHEN "{name}.verdict" THEN {amount} END::BIGINT AS "{name}.payable"')
            names += [f'"{name}.{what}"' for what in (*leaves, "verdict", "payable")]
    due = " OR ".join(name for name in names if name.endswith('.verdict"'))
    frame = f"SELECT *, {', '.join(stages[0])} FROM {source}"
    frame = f"SELECT *, {', '.join(stages[1])} FROM ({frame})"
    frame = f"SELECT *, {', '.join(stages[2])} FROM ({frame}){f' WHERE {due}' if awards_only else ''}"
    return f"SELECT id, {', '.join(names)} FROM ({frame})"


def _verdict(name: str, programme: str, leaves: list[str]) -> str:
    groups = ANY_OF.get(programme, ())
    grouped = {leaf for group in groups for leaf in group}
    parts = [f'"{name}.{leaf}"' for leaf in leaves if leaf not in grouped]
    parts += ["(" + " OR ".join(f'"{name}.{leaf}"' for leaf in group) + ")" for group in groups]
    return " AND ".join(parts)


RESULTS = "all.parquet"


def run(files: list[Path], out: Path, copies: int, awards_only: bool) -> None:
    """As `ours.run`, all files in one query and one file of results: planning a query anew for each costs more."""
    import duckdb

    session = duckdb.connect()
    session.execute("SET preserve_insertion_order = false")
    source = ", ".join(f"'{path}'" for path in files)
    select = query(f"read_parquet([{source}])", copies, awards_only)
    session.execute(f"COPY ({select}) TO '{out / RESULTS}' (FORMAT parquet, COMPRESSION zstd)")
