"""What all answers of one programme have in common, worked out once: conditions, sentences, figures, facts read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from jiuchuang.domain.rules.answers.asking import Waiting
from jiuchuang.domain.rules.answers.decision import ConditionResult, MissingFact
from jiuchuang.domain.rules.answers.receipt import hash_values
from jiuchuang.domain.rules.answers.sentences import Sentence, cut_sentence
from jiuchuang.domain.rules.engines.compile import CompiledProgramme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.generate import CaseFunction, generate
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.pack import ExceptionRule, Leaf, Pack, leaves
from jiuchuang.domain.rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class Case:
    """The known facts of one case and the day of the decision; for decisions on several programmes."""

    facts: Mapping[str, Value]
    on: date

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the facts, for the receipts."""
        return hash_values(self.facts)


@dataclass(frozen=True)
class Outline:
    """An expression with its parts named in place of written out, so that a part is computed once."""

    node: Node
    parts: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Computation:
    """A generated function with the expressions that it computes, told apart by identity."""

    identities: tuple[int, ...]
    function: CaseFunction

    def values(self, facts: Mapping[str, Value]) -> dict[int, Any]:
        """The value of each expression for one case."""
        return dict(zip(self.identities, self.function(facts), strict=True))


@dataclass(frozen=True)
class PreparedCondition:
    """A condition or an exception, with the different trees that the readings make of it.

    `fixed` are its results when true or false whose sentence quotes nothing of the case.
    """

    item: Leaf | ExceptionRule
    nodes: tuple[Node, ...]
    fixed: Mapping[bool, ConditionResult]


class Prepared:
    """One programme, ready for any number of cases. Everything here is the same for all of them.

    With a `day`, cases of that day are computed by one generated function: a millisecond or two to prepare, and
    each case then takes half the time. Cases of other days go to the row evaluator, as all do without a `day`.
    """

    def __init__(
        self, compiled: CompiledProgramme, pack: Pack, vocabulary: Vocabulary, day: date | None = None
    ) -> None:
        self.compiled, self.programme, self.pack = compiled, compiled.programme, pack
        self.vocabulary, self.day = vocabulary, day
        self._sentences: dict[str, Sentence] = {}
        self._missing: dict[str, MissingFact] = {}
        self._waiting: dict[int, Waiting] = {}  # by identity
        self.conditions = tuple(self._condition(leaf) for leaf in leaves(self.programme.conditions))
        self.exceptions = tuple(self._condition(rule) for rule in self.programme.exceptions)

    def _condition(self, item: Leaf | ExceptionRule) -> PreparedCondition:
        variants = self.compiled.variants
        nodes = (
            variant.leaves[item.id] if isinstance(item, Leaf) else variant.exceptions[item.id]
            for variant in variants
        )
        fixed = {}
        for value, result, template in ((True, "yes", item.yes), (False, "no", item.no)):
            sentence = self.sentence(template)
            if not sentence.quotes:
                fixed[value] = _told(item, result, sentence.fixed)
        return PreparedCondition(item, tuple({id(node): node for node in nodes}.values()), fixed)

    @cached_property
    def parameters_digest(self) -> str:
        """SHA-256 of the document's figures that the programme uses."""
        return hash_values({name: item.value for name, item in self.programme.parameters.items()})

    @cached_property
    def outlines(self) -> dict[int, Outline]:
        """By identity, the verdicts as combinations of their conditions, payable amounts of amount and ceilings."""
        found = {}
        for variant in self.compiled.variants:
            conditions = (*variant.leaves.values(), *variant.exceptions.values())
            money = [node for node in (variant.amount,) if node is not None]
            money += [cap.available for cap in variant.caps]
            wholes = [(variant.verdict, conditions), (variant.payable, money)]
            for cap in variant.caps:
                wholes.append((cap.available, [part for part in (cap.limit, cap.used) if part is not None]))
            for whole, parts in wholes:
                if whole is not None and (outline := _outline(whole, parts)) is not None:
                    found[id(whole)] = outline
        return found

    def waiting(self, node: Node) -> Waiting:
        """What can keep an expression of the programme open."""
        if id(node) not in self._waiting:
            self._waiting[id(node)] = Waiting(node, self.vocabulary)
        return self._waiting[id(node)]

    @cached_property
    def _function(self) -> Computation:
        """All expressions of the programme, computed on `day`."""
        return self._computation(self._expressions())

    @cached_property
    def _open_function(self) -> Computation:
        """What an open case needs besides: whatever must be unknown for a fact to be asked for."""
        paths: dict[int, Node] = {}
        for node in self._expressions():
            for part in self.waiting(node).parts:
                besides = (item for _, more in part.facts for item in more)
                paths |= {id(item): item for item in (*part.path, *besides)}
        return self._computation(paths.values())

    def _computation(self, nodes: Iterable[Node]) -> Computation:
        assert self.day is not None
        kept = {id(node): node for node in nodes}
        simple = [simplify(node, self.day) for node in kept.values()]
        return Computation(tuple(kept), generate(simple, self.day))

    def _expressions(self) -> Iterator[Node]:
        for variant in self.compiled.variants:
            caps = [node for cap in variant.caps for node in (cap.limit, cap.used, cap.available)]
            money = (variant.amount, variant.payable, variant.count, variant.used, variant.until, *caps)
            yield from (*variant.leaves.values(), *variant.exceptions.values(), variant.verdict)
            yield from (node for node in money if node is not None)
        for node in self.programme.lets.values():
            if not any(isinstance(item, tree.Reading) for item in tree.walk(node)):
                yield node

    def values(self, case: Case) -> Values:
        """The values of the programme's expressions for one case."""
        if case.on != self.day:
            return Values(case, self.outlines, {})
        later = self._open_function
        return Values(case, self.outlines, self._function.values(case.facts), later)

    def sentence(self, template: str) -> Sentence:
        """The sentence cut at its slots, figures put in."""
        if template not in self._sentences:
            programme = self.programme
            self._sentences[template] = cut_sentence(
                template, self.vocabulary, programme.parameters, programme.lets
            )
        return self._sentences[template]

    def missing_fact(self, name: str) -> MissingFact:
        """A fact as something to ask for."""
        if name not in self._missing:
            fact = self.vocabulary.facts[name]
            self._missing[name] = MissingFact(
                name, fact.label, fact.question, fact.source, fact.self_declared
            )
        return self._missing[name]

    def told(self, item: Leaf | ExceptionRule, result: str, template: str, values: Values) -> ConditionResult:
        """A condition or exception with its result, and its sentence with what that quotes of the case."""
        return _told(item, result, self.sentence(template).filled(values.facts, values))


