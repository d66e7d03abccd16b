"""A few complete records of a case, to see without the solver that something is open: most questions end here.

What a sample shows is certain; what no sample shows is for the solver to prove.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.answers.asking import guard_chain, open_parts, with_guards
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Value
from jiuchuang.domain.rules.solver.deciding_record import RecordSearch, beside
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

Record = Mapping[str, Value]
Choice = Callable[[FactDeclaration], Value]
"""Which value a fact has in a sample."""


def seen_to_differ(node: Node, known: Record, asof: date, vocabulary: Vocabulary) -> bool:
    """Whether a few plain records already come to different verdicts: most open verdicts are simply open."""
    names = _names((node,), vocabulary)
    seen = {evaluate(node, _record(names, known, choice, vocabulary), asof) for choice in _plain_choices()}
    return {True, False} <= seen


def seen_to_matter(
    node: Node,
    given: Node | None,
    asked: Collection[str],
    known: Record,
    asof: date,
    vocabulary: Vocabulary,
) -> set[str]:
    """Those of `asked` of which a sample shows that the value of `node` can hang on them alone.

    With `given`, only records count for which that is true. What exists only by a fact comes and goes with it.
    """
    nodes = (node,) if given is None else (node, given)
    names = _names(nodes, vocabulary)
    telling = {name: _telling(vocabulary.facts[name], nodes, asof) for name in names}
    found: set[str] = set()

    def counts(record: Record) -> bool:
        return given is None or evaluate(given, record, asof) is True

    def hangs_on(name: str, record: Record, choice: Choice) -> bool:
        value = evaluate(node, record, asof)
        rest = {other: item for other, item in record.items() if name not in guard_chain(other, vocabulary)}
        for other_value in telling[name]:
            other = _record(names, {**known, **rest, name: other_value}, choice, vocabulary)
            if counts(other) and evaluate(node, other, asof) != value:
                return True
        return False

    for choice in _plain_choices():
        record = _record(names, known, choice, vocabulary)
        if counts(record):
            found |= {name for name in asked if name not in found and hangs_on(name, record, choice)}
    left = [name for name in asked if name not in found]
    for partly, read in _deciding_records(node, given, left, known, asof, telling, vocabulary):
        for choice in _plain_choices():
            record = _record(names, {**known, **partly}, choice, vocabulary)
            if counts(record):
                wanted = [name for name in left if name in read and name not in found]
                found |= {name for name in wanted if hangs_on(name, record, choice)}
        if len(found) == len(asked):
            break
    return found


def _deciding_records(
    node: Node,
    given: Node | None,
    asked: Collection[str],
    known: Record,
    asof: date,
    telling: Mapping[str, Sequence[Value]],
    vocabulary: Vocabulary,
) -> Iterator[tuple[Record, AbstractSet[str]]]:
    """For each part that reads any of `asked`, records in which it decides, met and not met; and the facts it reads."""
    search = RecordSearch(known, asof, telling, vocabulary)
    for part in open_parts(node):
        read = {link for name, _ in part.facts for link in guard_chain(name, vocabulary)}
        if read.isdisjoint(asked):
            continue
        goals = [*([(given, True)] if given is not None else []), *beside(part)]
        inside = part.path[-1]
        for truth in (True, False) if inside.type.kind is Kind.BOOL else (None,):
            record = search.find(goals if truth is None else [*goals, (inside, truth)])
            if record is not None:
                yield record, read


def _names(nodes: Sequence[Node], vocabulary: Vocabulary) -> list[str]:
    return list(with_guards((name for node in nodes for name in tree.fact_names(node)), vocabulary))


def _record(names: Sequence[str], known: Record, choice: Choice, vocabulary: Vocabulary) -> dict[str, Value]:
    """`known` completed by choice; guarded facts are there only where their guard is true. Guards come first."""
    record: dict[str, Value] = {}
    for name in names:
        fact = vocabulary.facts[name]
        if fact.guard is None or record.get(fact.guard) is True:
            value = known.get(name)
            record[name] = choice(fact) if value is None else value
    return record


def _plain_choices() -> Iterator[Choice]:
    """All no or low, all yes or high, and the two mixtures of these."""

    def plain(truth: bool, low: bool) -> Choice:
        return lambda fact: truth if fact.type.kind is Kind.BOOL else _end(fact, low)

    return (plain(truth, low) for truth in (False, True) for low in (True, False))


def _end(fact: FactDeclaration, low: bool) -> Value:
    if fact.type.codes:
        return fact.type.codes[0 if low else -1]
    if fact.type.kind is Kind.DATE:
        return FIRST_DAY if low else LAST_DAY
    return (fact.low if low else fact.high) if fact.type.is_numeric else ""


def _telling(fact: FactDeclaration, nodes: Sequence[Node], asof: date) -> list[Value]:
    """Values of a fact at which rules tend to turn."""
    kind = fact.type.kind
    if kind is Kind.BOOL:
        return [True, False]
    if fact.type.codes:
        return list(fact.type.codes)
    inside = [item for node in nodes for item in tree.walk(node)]
    figures = [item for item in inside if isinstance(item, tree.Constant)]
    if kind is Kind.DATE:
        ages = {
            row.original_age_months
            for item in inside
            if isinstance(item, tree.RetirementOn)
            for row in item.rule.categories
        }
        return _telling_days(figures, ages, asof)
    if fact.type.is_numeric:
        near = {
            item.value * fact.type.denominator // item.type.denominator + step
            for item in figures
            if item.type.is_numeric and isinstance(item.value, int)
            for step in (-1, 0, 1)
        }
        return [fact.low, fact.high, *sorted(number for number in near if fact.low < number < fact.high)]
    codes = [
        code
        for node in nodes
        for item in tree.walk(node)
        if isinstance(item, tree.OneOf)
        for code in item.codes
    ]
    return ["", *dict.fromkeys([*codes, *(item.value for item in figures if isinstance(item.value, str))])]


def _telling_days(figures: Sequence[tree.Constant], ages: AbstractSet[int], asof: date) -> list[Value]:
    """Days around those that the rule names, and around its terms and ages before the day of the decision."""
    terms = {item.value for item in figures if item.type.kind is Kind.MONTHS and isinstance(item.value, int)}
    months = terms | ages | {age - term for age in ages for term in terms}
    turns = {item.value for item in figures if isinstance(item.value, date)} | {asof}
    turns |= {add_months(asof, -count) for count in months if count <= 1200}
    near = {day + timedelta(days=step) for day in turns for step in (-1, 0, 1)}
    return [FIRST_DAY, LAST_DAY, *sorted(day for day in near if FIRST_DAY < day < LAST_DAY)]
