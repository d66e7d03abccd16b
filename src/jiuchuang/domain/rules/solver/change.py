"""The search for the smallest change of a case that makes a condition true.

A case is a record of known facts; whatever is not in it is unknown. A change gives known facts other values, or
makes unknown facts known; facts whose guard becomes false vanish with it. The condition must then be true by the
row evaluator, facts that stay unknown included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import z3

from jiuchuang.domain.rules.answers.asking import with_guards
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Value
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.calendar import least_number
from jiuchuang.domain.rules.solver.facts import ASOF, FactSpace
from jiuchuang.domain.rules.solver.question import Question
from jiuchuang.domain.rules.solver.terms import Expression, Term
from jiuchuang.domain.rules.solver.translation import Translation
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

Record = Mapping[str, Value]


class ChangeSearch:
    """Searches the changes of one case for one condition. `frozen` facts keep their values; days `gone_by` stay so.

    `certain` turns False when some question was too hard: what was found then works, but may not be smallest.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        record: Record,
        asof: date,
        goal: tree.Node,
        frozen: Iterable[str] = (),
        open_words_free: bool = False,
        gone_by: Iterable[str] = (),
    ) -> None:
        self.vocabulary, self.record, self.asof, self.goal = vocabulary, record, asof, goal
        self.names = tuple(with_guards(tree.fact_names(goal), vocabulary))
        self.space = FactSpace(vocabulary)
        self.certain = True
        fixed = {name: record[name] for name in frozen if name in record and name in self.names}
        self._fixed = {name: value for name, value in fixed.items() if vocabulary.facts[name].guard is None}
        self.movable = tuple(name for name in self.names if name not in fixed)
        self._given = {
            name: z3.Bool(f"@given {name}", self.space.context) for name in self.movable if name not in record
        }
        translation = Translation(self.space, self._fixed, asof, self._term, open_words_free)
        self.question = Question(translation)
        self.question.require(terms.is_true(translation.term(goal)))
        for name in gone_by:
            if name in self.movable:
                self.question.require(self.space.variable(name) <= asof.toordinal())
        for name, given in self._given.items():
            guard = vocabulary.facts[name].guard
            if guard is not None:
                self.question.require(z3.Implies(given, terms.is_true(self._term(guard))))

    def _term(self, name: str) -> Term:
        if name in self._given:
            return Term(self.space.variable(name), self._given[name])
        frozen = name not in self.movable
        value = self.space.literal(self.record[name]) if frozen else self.space.variable(name)
        guard = self.vocabulary.facts[name].guard
        return Term(value, None if guard is None else z3.Not(self._denied(guard)))

    def _denied(self, guard: str) -> Expression:
        """Where a guard is known to be false, or its own guard is."""
        own, above = terms.is_false(self._term(guard)), self.vocabulary.facts[guard].guard
        return own if above is None else z3.Or(own, self._denied(above))

    def _moved(self, name: str) -> Expression:
        """Where the change touches a fact."""
        if name in self._given:
            return self._given[name]
        term = self._term(name)
        other = term.value != self.space.literal(self.record[name])
        return other if term.defined is None else z3.And(term.defined, other)

    def possible(self, *conditions: Expression) -> bool:
        """Whether some change meets the conditions; a question that is too hard counts as no."""
        answer = self.question.possible(*conditions)
        self.certain = self.certain and answer is not None
        return answer is True

    def smallest(self, costs: Sequence[Sequence[str]]) -> dict[str, Value] | None:
        """New values of the facts of the smallest change; None when no change will do.

        `costs` are sets of facts of which as few as possible may be touched, the weightiest set first. Among
        equals, facts read first are left alone first; then every value moves as little as it can.
        """
        if not self.possible():
            return None
        for names in costs:
            self._fewest([self._moved(name) for name in names if name in self.movable])
        touched = [name for name in self.movable if not self._left_alone(name)]
        return {name: self._nearest(name) for name in touched}

    def _fewest(self, flags: list[Expression]) -> None:
        for count in range(len(flags)):
            limit = z3.AtMost(*flags, count)
            if self.possible(limit):
                self.question.require(limit)
                return

    def _left_alone(self, name: str) -> bool:
        moved = self._moved(name)
        if self.possible(z3.Not(moved)):
            self.question.require(z3.Not(moved))
            return True
        self.question.require(moved)
        return False

    def _nearest(self, name: str) -> Value:
        """The value nearest to the present one that will do; fixed from then on."""
        fact, variable = self.vocabulary.facts[name], self.space.variable(name)
        if fact.type.kind is Kind.BOOL:
            options: list[Value] = [True, False]
        elif fact.type.codes:
            options = list(fact.type.codes)
        else:
            options = [self._nearest_number(fact, variable)]
        for value in options:
            if self.possible(variable == self.space.literal(value)):
                self.question.require(variable == self.space.literal(value))
                return value
        self.possible()  # only after a question that was too hard: any value that will do
        return self.space.read(self.question.model(), name)

    def _nearest_number(self, fact: FactDeclaration, variable: Expression) -> Value:
        is_day = fact.type.kind is Kind.DATE
        low, high = (FIRST_DAY.toordinal(), LAST_DAY.toordinal()) if is_day else (fact.low, fact.high)
        start = self.record.get(fact.name, self.asof if is_day else low)
        origin = start.toordinal() if isinstance(start, date) else int(start)

        def within(distance: int) -> bool:
            return self.possible(variable >= origin - distance, variable <= origin + distance)

        distance = least_number(within, 0, max(high - origin, origin - low))
        number = origin + distance if self.possible(variable == origin + distance) else origin - distance
        return date.fromordinal(number) if is_day else number


