"""Decide one case of one programme, with reasons. The reasons are what was computed, not a second account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
from jiuchuang.domain.rules.answers.missing import Search
from jiuchuang.domain.rules.answers.outcome import Matters, Outcome, Residual
from jiuchuang.domain.rules.answers.prepared import Case, Prepared, PreparedCondition
from jiuchuang.domain.rules.answers.receipt import SEMANTICS, Receipt
from jiuchuang.domain.rules.answers.sentences import unknown_sentence
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.pack import DISPUTED, PREVAILS, YIELDS, ExceptionRule, Leaf, Pack
from jiuchuang.domain.rules.vocabulary import Vocabulary


def decide(
    compiled: CompiledProgramme,
    pack: Pack,
    vocabulary: Vocabulary,
    facts: Mapping[str, Value],
    on: date,
    residual: Residual | None = None,
    matters: Matters | None = None,
) -> Decision:
    """The answer for `facts` (known ones only) on the day `on`.

    `residual`, when given, settles verdicts that three-valued logic leaves open although no possible value of
    the unknown facts could change them; `matters`, when given, drops facts from those to ask for that can change
    nothing. For many cases, or one case and many programmes, see `decide_prepared`.
    """
    return decide_prepared(Prepared(compiled, pack, vocabulary), Case(facts, on), residual, matters)


def decide_prepared(
    programme: Prepared, case: Case, residual: Residual | None = None, matters: Matters | None = None
) -> Decision:
    """The same answer, from a programme that was prepared once and a case whose facts were read once."""
    return _Answer(programme, case, residual, matters).decision()


class _Answer:
    """One case under one programme, while it is decided."""

    def __init__(
        self, prepared: Prepared, case: Case, residual: Residual | None, matters: Matters | None
    ) -> None:
        self.prepared, self.programme, self.vocabulary = prepared, prepared.programme, prepared.vocabulary
        self.case, self.facts, self.on, self.residual = case, case.facts, case.on, residual
        self.value = prepared.values(case)
        self.matters = matters

    def decision(self) -> Decision:
        programme = self.programme
        in_force, note = self._in_force()
        outcomes = [self._outcome(variant, in_force) for variant in self.prepared.compiled.variants]
        status, payable, state = self._merge(outcomes, in_force)
        missing, next_question = self._missing(outcomes, in_force)
        paid = status in (says.ELIGIBLE, says.UNKNOWN) and programme.amount is not None
        return Decision(
            programme=programme.id,
            title=programme.title,
            document=self.prepared.pack.document.name,
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
        if covered is None and validity.from_on is None:
            return None, "原文没有写明施行日期，是否已施行须由政策人员确认。"
        beside = self._beside_rivals(day)
        if covered is not False or beside:
            return covered, beside
        first = format_day(validity.from_on) if validity.from_on else "（原文未写起日）"
        last = format_day(validity.to_on) if validity.to_on else "（原文未写止期）"
        return False, f"施行期为{first}至{last}，{format_day(day)}不在其内。"

    def _beside_rivals(self, day: date) -> str:
        """What follows from other documents on the same matter that are in force on the day; empty for nothing."""
        validity = self.programme.validity
        if rival := validity.rival_on(day, YIELDS):
            return f"同一事项适用{rival.document}{rival.clause}，不适用本文件：{rival.ground}。"
        if rival := validity.rival_on(day, DISPUTED):
            return f"两个文件冲突，待裁定：同一事项{rival.document}{rival.clause}也有规定。{rival.ground}。"
        if rival := validity.rival_on(day, PREVAILS):
            return f"同一事项{rival.document}{rival.clause}也有规定，适用本文件：{rival.ground}。"
        return ""

    def _outcome(self, variant: Variant, in_force: bool | None) -> Outcome:
        if self.programme.extent == "recorded":
            return Outcome(variant, None, says.UNKNOWN if in_force is not False else says.NOT_IN_FORCE, None)
        verdict = self.value(variant.verdict)
        if verdict is None and self.residual is not None:
            verdict = self.residual(variant.verdict, self.facts, self.on)
        if in_force is False:
            return Outcome(variant, verdict, says.NOT_IN_FORCE, None)
        if verdict is False:
            return Outcome(variant, verdict, says.INELIGIBLE, None)
        payable = self.value(variant.payable)
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
        open_days = self._open_days(in_force)
        agreed = len({(outcome.status, outcome.payable) for outcome in outcomes}) == 1
        if agreed and not (open_days and outcomes[0].verdict):
            return ()
        results = []
        for outcome in outcomes:
            said = tuple(words[pair] for pair in outcome.variant.readings)
            status = says.ELIGIBLE if open_days and outcome.verdict else outcome.status
            suffix = open_days[:1]
            key = outcome.variant.key or "in_force"
            results.append(ReadingResult(key, said + suffix, status, outcome.payable))
        if open_days:
            results.append(ReadingResult("not_yet_in_force", open_days[1:], says.NOT_IN_FORCE, None))
        return tuple(results)

    def _open_days(self, in_force: bool | None) -> tuple[str, ...]:
        """Applied and not applied in words, where it is open whether the document applies on the day."""
        if in_force is not None:
            return ()
        if self.programme.validity.from_on is None:
            return "施行日已到", "施行日未到"
        event = (
            self.facts.get(self.programme.event_on or "") if self.programme.applies_by == "event" else self.on
        )
        disputed = isinstance(event, date) and self.programme.validity.rival_on(event, DISPUTED)
        return ("裁定适用本文件", "裁定适用另一份文件") if disputed else ()

    def _conditions(self) -> tuple[ConditionResult, ...]:
        prepared = self.prepared
        return tuple(self._condition(item) for item in (*prepared.conditions, *prepared.exceptions))

    def _condition(self, condition: PreparedCondition) -> ConditionResult:
        nodes, item = condition.nodes, condition.item
        if len(nodes) == 1:
            value = self.value(nodes[0])
            found = condition.fixed.get(value) if value is not None else None
            if found is not None:
                return found
        values = {self.value(node) for node in nodes}
        result, sentence = (
            self._exception(item, values)
            if isinstance(item, ExceptionRule)
            else self._leaf(item, values, nodes)
        )
        return self.prepared.told(item, result, sentence, self.value)

    def _exception(self, rule: ExceptionRule, values: set[bool | None]) -> tuple[str, str]:
        if values == {True}:
            return "yes", rule.yes
        return ("no", rule.no) if values == {False} else ("unknown", "例外是否适用，还不能判断。")

    def _leaf(self, leaf: Leaf, values: set[bool | None], nodes: tuple[tree.Node, ...]) -> tuple[str, str]:
        if True in values and False in values:
            return "depends", "这一条取决于对原文的理解，见下列各种理解。"
        if values == {True}:
            return "yes", leaf.yes
        return ("no", leaf.no) if values == {False} else self._open_condition(leaf, nodes)

    def _open_condition(self, leaf: Leaf, nodes: tuple[tree.Node, ...]) -> tuple[str, str]:
        """Result and sentence of a condition without a value: it waits for facts, or they do not exist here."""
        waiting = [self.prepared.waiting(node) for node in nodes if self.value(node) is None]
        missing = dict.fromkeys(
            name for item in waiting for names in self.value.wanted(item) for name in names
        )
        denied = dict.fromkeys(name for item in waiting for name in item.denied(self.facts))
        if denied and not missing:
            labels = "、".join(self.vocabulary.facts[guard].label for guard in denied)
            return "not_applicable", f"这一条不适用（{labels}：否）。"
        return "unknown", unknown_sentence(leaf, missing, self.vocabulary)

    def _schedule(self, outcomes: list[Outcome]) -> ScheduleResult:
        """Instalments; what double readings make different stays open."""
        possible = [outcome for outcome in outcomes if outcome.status != says.INELIGIBLE]
        results = {
            variant_schedule(self.programme, outcome.variant, self.value, outcome.payable, self.on)
            for outcome in possible
        }
        if len(results) == 1 and len(possible) == len(outcomes):
            return results.pop()
        return ScheduleResult(self.programme.schedule.every, None, None, None, None)

    def _caps(self, outcomes: list[Outcome]) -> tuple[CapResult, ...]:
        programme = self.programme
        return agreed_caps([variant_caps(programme, outcome.variant, self.value) for outcome in outcomes])

    def _missing(
        self, outcomes: list[Outcome], in_force: bool | None
    ) -> tuple[tuple[MissingFact, ...], MissingFact | None]:
        if in_force is False or all(outcome.status == says.INELIGIBLE for outcome in outcomes):
            return (), None
        event = self.programme.event_on
        event_open = in_force is None and event is not None and self.facts.get(event) is None
        return Search(self.prepared, self.value, self.matters).missing(outcomes, event_open)

    def _receipt(self) -> Receipt:
        return Receipt(
            programme=self.programme.id,
            on=self.on,
            pack=self.prepared.pack.digest,
            parameters=self.prepared.parameters_digest,
            facts=self.case.digest,
            tables=self.vocabulary.digest,
            engine=SEMANTICS,
        )
