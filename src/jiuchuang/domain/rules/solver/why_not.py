"""Why not, and what would have to be different: the smallest change that would make a case eligible.

Not every fact can be changed. Birth date and sex are never changed; what lies behind the day of the decision, and
what our own ledger records, is changed only when nothing else will do. Then as few facts as possible are touched,
facts to be supplied rather than facts to be different, and values move as little as they can. Waiting is told
apart, as the first day on which the unchanged case would be eligible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, Kind, Value, format_value
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.domain.rules.solver.change import ChangeSearch, also_possible, first_day
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

INBORN = ("birth_on", "sex")
"""Facts of a person that nothing changes."""
LEDGER = "本系统台账"
"""Source of facts that our own payments made: they are history, like days gone by."""

ONE_READING = "原文可作不同理解，没有按各种理解都符合的改变；这里只按其中一种理解。"


@dataclass(frozen=True)
class Change:
    """One fact of the change: from its present value (None: not known) to a value that will do.

    Around that value, from `least` to `most` will do as well, the rest of the change being as told (None: as far
    as the fact's declared range goes; both None for truth values and codes). `history`: it lies in the past.
    """

    name: str
    label: str
    before: Value | None
    after: Value
    least: Value | None
    most: Value | None
    history: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values: days as ISO text, numbers as whole numbers over the fact's denominator."""
        plain = {
            key: value.isoformat() if isinstance(value, date) else value for key, value in vars(self).items()
        }
        return {**plain, "kind": "supply" if self.before is None else "change"}

    def told(self, fact: FactDeclaration) -> str:
        """The change in words."""

        def written(value: Value) -> str:
            return format_value(value, fact.type, dict(fact.labels))

        ends = [
            *([f"不低于{written(self.least)}"] if self.least is not None else []),
            *([f"不超过{written(self.most)}"] if self.most is not None else []),
        ]
        if fact.type.kind is Kind.DATE:
            ends = [end.replace("不低于", "不早于").replace("不超过", "不晚于") for end in ends]
        if self.before is None:
            will_do = f"须{'、'.join(ends)}" if ends else written(self.after)
            return f"补充“{self.label}”：{will_do}"
        room = f"（{'、'.join(ends)}均可）" if ends and self.least != self.most else ""
        past = "；这是已经发生的事，只有登记有误才能更正" if self.history else ""
        return f"“{self.label}”由{written(self.before)}变为{written(self.after)}{room}{past}"


@dataclass(frozen=True)
class WhyNot:
    """The smallest change. `changes` is empty for a case that is eligible as it is, None when no change will do.

    `readings` are the combinations of double readings (keys as in a decision) under which the change makes the
    case eligible: all of them where possible. `certain` is False when the search was cut short: the change works,
    but a smaller one may exist. `note` says what stands in the way.
    """

    changes: tuple[Change, ...] | None
    readings: tuple[str, ...]
    wait_until: date | None
    certain: bool
    note: str

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "changes": None if self.changes is None else [change.to_json() for change in self.changes],
            "readings": list(self.readings),
            "wait_until": self.wait_until and self.wait_until.isoformat(),
            "certain": self.certain,
            "note": self.note,
        }


def smallest_change(
    compiled: CompiledProgramme, vocabulary: Vocabulary, facts: Mapping[str, Value], on: date
) -> WhyNot:
    """The smallest change of a case (its known facts) that makes it eligible on the day `on`."""
    programme = compiled.programme
    if programme.extent == "recorded":
        return WhyNot(None, (), None, True, "原文只提到这个项目的名称，没有可计算的条件。")
    record = {name: value for name, value in facts.items() if value is not None}
    together = _goal(programme, compiled.variants)
    wait_until = (
        None if evaluate(together, record, on) is True else first_day(vocabulary, record, on, together)
    )
    found = _search(vocabulary, record, on, together)
    if found.changes is not None:
        keys = tuple(variant.key for variant in compiled.variants)
        return WhyNot(found.changes, keys, wait_until, found.certain, _open_start(programme))
    certain, variants = found.certain, compiled.variants if len(compiled.variants) > 1 else ()
    singly = [
        (variant, _search(vocabulary, record, on, _goal(programme, (variant,)))) for variant in variants
    ]
    working = [(variant, found) for variant, found in singly if found.changes is not None]
    certain = certain and all(found.certain for _, found in singly)
    if working:
        variant, best = min(working, key=lambda pair: pair[1].cost)
        note = ONE_READING if certain else "没有能在限定的计算量内找到按各种理解都符合的改变。"
        return WhyNot(best.changes, (variant.key,), wait_until, certain, note + _open_start(programme))
    obstacle = _obstacle(programme, vocabulary, record, on, together)
    return WhyNot(None, (), wait_until, certain, obstacle if certain else "没有能在限定的计算量内得出结论。")