class Values:
    """Values of expressions for one case, each computed once.

    `computed` holds those already known, by identity: compiled variants share equal trees. `later` computes many
    more at once, as soon as one of them is asked for.
    """

    def __init__(
        self,
        case: Case,
        outlines: Mapping[int, Outline],
        computed: dict[int, Any],
        later: Computation | None = None,
    ) -> None:
        self.facts, self.on = case.facts, case.on
        self._outlines, self._computed, self._later = outlines, computed, later

    def __call__(self, node: Node | None) -> Any:
        """The value of an expression; None for none, and for unknown."""
        if node is None:
            return None
        key = id(node)
        if key in self._computed:
            return self._computed[key]
        if self._later is not None:
            self._computed |= self._later.values(self.facts)
            self._later = None
            return self(node)
        outline = self._outlines.get(key)
        if outline is None:
            value = evaluate(node, self.facts, self.on)
        else:
            value = evaluate(outline.node, {name: self(part) for name, part in outline.parts}, self.on)
        self._computed[key] = value
        return value

    def is_open(self, node: Node) -> bool:
        """Whether an expression is unknown."""
        return self(node) is None

    def wanted(self, waiting: Waiting) -> Iterator[list[str]]:
        """For each part that keeps an expression open, the facts to ask for."""
        return waiting.wanted(self.facts, self.is_open)


def _told(item: Leaf | ExceptionRule, result: str, sentence: str) -> ConditionResult:
    role = item.effect if isinstance(item, ExceptionRule) else "condition"
    return ConditionResult(item.id, item.citation.clause, item.citation.phrase, result, sentence, role)


def _outline(whole: Node, parts: Iterable[Node]) -> Outline | None:
    """`whole` with each of `parts` as a fact of its own; None where something of the case remains in it besides."""
    known = {part: f"@{index}" for index, part in enumerate(parts)}
    originals = {name: part for part, name in known.items()}

    def cut(node: Node) -> Node:
        if node in known:
            return tree.Fact(node.type, known[node])
        if isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast | tree.Extreme):
            return replace(node, items=tuple(cut(item) for item in node.items))
        if isinstance(node, tree.Not):
            return replace(node, inner=cut(node.inner))
        if isinstance(node, tree.Arithmetic):
            return replace(node, left=cut(node.left), right=cut(node.right))
        return node

    node = cut(whole)
    names = tree.fact_names(node)
    if isinstance(node, tree.Fact) or not all(name in originals for name in names):
        return None
    return Outline(node, tuple((name, originals[name]) for name in names))
