"""Decide one case of one programme, with reasons. The reasons are what was computed, not a second account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.rules.answers import decision as says
from jiuchuang.domain.rules.answers.decision import (
    CapResult,
    ConditionResult,
    Decision,
    MissingFact,
    ReadingResult,
    ScheduleResult,
)
from jiuchuang.domain.rules.answers.instalments import agreed_caps, variant_caps, variant_schedule
from jiuchuang.domain.rules.answers.receipt import SEMANTICS, Receipt, hash_values
from jiuchuang.domain.rules.answers.sentences import fill, not_applicable, unknown_facts, unknown_sentence
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.pack import Leaf, Pack, leaves
from jiuchuang.domain.rules.vocabulary import Vocabulary

Residual = Callable[[tree.Node, Mapping[str, Value], date], bool | None]
"""Exact answer to a verdict with unknown facts: True or False when every completion agrees, else None."""


@dataclass(frozen=True)
class Outcome:
    """What one variant yields: verdict, status, payable fen (None unknown or not given)."""

    variant: Variant
    verdict: bool | None
    status: str
    payable: int | None


def decide(
    compiled: CompiledProgramme,
    pack: Pack,
    vocabulary: Vocabulary,
    facts: Mapping[str, Value],
    on: date,
    residual: Residual | None = None,
) -> Decision:
    """The answer for `facts` (known ones only) on the day `on`.

    `residual`, when given, settles verdicts that three-valued logic leaves open although no possible value of
    the unknown facts could change them.
    """
    return _Case(compiled, pack, vocabulary, facts, on, residual).decide()


class _Case:
    def __init__(
        self,
        compiled: CompiledProgramme,
        pack: Pack,
        vocabulary: Vocabulary,
        facts: Mapping[str, Value],
        on: date,
        residual: Residual | None,
    ) -> None:
        self.compiled, self.programme, self.pack = compiled, compiled.programme, pack
        self.vocabulary, self.facts, self.on, self.residual = vocabulary, facts, on, residual
        self.computed: dict[int, Any] = {}  # by identity: compiled variants share equal trees

    def decide(self) -> Decision:
        programme = self.programme
        in_force, note = self._in_force()
        outcomes = [self._outcome(variant, in_force) for variant in self.compiled.variants]
        status, payable, state = self._merge(outcomes, in_force)
        missing, next_question = self._missing(outcomes, in_force)
        paid = status in (says.ELIGIBLE, says.UNKNOWN) and programme.amount is not None
        return Decision(
            programme=programme.id,
            title=programme.title,
            document=self.pack.document.name,
            clause=programme.clause,
            on=self.on,
            status=status,
            amount_fen=payable,
            amount_state=state,
            amount_note=programme.amount.open_words if programme.amount else "",
            schedule=self._schedule(outcomes) if paid else None,
            caps=self._caps(outcomes) if paid else (),
            conditions=self._conditions(),
            missing=missing,
            next_question=next_question,
            readings=self._readings(outcomes, in_force),
            open_terms=programme.open_terms,
            assumptions=programme.assumptions,
            validity_note=note,
            receipt=self._receipt(),
        )

    def _value(self, node: tree.Node | None) -> Any:
        if node is None:
            return None
        if id(node) not in self.computed:
            self.computed[id(node)] = evaluate(node, self.facts, self.on)
        return self.computed[id(node)]

    def _in_force(self) -> tuple[bool | None, str]:
        programme, validity = self.programme, self.programme.validity
        day = self.on
        if programme.applies_by == "event" and programme.event_on:
            event = self.facts.get(programme.event_on)
            if not isinstance(event, date):
                label = self.vocabulary.facts[programme.event_on].label
                return None, f"按“{label}”确定适用的文件，该日期不详。"
            day = event
        covered = validity.covers(day)
        if covered is None:
            return None, "原文没有写明施行日期，是否已施行须由政策人员确认。"
        if covered:
            return True, ""
        first = format_day(validity.from_on) if validity.from_on else "（原文未写起日）"
        last = format_day(validity.to_on) if validity.to_on else "（原文未写止期）"
        return False, f"施行期为{first}至{last}，{format_day(day)}不在其内。"

    def _outcome(self, variant: Variant, in_force: bool | None) -> Outcome:
        if self.programme.extent == "recorded":
            return Outcome(variant, None, says.UNKNOWN if in_force is not False else says.NOT_IN_FORCE, None)
        verdict = self._value(variant.verdict)
        if verdict is None and self.residual is not None:
            verdict = self.residual(variant.verdict, self.facts, self.on)
        if in_force is False:
            return Outcome(variant, verdict, says.NOT_IN_FORCE, None)
        if verdict is False:
            return Outcome(variant, verdict, says.INELIGIBLE, None)
        payable = self._value(variant.payable)
        status = says.ELIGIBLE if verdict and in_force else says.UNKNOWN
        return Outcome(variant, verdict, status, payable)

    def _merge(self, outcomes: list[Outcome], in_force: bool | None) -> tuple[str, int | None, str]:
        statuses = {outcome.status for outcome in outcomes}
        status = statuses.pop() if len(statuses) == 1 else says.UNKNOWN
        amount = self.programme.amount
        if amount is None or status in (says.INELIGIBLE, says.NOT_IN_FORCE):
            return status, None, "none"
        if amount.open_words:
            return status, None, "not_specified"
        payables = {outcome.payable for outcome in outcomes if outcome.status != says.INELIGIBLE}
        if status != says.ELIGIBLE:
            return status, None, "unknown"
        if len(payables) > 1 and None not in payables:
            return status, None, "readings_differ"
        payable = payables.pop() if len(payables) == 1 else None
        if payable == 0 and self.programme.caps:
            return status, 0, "exhausted"
        return status, payable, "known" if payable is not None else "unknown"

    def _readings(self, outcomes: list[Outcome], in_force: bool | None) -> tuple[ReadingResult, ...]:
        words = {
            (reading.id, option.id): option.says
            for reading in self.programme.readings
            for option in reading.options
        }
        open_start = in_force is None and self.programme.validity.from_on is None
        agreed = len({(outcome.status, outcome.payable) for outcome in outcomes}) == 1
        if agreed and not (open_start and outcomes[0].verdict):
            return ()
        results = []
        for outcome in outcomes:
            said = tuple(words[pair] for pair in outcome.variant.readings)
            status = says.ELIGIBLE if open_start and outcome.verdict else outcome.status
            suffix = ("施行日已到",) if open_start else ()
            key = outcome.variant.key or "in_force"
            results.append(ReadingResult(key, said + suffix, status, outcome.payable))
        if open_start:
            results.append(ReadingResult("not_yet_in_force", ("施行日未到",), says.NOT_IN_FORCE, None))
        return tuple(results)

    def _conditions(self) -> tuple[ConditionResult, ...]:
        programme = self.programme
        results = [self._leaf(leaf) for leaf in leaves(programme.conditions)]
        for rule in programme.exceptions:
            values = {self._value(variant.exceptions[rule.id]) for variant in self.compiled.variants}
            value = values.pop() if len(values) == 1 else None
            sentence = rule.yes if value else rule.no if value is False else "例外是否适用，还不能判断。"
            result = {True: "yes", False: "no", None: "unknown"}[value]
            results.append(
                ConditionResult(
                    rule.id,
                    rule.citation.clause,
                    rule.citation.phrase,
                    result,
                    self._fill(sentence),
                    rule.effect,
                )
            )
        return tuple(results)

    def _leaf(self, leaf: Leaf) -> ConditionResult:
        nodes = [variant.leaves[leaf.id] for variant in self.compiled.variants]
        values = {self._value(node) for node in nodes}
        if len(values) > 1 and True in values and False in values:
            result, sentence = "depends", "这一条取决于对原文的理解，见下列各种理解。"
        elif values == {True}:
            result, sentence = "yes", leaf.yes
        elif values == {False}:
            result, sentence = "no", leaf.no
        elif not_applicable(nodes[0], self.facts, self.vocabulary):
            result, sentence = "not_applicable", self._not_applicable(nodes[0])
        else:
            missing = unknown_facts(nodes[0], self.facts, self.vocabulary)
            result, sentence = "unknown", unknown_sentence(leaf, missing, self.vocabulary)
        return ConditionResult(
            leaf.id, leaf.citation.clause, leaf.citation.phrase, result, self._fill(sentence)
        )

    def _fill(self, sentence: str) -> str:
        if "{" not in sentence:
            return sentence
        return fill(sentence, self.vocabulary, self.programme.parameters, self._written_values)

    @cached_property
    def _written_values(self) -> dict[str, Any]:
        """What sentences may quote: facts, and lets that do not hang on a reading."""
        values: dict[str, Any] = dict(self.facts)
        for name, node in self.programme.lets.items():
            if not any(isinstance(item, tree.Reading) for item in tree.walk(node)):
                values[name] = (self._value(node), node.type)
        return values

    def _not_applicable(self, node: tree.Node) -> str:
        guards = (self.vocabulary.facts[name].guard for name in tree.fact_names(node))
        denied = [guard for guard in guards if guard and self.facts.get(guard) is False]
        labels = "、".join(dict.fromkeys(self.vocabulary.facts[guard].label for guard in denied))
        return f"这一条不适用（{labels}：否）。"

    def _schedule(self, outcomes: list[Outcome]) -> ScheduleResult:
        """Instalments; what double readings make different stays open."""
        possible = [outcome for outcome in outcomes if outcome.status != says.INELIGIBLE]
        results = {
            variant_schedule(self.programme, outcome.variant, self._value, outcome.payable, self.on)
            for outcome in possible
        }
        if len(results) == 1 and len(possible) == len(outcomes):
            return results.pop()
        return ScheduleResult(self.programme.schedule.every, None, None, None, None)

    def _caps(self, outcomes: list[Outcome]) -> tuple[CapResult, ...]:
        programme = self.programme
        return agreed_caps([variant_caps(programme, outcome.variant, self._value) for outcome in outcomes])

    def _missing(
        self, outcomes: list[Outcome], in_force: bool | None
    ) -> tuple[tuple[MissingFact, ...], MissingFact | None]:
        if in_force is False or all(outcome.status == says.INELIGIBLE for outcome in outcomes):
            return (), None
        weights: dict[str, int] = {}
        if in_force is None and self.programme.event_on and self.facts.get(self.programme.event_on) is None:
            weights[self.programme.event_on] = 100
        for outcome in outcomes:
            if outcome.verdict is None:
                for node in _unsettled(outcome.variant.verdict, self.facts, self.on):
                    wanted = unknown_facts(node, self.facts, self.vocabulary)
                    for name in wanted:
                        weights[name] = weights.get(name, 0) + (2 if len(wanted) == 1 else 1)
        deciding = dict(weights)
        for outcome in outcomes:
            variant = outcome.variant
            for money_node in (variant.payable, variant.count, variant.used, variant.until):
                if money_node is not None and self._value(money_node) is None:
                    for name in unknown_facts(money_node, self.facts, self.vocabulary):
                        weights.setdefault(name, 0)
        missing = {name: self._missing_fact(name) for name in weights}
        if not missing:
            return (), None
        pool = deciding or weights
        best = max(pool, key=lambda name: (pool[name], missing[name].self_declared))
        return tuple(missing.values()), missing[best]

    def _missing_fact(self, name: str) -> MissingFact:
        fact = self.vocabulary.facts[name]
        return MissingFact(name, fact.label, fact.question, fact.source, fact.self_declared)

    def _receipt(self) -> Receipt:
        parameters = {name: item.value for name, item in self.programme.parameters.items()}
        return Receipt(
            programme=self.programme.id,
            on=self.on,
            pack=self.pack.digest,
            parameters=hash_values(parameters),
            facts=hash_values(self.facts),
            tables=self.vocabulary.digest,
            engine=SEMANTICS,
        )


def _unsettled(node: tree.Node, facts: Mapping[str, Value], on: date) -> list[tree.Node]:
    """The smallest unknown parts that keep a verdict open: what is already settled is not asked about."""
    if evaluate(node, facts, on) is not None:
        return []
    if isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast):
        return [part for item in node.items for part in _unsettled(item, facts, on)]
    if isinstance(node, tree.Not | tree.Named):
        return _unsettled(node.inner, facts, on)
    return [node]
