"""The SMT back end: an expression tree as a z3 formula, with exactly the row evaluator's semantics.

Facts with a fixed value are folded away first, by the row evaluator itself. Comparisons with a known day are
folded to a threshold day, because every day function of the language keeps the order of days. What remains is
linear whole-number arithmetic, save for products and ratios of several open facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import z3

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.retirement import (
    RetirementCategory,
    RetirementRule,
    legal_retirement_on,
    postponement,
)
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, Kind, Value
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.calendar import Calendar, least_day, least_number
from jiuchuang.domain.rules.solver.facts import FactSpace
from jiuchuang.domain.rules.solver.terms import Expression, Term

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MONTH_LIMIT = 12_000


class Translation:
    """Translates the expressions of one question.

    `fixed` facts have these values; of any other fact `term_of` gives the term. `asof` is the day of the
    decision, or the solver's variable for it. Words that the text leaves open are free where `open_words_free`
    (any ruling is possible), else undefined, as in the row evaluator. Assert `new_side_conditions()` as well.
    """

    def __init__(
        self,
        space: FactSpace,
        fixed: Mapping[str, Value],
        asof: date | Expression,
        term_of: Callable[[str], Term],
        open_words_free: bool = False,
    ) -> None:
        self.space, self.fixed, self.asof, self.term_of = space, fixed, asof, term_of
        self.open_words_free = open_words_free
        self.calendar = Calendar(space.context)
        self._known: dict[int, tuple[Node, Value | None]] = {}
        self._terms: dict[Node | int, tuple[Node, Term]] = {}
        self._open: dict[str, Expression] = {}

    def new_side_conditions(self) -> list[Expression]:
        """Domains of variables and facts of the calendar that came up since the last call."""
        fresh: list[Expression] = []
        for gathered in (self.space.domains, self.calendar.facts):
            fresh += gathered
            gathered.clear()
        return fresh

    def term(self, node: Node) -> Term:
        """The term of an expression; equal expressions have one term."""
        key = id(node) if self._holds_unnamed_words(node) else node
        if key not in self._terms:
            value = self._value(node)
            known = None if value is None else Term(self.space.literal(value))
            self._terms[key] = node, known or _BUILDERS[type(node)](self, node)
        return self._terms[key][1]

    def _holds_unnamed_words(self, node: Node) -> bool:
        """Whether words left open are in it that may be ruled otherwise than the same expression elsewhere."""
        return self.open_words_free and any(
            isinstance(item, tree.Constant) and item.value is None and not item.name
            for item in tree.walk(node)
        )

    def terms(self, nodes: tuple[Node, ...]) -> list[Term]:
        """The terms of several expressions."""
        return [self.term(node) for node in nodes]

    def undefined(self, node: Node) -> Term:
        """A term of the node's kind that has no value."""
        nothing: Value = False if node.type.kind is Kind.BOOL else 0
        return Term(self.space.literal(nothing), z3.BoolVal(False, self.space.context))

    def _value(self, node: Node) -> Value | None:
        """What the expression is whatever the open facts are, as far as the row evaluator can tell."""
        if id(node) not in self._known:
            fixed_day = isinstance(self.asof, date)
            depends = not fixed_day and any(
                isinstance(item, tree.AsOf | tree.RetirementOn) for item in tree.walk(node)
            )
            day = self.asof if isinstance(self.asof, date) else FIRST_DAY
            value = None if depends else evaluate(node, self.fixed, day)
            self._known[id(node)] = node, value
        return self._known[id(node)][1]

    def constant(self, node: tree.Constant) -> Term:
        """Words that the text leaves open: the same ruling wherever they have the same name."""
        if not self.open_words_free:
            return self.undefined(node)
        name = f"@open {node.name or len(self._open)}"
        make = z3.Bool if node.type.kind is Kind.BOOL else z3.Int
        return Term(self._open.setdefault(name, make(name, self.space.context)))

    def compare(self, node: tree.Compare) -> Term:
        """A comparison; with a known day on one side it becomes a threshold of the other."""
        if node.left.type.kind is Kind.DATE:
            left, right = self._value(node.left), self._value(node.right)
            if isinstance(right, date):
                return self._against(node.op, node.left, right.toordinal())
            if isinstance(left, date):
                return self._against(_FLIP.get(node.op, node.op), node.right, left.toordinal())
        return terms.compare(node.op, self.term(node.left), self.term(node.right))

    def _against(self, op: str, node: Node, day: int) -> Term:
        if op in (">=", "<"):
            reached = self.reached(node, day)
            return reached if op == ">=" else terms.negation(reached)
        after = self.reached(node, day + 1)
        if op in (">", "<="):
            return after if op == ">" else terms.negation(after)
        reached = self.reached(node, day)
        same = Term(z3.And(reached.value, z3.Not(after.value)), reached.defined)
        return same if op == "==" else terms.negation(same)

    def reached(self, node: Node, day: int) -> Term:
        """Whether the day that `node` gives is the known day (an ordinal) or later."""
        value = self._value(node)
        if isinstance(value, date):
            return Term(self.space.literal(value.toordinal() >= day))
        if isinstance(node, tree.Named):
            return self.reached(node.inner, day)
        if isinstance(node, tree.Extreme):
            items = [self.reached(item, day) for item in node.items]
            join = z3.And if node.op == "min" else z3.Or
            return Term(join(*(item.value for item in items)), terms.defined(*items))
        if isinstance(node, tree.Choose):
            condition = self.term(node.condition)
            if condition.defined is None:
                return terms.choose(
                    condition, self.reached(node.then, day), self.reached(node.otherwise, day)
                )
        if isinstance(node, tree.AddMonths):
            return self._months_reached(node, day)
        if isinstance(node, tree.AddDays):
            days = self._value(node.days)
            if isinstance(days, int):
                return self.reached(node.day, day - days)
        if isinstance(node, tree.RetirementOn):
            return self._retirement(
                node, lambda row, asof: self.reached(node.birth, _retired_by(node, row, asof, day))
            )
        term = self.term(node)
        return Term(term.value >= day, term.defined)

    def _months_reached(self, node: tree.AddMonths, day: int) -> Term:
        months, anchor = self._value(node.months), self._value(node.day)
        if isinstance(months, int):
            return self.reached(
                node.day, least_day(lambda start: add_months(start, months).toordinal() >= day)
            )
        if isinstance(anchor, date):
            least = least_number(
                lambda count: add_months(anchor, count).toordinal() >= day, -_MONTH_LIMIT, _MONTH_LIMIT
            )
            term = self.term(node.months)
            return Term(term.value >= least, term.defined)
        term = self.add_months(node)
        return Term(term.value >= day, term.defined)

    def add_months(self, node: tree.AddMonths) -> Term:
        """The day that ends a term of months, where the day or the months are open."""
        day, months = self.term(node.day), self.term(node.months)
        return Term(self.calendar.add_months(day.value, months.value), terms.defined(day, months))

    def retirement_on(self, node: tree.RetirementOn) -> Term:
        """Legal retirement day of an open birth date or category."""
        birth = self.term(node.birth)

        def retired_on(row: RetirementCategory, asof: date) -> Term:
            months = row.original_age_months + self._postponement(birth.value, row, node.rule, asof)
            return Term(self.calendar.add_months(birth.value, months), birth.defined)

        return self._retirement(node, retired_on)

    def _postponement(
        self, birth: Expression, row: RetirementCategory, rule: RetirementRule, asof: date
    ) -> Expression:
        """Months of postponement: one for every threshold that the birth date has reached."""
        months = z3.IntVal(0, self.space.context)
        if asof >= rule.known_from:
            for step in range(1, row.ceiling + 1):
                months += z3.If(birth >= _postponed_by(step, row, rule), 1, 0)
        return months

    def _retirement(
        self, node: tree.RetirementOn, of_category: Callable[[RetirementCategory, date], Term]
    ) -> Term:
        """By category, and by what was known of the law on the day of the decision."""
        category, known_from = self.term(node.category), node.rule.known_from

        def known_on(asof: date) -> Term:
            rows = [(row, of_category(row, asof)) for row in node.rule.categories]
            value = rows[-1][1].value
            for row, term in rows[:-1]:
                value = z3.If(category.value == self.space.code(row.code), term.value, value)
            exists = z3.Or(*(category.value == self.space.code(row.code) for row, _ in rows))
            return Term(value, terms.both(terms.defined(category, *(term for _, term in rows)), exists))

        if isinstance(self.asof, date):
            return known_on(self.asof)
        before, after = known_on(known_from - timedelta(days=1)), known_on(known_from)
        return Term(
            z3.If(self.asof >= known_from.toordinal(), after.value, before.value),
            terms.both(before.defined, after.defined),
        )

    def ratio(self, node: tree.CompareRatio) -> Term:
        """By cross-multiplication; undefined where the denominator is not positive."""
        numerator, denominator = self.term(node.numerator), self.term(node.denominator)
        rate = self.term(node.rate)
        left, right = numerator.value * node.rate.type.denominator, rate.value * denominator.value
        positive = terms.both(terms.defined(numerator, denominator, rate), denominator.value > 0)
        return Term(terms.COMPARE[node.op](left, right), positive)

    def one_of(self, node: tree.OneOf) -> Term:
        """Whether a code is among those listed."""
        inner = self.term(node.inner)
        return Term(z3.Or(*(inner.value == self.space.code(code) for code in node.codes)), inner.defined)

    def lookup(self, node: tree.Lookup) -> Term:
        """The row of the key; undefined for a key that the table does not have."""
        key = self.term(node.key)
        result = self.undefined(node)
        for code, value in zip(node.codes, node.values, strict=True):
            result = terms.choose(Term(key.value == self.space.code(code)), self.term(value), result)
        return Term(result.value, terms.both(key.defined, result.defined))

    def arithmetic(self, node: tree.Arithmetic) -> Term:
        """Sum, difference or product."""
        left, right = self.term(node.left), self.term(node.right)
        values = {
            "+": lambda: left.value + right.value,
            "-": lambda: left.value - right.value,
            "*": lambda: left.value * right.value,
        }
        return Term(values[node.op](), terms.defined(left, right))

    def add_days(self, node: tree.AddDays) -> Term:
        """A number of days later."""
        day, days = self.term(node.day), self.term(node.days)
        return Term(day.value + days.value, terms.defined(day, days))

    def scale(self, node: tree.Scale) -> Term:
        """A constant multiple."""
        inner = self.term(node.inner)
        return Term(inner.value * node.factor, inner.defined)

    def rounded(self, node: tree.Round) -> Term:
        """Money to whole multiples of a unit."""
        whole = terms.rounded(self.term(node.inner), node.inner.type.denominator * node.unit, node.mode)
        return Term(whole.value * node.unit, whole.defined)