def also_possible(
    vocabulary: Vocabulary, record: Record, asof: date, goal: tree.Node, name: str
) -> tuple[Value | None, Value | None]:
    """Least and greatest value up to which one fact of a record can go while the condition stays true.

    None where only the declared range ends it. The record must make the condition true.
    """
    fact = vocabulary.facts[name]
    is_day = fact.type.kind is Kind.DATE
    low, high = (FIRST_DAY.toordinal(), LAST_DAY.toordinal()) if is_day else (fact.low, fact.high)
    space = FactSpace(vocabulary)
    others = {other: value for other, value in record.items() if other != name}
    translation = Translation(space, others, asof, _only(name, space))
    variable, failing = space.variable(name), terms.opposite(terms.is_true(translation.term(goal)))
    question = Question(translation)
    value = record[name]
    number = value.toordinal() if isinstance(value, date) else int(value)

    def fails(first: int, last: int) -> bool:
        return question.possible(failing, variable >= first, variable <= last) is not False

    above = least_number(lambda end: fails(number, end), number, high)
    below = least_number(lambda step: fails(number - step, number), 0, number - low)
    ends = (None if number - below < low else number - below + 1, None if above > high else above - 1)
    least, most = (date.fromordinal(end) if is_day and end is not None else end for end in ends)
    return least, most


def first_day(vocabulary: Vocabulary, record: Record, after: date, goal: tree.Node) -> date | None:
    """The first day after `after` on which the condition is true of an unchanged record; None when there is none."""
    space = FactSpace(vocabulary)
    asof = space.day(ASOF, after, LAST_DAY)
    translation = Translation(space, record, asof, _only("", space))
    question = Question(translation)
    question.require(terms.is_true(translation.term(goal)), asof > after.toordinal())
    if question.possible() is not True:
        return None
    start, end = after.toordinal(), LAST_DAY.toordinal()
    return date.fromordinal(least_number(lambda day: question.possible(asof <= day) is True, start, end))


def _only(name: str, space: FactSpace) -> Callable[[str], Term]:
    """Terms of facts of which one is open and the rest, where asked for, are unknown."""

    def term(other: str) -> Term:
        value = space.variable(other)
        return Term(value) if other == name else Term(value, z3.BoolVal(False, space.context))

    return term
