"""The eight programmes as an OpenFisca-Core tax and benefit system, in that project's idiom.

Facts are input variables, every condition, verdict and amount is a variable with a formula, figures are parameters
(county tables indexed by the enumeration). OpenFisca has no unknown: a fact not given is False, 0 or 1970-01-01, so
results are compared on persons of whom every fact is known. A clone's conditions that use no figure are not copied,
and what several formulas use is a variable of its own, which OpenFisca computes once.

A table is indexed as OpenFisca's documentation says, `parameters(period).table[county]`, which goes through every
person in Python. `by_code` indexes an array by the enumeration's numbers instead, as one who had measured might.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
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
from benchmarks.eight.openfisca_formulas import (
    AMOUNTS,
    CONDITIONS,
    WITH_FIGURES,
    Formula,
    Get,
    every,
    retirement_on,
    student_or_recent,
)
from benchmarks.eight.population import AS_OF
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

TABLES = ("minimum_fen", "county_rate")

PERIOD = str(AS_OF)
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
KINDS = {Kind.DATE: date, Kind.BOOL: bool}


class Keyed:
    """A node of parameters to be indexed by an enumeration, by the enumeration's numbers."""

    def __init__(self, node: Any) -> None:
        self._node = node

    def __getitem__(self, key: EnumArray) -> np.ndarray:
        fen = [self._node[item.name] for item in key.possible_values]
        return np.array(fen)[key.view(np.ndarray)]


class ByCode:
    """The parameters of a clone, its county tables as `Keyed`."""

    def __init__(self, parameters: Any) -> None:
        self._parameters = parameters

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._parameters, name)
        return Keyed(found) if name in TABLES else found


def _identifier(name: str) -> str:
    return name.replace("-", "_").replace(".", "__")


def _verdict(leaves: list[str], groups: tuple[tuple[str, ...], ...]) -> Formula:
    grouped = {leaf for group in groups for leaf in group}

    def formula(get: Get, p: Any) -> np.ndarray:
        sufficient = [reduce(np.logical_or, [get(f".{leaf}") for leaf in group]) for group in groups]
        return every([get(f".{leaf}") for leaf in leaves if leaf not in grouped] + sufficient)

    return formula


def _payable(amount: Formula) -> Formula:
    return lambda get, p: get(".verdict") * amount(get, p)


def _variable(name: str, kind: Any, formula: Callable[..., Any] | None, **more: Any) -> type[Variable]:
    body = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.DAY, "label": name, **more}
    if formula is not None:
        body["formula"] = formula
    return type(_identifier(name), (Variable,), body)


def _bound(formula: Formula, own: Mapping[str, str], figures: str, by_code: bool) -> Callable[..., Any]:
    """A formula of OpenFisca's signature; `own` maps a short name to the variable of this clone."""

    def openfisca_formula(person: Any, period: Any, parameters: Any) -> np.ndarray:
        def get(name: str) -> Any:
            return person(own[name] if name.startswith(".") else name, period)

        of_clone = getattr(parameters(period), figures)
        return formula(get, ByCode(of_clone) if by_code else of_clone)

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

    def __init__(self, vocabulary: Vocabulary, copies: int, by_code: bool = False) -> None:
        self.facts = tuple(vocabulary.facts.values())
        self.system = TaxBenefitSystem([PERSON])
        self.results: dict[str, str] = {}
        self.by_code = by_code
        for fact in self.facts:
            self.system.add_variable(_input(fact))
        all_figures = clones(copies)
        nodes = {f"set_{number}": _parameters(figures) for number, figures in enumerate(all_figures)}
        self.system.parameters = ParameterNode("", data=nodes)
        self._add_variable("retirement_on", date, retirement_on, {}, "set_0")
        for number, figures in enumerate(all_figures):
            student = f"student_or_recent{figures.suffix}"
            self._add_variable(student, bool, student_or_recent, {}, f"set_{number}")
            for programme in CONDITIONS:
                self._add(programme, figures.suffix, f"set_{number}", student)

    def _add(self, programme: str, suffix: str, figures: str, student: str) -> None:
        own: dict[str, str] = {".student_or_recent": _identifier(student)}
        for leaf, formula in CONDITIONS[programme].items():
            copied = leaf in WITH_FIGURES or f"{programme}.{leaf}" in WITH_FIGURES
            name = f"{programme}{suffix if copied else ''}.{leaf}"
            own[f".{leaf}"] = _identifier(name)
            if copied or not suffix:
                self._add_variable(name, bool, formula, own, figures)
            self.results[f"{programme}{suffix}.{leaf}"] = own[f".{leaf}"]
        verdict = _verdict(list(CONDITIONS[programme]), ANY_OF.get(programme, ()))
        for what, kind, formula in (
            ("verdict", bool, verdict),
            ("payable", int, _payable(AMOUNTS[programme])),
        ):
            name = f"{programme}{suffix}.{what}"
            own[f".{what}"] = self.results[name] = _identifier(name)
            self._add_variable(name, kind, formula, own, figures)

    def _add_variable(
        self, name: str, kind: Any, formula: Formula, own: Mapping[str, str], figures: str
    ) -> None:
        self.system.add_variable(_variable(name, kind, _bound(formula, own, figures, self.by_code)))

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


def run(
    files: list[Path],
    out: Path,
    vocabulary: Vocabulary,
    copies: int,
    awards_only: bool,
    by_code: bool = False,
) -> None:
    """As `ours.run`; memory is given back after every file, which OpenFisca does not do by itself."""
    programmes = EightProgrammes(vocabulary, copies, by_code)
    names = list(programmes.results)
    for path in files:
        frame = pl.read_parquet(path, columns=["id", *(fact.name for fact in programmes.facts)])
        columns = programmes.calculate(programmes.simulation(programmes.inputs(frame)), names)
        if awards_only:
            due = reduce(np.logical_or, [columns[name] for name in names if name.endswith(".verdict")])
            columns = {name: values[due] for name, values in columns.items()}
            frame = frame.filter(pl.Series(due))
        results = pl.DataFrame({"id": frame["id"], **columns})
        results.write_ipc(out / path.with_suffix(".arrow").name, compression="zstd")
        del columns
        gc.collect()
