"""The eight programmes as an OpenFisca-Core tax and benefit system, in that project's idiom.

Facts are input variables, every condition, verdict and amount is a variable with a formula, figures are parameters
(county tables indexed by the enumeration). OpenFisca has no unknown: a fact not given is False, 0 or 1970-01-01, so
results are compared on persons of whom every fact is known. A clone's conditions that use no figure are not copied.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.eight.figures import ANY_OF, COUNTY_RATE, Figures, clones
from benchmarks.eight.population import AS_OF
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

Get = Callable[[str], Any]
"""The value of a variable for every person, by name; conditions and verdicts of the same clone by short name."""

PERIOD = str(AS_OF)
TODAY = np.datetime64(AS_OF)
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
KINDS = {Kind.DATE: date, Kind.BOOL: bool}


def add_months(days: np.ndarray, months: int | np.ndarray) -> np.ndarray:
    """The corresponding day some months later, else the last of that month."""
    month = days.astype("M8[M]")
    day = (days - month.astype("M8[D]")).astype(int)
    ends = (month + months + 1).astype("M8[D]") - 1
    return np.minimum((month + months).astype("M8[D]") + day, ends)


def share(fen: np.ndarray, numerator: int, denominator: int) -> np.ndarray:
    """A share of an amount, half up to whole fen, in 64 bits (OpenFisca's own integers have 32)."""
    return (fen.astype(np.int64) * 2 * numerator + denominator) // (2 * denominator)


def retirement_on(get: Get) -> np.ndarray:
    """Legal retirement day by the ages of before 2025."""
    category = get("retirement_category")
    male, cadre = (category == category.possible_values[code] for code in ("male_60", "female_55"))
    return add_months(get("birth_on"), np.where(male, 720, np.where(cadre, 660, 600)))


def _near_retirement(get: Get, p: Any) -> np.ndarray:
    retirement, determined = retirement_on(get), get("has_flexible_si_determination")
    from_start = retirement < add_months(get("flexible_si_determined_on"), p.near_retirement_months)
    from_today = retirement < add_months(np.asarray(TODAY), p.near_retirement_months)
    return (retirement >= TODAY) * np.where(determined, from_start, from_today)


def _student(get: Get, p: Any) -> np.ndarray:
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


def _both(*names: str) -> Callable[[Get, Any], np.ndarray]:
    return lambda get, p: np.logical_and.reduce([get(name) for name in names])


def _in_park(get: Get, rest: np.ndarray) -> np.ndarray:
    return get("owns_firm") * get("own_firm_is_in_incubator") * rest


def _operated(months: str) -> Callable[[Get, Any], np.ndarray]:
    def formula(get: Get, p: Any) -> np.ndarray:
        return get("owns_firm") * (add_months(get("own_firm_registered_on"), getattr(p, months)) <= TODAY)

    return formula


CONDITIONS: Mapping[str, Mapping[str, Callable[[Get, Any], np.ndarray]]] = {
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
        "student": _student,
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
        "student": _student,
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


AMOUNTS: Mapping[str, Callable[[Get, Any], np.ndarray]] = {
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


def _identifier(name: str) -> str:
    return name.replace("-", "_").replace(".", "__")


def _verdict(leaves: list[str], groups: tuple[tuple[str, ...], ...]) -> Callable[[Get, Any], np.ndarray]:
    grouped = {leaf for group in groups for leaf in group}

    def formula(get: Get, p: Any) -> np.ndarray:
        result = np.logical_and.reduce([get(f".{leaf}") for leaf in leaves if leaf not in grouped])
        for group in groups:
            result = result * np.logical_or.reduce([get(f".{leaf}") for leaf in group])
        return result

    return formula


def _payable(amount: Callable[[Get, Any], np.ndarray]) -> Callable[[Get, Any], np.ndarray]:
    return lambda get, p: get(".verdict") * amount(get, p)


def _variable(name: str, kind: Any, formula: Callable[..., Any] | None, **more: Any) -> type[Variable]:
    body = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.DAY, "label": name, **more}
    if formula is not None:
        body["formula"] = formula
    return type(_identifier(name), (Variable,), body)


def _bound(
    formula: Callable[[Get, Any], np.ndarray], programme: str, own: Mapping[str, str], figures: str
) -> Callable[..., Any]:
    """A formula of OpenFisca's signature; `own` maps a short name to the variable of this clone."""

    def openfisca_formula(person: Any, period: Any, parameters: Any) -> np.ndarray:
        def get(name: str) -> Any:
            return person(own[name] if name.startswith(".") else name, period)

        return formula(get, getattr(parameters(period), figures))

    return openfisca_formula


def _input(fact: FactDeclaration) -> type[Variable]:
    if fact.type.kind is Kind.ENUM:
        options = Enum(fact.name, {code: fact.labels[code] for code in fact.type.codes})
        return _variable(fact.name, Enum, None, possible_values=options, default_value=next(iter(options)))
    return _variable(fact.name, KINDS.get(fact.type.kind, int), None)


def _parameters(figures: Figures) -> dict[str, Any]:
    def leaf(value: Any) -> dict[str, Any]:
        return {"values": {"2000-01-01": {"value": value}}}

    numbers = {name: leaf(value) for name, value in vars(figures).items() if type(value) is int}
    tables = {"minimum_fen": figures.minimum_fen, "level_fen": figures.level_fen, "county_rate": COUNTY_RATE}
    return numbers | {name: {key: leaf(fen) for key, fen in table.items()} for name, table in tables.items()}


class EightProgrammes:
    """The system with `copies` of the programmes, and what its results are called."""

    def __init__(self, vocabulary: Vocabulary, copies: int) -> None:
        self.facts = tuple(vocabulary.facts.values())
        self.system = TaxBenefitSystem([PERSON])
        self.results: dict[str, str] = {}
        for fact in self.facts:
            self.system.add_variable(_input(fact))
        all_figures = clones(copies)
        nodes = {f"set_{number}": _parameters(figures) for number, figures in enumerate(all_figures)}
        self.system.parameters = ParameterNode("", data=nodes)
        for number, figures in enumerate(all_figures):
            for programme in CONDITIONS:
                self._add(programme, figures.suffix, f"set_{number}")

    def _add(self, programme: str, suffix: str, figures: str) -> None:
        own: dict[str, str] = {}
        for leaf, formula in CONDITIONS[programme].items():
            copied = leaf in WITH_FIGURES or f"{programme}.{leaf}" in WITH_FIGURES
            name = f"{programme}{suffix if copied else ''}.{leaf}"
            own[f".{leaf}"] = _identifier(name)
            if copied or not suffix:
                self.system.add_variable(_variable(name, bool, _bound(formula, programme, own, figures)))
            self.results[f"{programme}{suffix}.{leaf}"] = own[f".{leaf}"]
        verdict = _verdict(list(CONDITIONS[programme]), ANY_OF.get(programme, ()))
        for what, kind, formula in (
            ("verdict", bool, verdict),
            ("payable", int, _payable(AMOUNTS[programme])),
        ):
            name = f"{programme}{suffix}.{what}"
            own[f".{what}"] = self.results[name] = _identifier(name)
            self.system.add_variable(_variable(name, kind, _bound(formula, programme, own, figures)))

    def inputs(self, frame: pl.DataFrame) -> dict[str, Any]:
        """The facts of the persons of `frame` as OpenFisca's arrays; unknown ones take its defaults."""
        return {fact.name: self._values(frame[fact.name], fact) for fact in self.facts}

    def simulation(self, inputs: Mapping[str, Any]) -> Simulation:
        """A simulation over the persons of these arrays."""
        rows = len(inputs[self.facts[0].name])
        simulation = SimulationBuilder().build_default_simulation(self.system, rows)
        for name, values in inputs.items():
            simulation.set_input(name, PERIOD, values)
        return simulation

    def _values(self, column: pl.Series, fact: FactDeclaration) -> Any:
        if fact.type.kind is Kind.ENUM:
            codes = column.fill_null(fact.type.codes[0]).cast(pl.Enum(fact.type.codes)).to_physical()
            options = self.system.get_variable(fact.name).possible_values
            return EnumArray(codes.to_numpy().astype(np.uint8), options)
        if fact.type.kind is Kind.DATE:
            return column.fill_null(date(1970, 1, 1)).to_numpy()
        return column.fill_null(False if fact.type.kind is Kind.BOOL else 0).to_numpy()

    def calculate(self, simulation: Simulation, names: list[str]) -> dict[str, np.ndarray]:
        """Results by our names."""
        return {name: simulation.calculate(self.results[name], PERIOD) for name in names}


def run(files: list[Path], out: Path, vocabulary: Vocabulary, copies: int, awards_only: bool) -> None:
    """As `ours.run`; memory is given back after every file, which OpenFisca does not do by itself."""
    programmes = EightProgrammes(vocabulary, copies)
    names = list(programmes.results)
    for path in files:
        frame = pl.read_parquet(path, columns=["id", *(fact.name for fact in programmes.facts)])
        columns = programmes.calculate(programmes.simulation(programmes.inputs(frame)), names)
        if awards_only:
            due = np.logical_or.reduce([columns[name] for name in names if name.endswith(".verdict")])
            columns = {name: values[due] for name, values in columns.items()}
            frame = frame.filter(pl.Series(due))
        pl.DataFrame({"id": frame["id"], **columns}).write_parquet(out / path.name, compression="zstd")
        del columns
        gc.collect()
