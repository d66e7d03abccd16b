"""Facts as the solver sees them: variables within their declared domains, and models read back as facts.

Days are ordinals, codes are numbers of their own, truth values are truth values, everything else is the whole
number over its denominator. Every question gets a context of its own, so answers do not depend on what was
asked before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import z3

from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Type, Value
from jiuchuang.domain.rules.solver.terms import Expression, Term
from jiuchuang.domain.rules.vocabulary import Vocabulary

ASOF = "@asof"
"""Name of the variable that stands for the day of the decision where that day is open."""


class FactSpace:
    """The variables of one question. `domains` says what values they may take; assert it with the question."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.context = z3.Context()
        self.domains: list[Expression] = []
        self.variables: dict[str, Expression] = {}
        self._codes: dict[str, int] = {}

    def variable(self, name: str, mark: str = "") -> Expression:
        """The value of a fact, free within its declared domain; `mark` tells values in several records apart."""
        key = name + mark
        if key not in self.variables:
            fact = self.vocabulary.facts[name]
            self.variables[key] = self._declare(key, fact.type, fact.low, fact.high)
        return self.variables[key]

    def day(self, name: str, first: date = FIRST_DAY, last: date = LAST_DAY) -> Expression:
        """A free day that is no fact, such as the day of the decision."""
        if name not in self.variables:
            variable = z3.Int(name, self.context)
            self.domains += [variable >= first.toordinal(), variable <= last.toordinal()]
            self.variables[name] = variable
        return self.variables[name]

    def _declare(self, name: str, type_: Type, low: int, high: int) -> Expression:
        if type_.kind is Kind.BOOL:
            return z3.Bool(name, self.context)
        variable = z3.Int(name, self.context)
        if type_.codes:
            self.domains.append(z3.Or(*(variable == self.code(code) for code in type_.codes)))
        elif type_.is_numeric or type_.kind is Kind.DATE:
            if type_.kind is Kind.DATE:
                low, high = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
            self.domains += [variable >= low, variable <= high]
        return variable

    def code(self, code: str) -> int:
        """The number that stands for a code."""
        return self._codes.setdefault(code, len(self._codes))

    def literal(self, value: Value) -> Expression:
        """A known value."""
        if isinstance(value, bool):
            return z3.BoolVal(value, self.context)
        if isinstance(value, str):
            value = self.code(value)
        elif isinstance(value, date):
            value = value.toordinal()
        return z3.IntVal(value, self.context)

    def read(self, model: Any, name: str) -> Value:
        """The value of a fact in a model."""
        found = model.eval(self.variable(name), model_completion=True)
        type_ = self.vocabulary.facts[name].type
        if type_.kind is Kind.BOOL:
            return bool(z3.is_true(found))
        number = int(found.as_long())
        if type_.kind is Kind.DATE:
            return date.fromordinal(number)
        if type_.kind in (Kind.ENUM, Kind.CODE):
            # a code that nothing in the question mentions is shown by its number
            return next((code for code, place in self._codes.items() if place == number), f"#{number}")
        return number

    def read_day(self, model: Any, name: str) -> date:
        """The value of a day that is no fact."""
        return date.fromordinal(int(model.eval(self.variables[name], model_completion=True).as_long()))


class Completions:
    """Facts of complete records: whatever `known` leaves open has some value; nothing is there without its guard.

    A guarded fact that is given while its guard is open does not prove the guard: the record may turn out to be
    wrong about it. It counts only where the guard holds. `own` facts vary apart from other records of the space.
    """

    def __init__(self, space: FactSpace, known: Mapping[str, Value], own: Collection[str] = ()) -> None:
        self.space, self.known, self._own = space, known, own
        self.fixed = {name: value for name, value in known.items() if self._stands(name)}
        """Facts that are the same in every completion."""

    def term(self, name: str) -> Term:
        """A fact that is not fixed: open or given, and there only where its guard holds."""
        known = self.known.get(name)
        mark = "'" if name in self._own else ""
        value = self.space.variable(name, mark) if known is None else self.space.literal(known)
        guard = self.space.vocabulary.facts[name].guard
        return Term(value, None if guard is None else self._holds(guard))

    def _stands(self, name: str) -> bool:
        guard = self.space.vocabulary.facts[name].guard
        return guard is None or (self.known.get(guard) is True and self._stands(guard))

    def _holds(self, name: str) -> Expression:
        """Where a guard is true, itself within its own guard."""
        if name in self.fixed:
            return z3.BoolVal(self.fixed[name] is True, self.space.context)
        term = self.term(name)
        return term.value if term.defined is None else z3.And(term.defined, term.value)