def _retired_by(node: tree.RetirementOn, row: RetirementCategory, asof: date, day: int) -> int:
    """First birth date (ordinal) whose retirement day is `day` (an ordinal) or later."""

    def late_enough(birth: date) -> bool:
        retired = legal_retirement_on(birth, row.code, node.rule, asof)
        return retired is not None and retired.toordinal() >= day

    return least_day(late_enough)


@cache
def _postponed_by(months: int, row: RetirementCategory, rule: RetirementRule) -> int:
    """First birth date (ordinal) whose retirement is postponed by so many months or more."""
    age, first = row.original_age_months, rule.postponed_from
    return least_day(lambda birth: postponement(add_months(birth, age), row, first) >= months)


_BUILDERS: dict[type[Node], Callable[[Translation, Any], Term]] = {
    tree.Constant: Translation.constant,
    tree.Fact: lambda to, node: to.term_of(node.name),
    tree.AsOf: lambda to, node: Term(to.asof),
    tree.Named: lambda to, node: to.term(node.inner),
    tree.Not: lambda to, node: terms.negation(to.term(node.inner)),
    tree.AllOf: lambda to, node: terms.all_of(to.terms(node.items)),
    tree.AnyOf: lambda to, node: terms.any_of(to.terms(node.items)),
    tree.AtLeast: lambda to, node: terms.at_least(node.count, to.terms(node.items)),
    tree.Compare: Translation.compare,
    tree.CompareRatio: Translation.ratio,
    tree.Scale: Translation.scale,
    tree.Arithmetic: Translation.arithmetic,
    tree.Extreme: lambda to, node: terms.extreme(node.op, to.terms(node.items)),
    tree.Choose: lambda to, node: terms.choose(
        to.term(node.condition), to.term(node.then), to.term(node.otherwise)
    ),
    tree.OneOf: Translation.one_of,
    tree.AddMonths: Translation.add_months,
    tree.AddDays: Translation.add_days,
    tree.Round: Translation.rounded,
    tree.Lookup: Translation.lookup,
    tree.RetirementOn: Translation.retirement_on,
}