@dataclass(frozen=True)
class _Found:
    """What a search yields; `changes` None when no change will do, or (`certain` False) none was found in time."""

    changes: tuple[Change, ...] | None
    certain: bool

    @property
    def cost(self) -> tuple[int, int, int]:
        """Facts of the past, facts, and known facts that are touched."""
        changes = self.changes or ()
        return (
            sum(item.history for item in changes),
            len(changes),
            sum(item.before is not None for item in changes),
        )


def _goal(programme: Programme, variants: Sequence[Variant]) -> Node:
    """Verdict true under all of these readings, and the programme in force on the day that counts."""
    return tree.AllOf(BOOL, (*_in_force(programme), *(variant.verdict for variant in variants)))


def _in_force(programme: Programme) -> tuple[Node, ...]:
    validity = programme.validity
    by_event = programme.applies_by == "event" and programme.event_on is not None
    day = tree.Fact(DATE, programme.event_on or "") if by_event else tree.AsOf(DATE)
    ends = ((">=", validity.from_on), ("<=", validity.to_on))
    return tuple(tree.Compare(BOOL, op, day, tree.Constant(DATE, end)) for op, end in ends if end is not None)


def _search(vocabulary: Vocabulary, record: Mapping[str, Value], on: date, goal: Node) -> _Found:
    search = ChangeSearch(vocabulary, record, on, goal, INBORN)
    past = [name for name in search.movable if _is_history(name, record, on, vocabulary)]
    known = [name for name in search.movable if name in record]
    values = search.smallest([past, search.movable, known])
    if values is None:
        return _Found(None, search.certain)
    after = _without_denied({**record, **values}, vocabulary)
    changes = []
    for name, value in values.items():
        fact = vocabulary.facts[name]
        ends: tuple[Value | None, Value | None] = (None, None)
        if fact.type.is_numeric or fact.type.kind is Kind.DATE:
            ends = also_possible(vocabulary, after, on, goal, name)
        changes.append(Change(name, fact.label, record.get(name), value, *ends, name in past))
    return _Found(tuple(changes), search.certain)


def _is_history(name: str, record: Mapping[str, Value], on: date, vocabulary: Vocabulary) -> bool:
    value = record.get(name)
    if value is None:
        return False
    return vocabulary.facts[name].source == LEDGER or (isinstance(value, date) and value <= on)


def _without_denied(record: dict[str, Value], vocabulary: Vocabulary) -> dict[str, Value]:
    """The record without facts whose guard has become false."""
    while gone := [name for name in record if record.get(vocabulary.facts[name].guard or "") is False]:
        for name in gone:
            del record[name]
    return record


def changed_record(facts: Mapping[str, Value], answer: WhyNot, vocabulary: Vocabulary) -> dict[str, Value]:
    """The known facts of the case after the change."""
    values = {change.name: change.after for change in answer.changes or ()}
    return _without_denied({**facts, **values}, vocabulary)


def _obstacle(
    programme: Programme, vocabulary: Vocabulary, record: Mapping[str, Value], on: date, goal: Node
) -> str:
    """What stands in the way when no change of this person's facts will do."""
    by_event = programme.applies_by == "event" and programme.event_on is not None
    if not by_event and programme.validity.covers(on) is False:
        return f"{on.isoformat()} 不在施行期内，改变事实没有用。"
    if ChangeSearch(vocabulary, record, on, goal, INBORN, open_words_free=True).possible():
        return "还取决于原文没有写明的内容，改变事实不能使其确定符合。"
    if ChangeSearch(vocabulary, record, on, goal).possible():
        labels = "、".join(vocabulary.facts[name].label for name in INBORN if name in record)
        return f"只有{labels}不同才会符合，而这是不能改变的。"
    return "没有找到能使其符合的改变。"


def _open_start(programme: Programme) -> str:
    if programme.validity.from_on is not None:
        return ""
    return "原文没有写明施行日期，是否已施行另须由政策人员确认。"
