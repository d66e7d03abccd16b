"""Whether the rules of a pack make sense as a whole: gaps, overlaps, dead conditions, exceptions without effect.

Each is a question to the solver over all complete records and all days of the decision on which the programme
can be in force. Only what is certain is reported: a question that is too hard is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.answers.asking import with_guards
from jiuchuang.domain.rules.engines.compile import Variant, close_readings, compile_programme
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, FIRST_DAY, LAST_DAY, Value, format_value
from jiuchuang.domain.rules.pack import Band, Citation, Group, Leaf, Pack, Programme, leaves
from jiuchuang.domain.rules.solver import terms
from jiuchuang.domain.rules.solver.facts import ASOF, Completions, FactSpace
from jiuchuang.domain.rules.solver.question import Question
from jiuchuang.domain.rules.solver.terms import Expression, Term
from jiuchuang.domain.rules.solver.translation import Translation
from jiuchuang.domain.rules.vocabulary import Vocabulary

LINT_EFFORT = 5_000_000
"""Solver steps for one question of a check: about half a second."""

_CERTAIN = tree.Constant(BOOL, True)


def check_logic(pack: Pack, vocabulary: Vocabulary) -> list[Problem]:
    """Problems of every programme that has conditions, at the condition, band, exception or programme at fault."""
    return [
        problem
        for programme in pack.programmes
        if programme.extent != "recorded"
        for problem in _Check(programme, vocabulary).problems()
    ]


class _Check:
    """The checks of one programme; a fault is reported when every reading of the text has it."""

    def __init__(self, programme: Programme, vocabulary: Vocabulary) -> None:
        conditions = _named_open_words(programme.conditions)
        assert isinstance(conditions, Group)
        self.written, self.programme = programme, replace(programme, conditions=conditions)
        self.variants = compile_programme(self.programme).variants
        self.vocabulary = vocabulary
        self._grounds: dict[tuple[str, bool], _Ground] = {}

    def _ground(self, variant: Variant, ruled: bool = True) -> _Ground:
        """The solver for one choice of readings; with `ruled`, words left open may be ruled either way."""
        key = variant.key, ruled
        if key not in self._grounds:
            self._grounds[key] = _Ground(self.written, self.vocabulary, ruled)
        return self._grounds[key]

    def problems(self) -> Iterator[Problem]:
        """The faults, the gravest first: a programme that nobody can meet is not looked at further."""
        if all(self._never(variant, variant.verdict, terms.is_true) for variant in self.variants):
            message = f"“{self.programme.title}”的条件不可能同时成立：没有人能享受"
            yield Problem("impossible", message, self.programme.place, "核对各项条件和事实的取值范围")
            return
        yield from self._dead_leaves()
        yield from self._idle_exceptions()
        yield from self._bands()
        yield from self._lookups()

    def _never(self, variant: Variant, node: Node, holds: Callable[[Term], Expression]) -> bool:
        ground = self._ground(variant)
        return ground.impossible(holds(ground.term(node)))

    def _dead_leaves(self) -> Iterator[Problem]:
        for leaf in leaves(self.written.conditions):
            if leaf.expression is None:
                continue
            name, place = leaf.id, leaf.citation.place
            if all(self._never(variant, variant.leaves[name], terms.is_true) for variant in self.variants):
                yield Problem("dead-leaf", f"条件 {name} 永远不成立", place, "核对界限和事实的取值范围")
            elif all(self._never(variant, variant.leaves[name], terms.is_false) for variant in self.variants):
                message = f"条件 {name} 永远成立，等于没有这一条"
                yield Problem("dead-leaf", message, place, "核对表达式，或者删去这一条")
            elif self._without_effect(name):
                message = f"条件 {name} 从不影响结论：它成立不成立，任何人的结论都一样"
                yield Problem("dead-leaf", message, place, "它被别的条件盖过了")

    def _with(self, leaf: str, value: bool) -> Group:
        conditions = _fixed(self.programme.conditions, leaf, value)
        assert isinstance(conditions, Group)
        return conditions

    def _without_effect(self, leaf: str) -> bool:
        """Whether every verdict is the same with the condition always true and with it never true.

        A condition that others imply is not without effect: it may stand for the sentence that it gives.
        """
        return self._same_verdict(
            replace(self.programme, conditions=self._with(leaf, True)),
            replace(self.programme, conditions=self._with(leaf, False)),
        )

    def _same_verdict(self, first: Programme, second: Programme) -> bool:
        """Whether two versions of the programme give every record the same verdict."""
        rows = zip(
            self.variants, compile_programme(first).variants, compile_programme(second).variants, strict=True
        )
        return all(self._equal(variant, one.verdict, other.verdict) for variant, one, other in rows)

    def _equal(self, variant: Variant, first: Node, second: Node) -> bool:
        ground = self._ground(variant)
        one, other = terms.is_true(ground.term(first)), terms.is_true(ground.term(second))
        return ground.impossible(one != other)

    def _idle_exceptions(self) -> Iterator[Problem]:
        rules = self.programme.exceptions
        for index, rule in enumerate(rules):
            without = replace(self.programme, exceptions=rules[:index] + rules[index + 1 :])
            if self._same_verdict(self.programme, without):
                message = f"例外 {rule.id} 从不改变结论"
                hint = "它的情形不可能出现，或者条件本身已经作了同样的区分"
                yield Problem("unreachable-exception", message, rule.citation.place, hint)

    def _bands(self) -> Iterator[Problem]:
        amount = self.programme.amount
        if amount is None or not amount.bands:
            return
        gap = self._banded(amount.bands, False)
        if gap:
            message = f"档次有空缺：符合条件，却不在任何一档，如{gap}"
            yield Problem("band-gap", message, amount.citation.place, "补上缺的一档")
        for first, second in combinations(amount.bands, 2):
            both = self._banded((first, second), True)
            if both:
                message = f"档次重叠：{first.id} 与 {second.id} 同时成立，如{both}"
                yield Problem("band-overlap", message, second.citation.place, "改成互不重叠的条件")

    def _banded(self, bands: Sequence[Band], held: bool) -> str:
        """An eligible record for which all of the bands hold, or none of them; empty when there is none."""
        for variant in self.variants:
            ground, closed = (
                self._ground(variant, False),
                [close_readings(band.when, variant.readings) for band in bands],
            )
            holding = [terms.is_true(ground.term(node)) for node in closed]
            faults = holding if held else [terms.opposite(each) for each in holding]
            found = ground.example([terms.is_true(ground.term(variant.verdict)), *faults], closed)
            if found:
                return found
        return ""

    def _lookups(self) -> Iterator[Problem]:
        for leaf in leaves(self.programme.conditions):
            if leaf.expression is not None:
                yield from self._missing_codes(leaf.expression, leaf.citation, _CERTAIN, terms.is_false)
        amount = self.programme.amount
        if amount and amount.expression is not None:
            yield from self._missing_codes(amount.expression, amount.citation, _CERTAIN, None)
        for band in amount.bands if amount else ():
            yield from self._missing_codes(band.amount, band.citation, band.when, None)

    def _missing_codes(
        self, expression: Node, citation: Citation, where: Node, settled: Callable[[Term], Expression] | None
    ) -> Iterator[Problem]:
        """Keys that a table does not have and that leave the expression, and with it the case, undecided."""
        for variant in self.variants:
            node, condition = (
                close_readings(expression, variant.readings),
                close_readings(where, variant.readings),
            )
            for table in (item for item in tree.walk(node) if isinstance(item, tree.Lookup)):
                found = self._missing_code(variant, node, condition, table, settled)
                if found:
                    message = f"表里缺一项：轮得到查表，却查不到，如{found}"
                    yield Problem("lookup-gap", message, citation.place, "补上缺的一项，或者在条件里排除")
                    return

    def _missing_code(
        self,
        variant: Variant,
        node: Node,
        condition: Node,
        table: tree.Lookup,
        settled: Callable[[Term], Expression] | None,
    ) -> str:
        ground = self._ground(variant, False)
        absent = tree.Not(BOOL, tree.OneOf(BOOL, table.key, table.codes))
        verdict = ground.term(variant.verdict)
        open_case = terms.is_true(verdict) if settled is None else terms.opposite(settled(verdict))
        value = ground.term(node).defined
        if value is None:
            return ""
        return ground.example(
            [
                open_case,
                terms.is_true(ground.term(condition)),
                terms.is_true(ground.term(absent)),
                terms.opposite(value),
            ],
            [table.key],
        )


class _Ground:
    """Every complete record on every day on which the programme can be in force; one solver for all questions."""

    def __init__(self, programme: Programme, vocabulary: Vocabulary, open_words_free: bool) -> None:
        self.vocabulary = vocabulary
        self.space = FactSpace(vocabulary)
        validity = programme.validity
        first, last = validity.from_on or FIRST_DAY, validity.to_on or LAST_DAY
        by_event = programme.applies_by == "event" and programme.event_on is not None
        asof = self.space.day(ASOF) if by_event else self.space.day(ASOF, first, last)
        completions = Completions(self.space, {})
        translation = Translation(self.space, {}, asof, completions.term, open_words_free)
        self.term = translation.term
        self.question = Question(translation, LINT_EFFORT)
        if by_event and programme.event_on is not None:
            event = tree.Fact(DATE, programme.event_on)
            for op, day in (("<", first), (">", last)):
                outside = self.term(tree.Compare(BOOL, op, event, tree.Constant(DATE, day)))
                self.question.require(terms.opposite(terms.is_true(outside)))

    def impossible(self, condition: Expression) -> bool:
        """Whether no record meets the condition, for certain."""
        return self.question.possible(condition) is False

    def example(self, conditions: list[Expression], shown: Sequence[Node]) -> str:
        """A record that meets the conditions, told by what the `shown` expressions read; empty when there is none."""
        if self.question.possible(*conditions) is not True:
            return ""
        model = self.question.model()
        names = dict.fromkeys(name for node in shown for name in tree.fact_names(node))
        record: dict[str, Value] = {}
        for name in with_guards(names, self.vocabulary):
            guard = self.vocabulary.facts[name].guard
            if guard is None or record.get(guard) is True:
                record[name] = self.space.read(model, name)
        told = [told_fact(name, value, self.vocabulary) for name, value in record.items()]
        if any(isinstance(item, tree.AsOf) for node in shown for item in tree.walk(node)):
            told.append(f"认定日为{format_day(self.space.read_day(model, ASOF))}")
        return "、".join(told)


def told_fact(name: str, value: Value, vocabulary: Vocabulary) -> str:
    """A fact with its value in words."""
    fact = vocabulary.facts[name]
    return f"“{fact.label}”为{format_value(value, fact.type, dict(fact.labels))}"


def _named_open_words(group: Group | Leaf) -> Group | Leaf:
    """The conditions with a name on every open one, so that one ruling goes for the same words everywhere."""
    if isinstance(group, Group):
        return replace(group, items=tuple(_named_open_words(item) for item in group.items))
    return (
        group
        if group.expression is not None
        else replace(group, expression=tree.Constant(BOOL, None, group.id))
    )


def _fixed(group: Group | Leaf, leaf: str, value: bool) -> Group | Leaf:
    """The conditions with one of them taken as always true or never true."""
    if isinstance(group, Group):
        return replace(group, items=tuple(_fixed(item, leaf, value) for item in group.items))
    return replace(group, expression=tree.Constant(BOOL, value)) if group.id == leaf else group
