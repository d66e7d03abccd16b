"""Why not, and what would have to be different: the smallest change that would make a case eligible.

Not every fact can be changed; the vocabulary says by whom (`changed_by`). What nobody can change stays. The course
of a life, what lies behind the day of the decision, and what our own ledger records are changed only when nothing
else will do, and a day gone by stays one. Then as little as possible is left to the finding of an office, as few
facts as possible are touched, facts to be supplied rather than facts to be different, and values move as little as
they can. Waiting is told apart, as the first day on which the unchanged case would be eligible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.in_force import in_force_nodes
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, Kind, Value, format_value
from jiuchuang.domain.rules.pack import DISPUTED, YIELDS, Programme
from jiuchuang.domain.rules.solver.change import ChangeSearch, also_possible, first_day
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

OFFICER = "窗口核实"
"""Source of facts that an officer determines."""
LEDGER = "本系统台账"
"""Source of facts that our own payments made: they are history, like days gone by."""

ONE_READING = "原文可作不同理解，没有按各种理解都符合的改变；这里只按其中一种理解。"


@dataclass(frozen=True)
class Change:
    """One fact of the change: from its present value (None: not known) to a value that will do.

    Around that value, from `least` to `most` will do as well, the rest of the change being as told (None: as far
    as the fact's declared range goes; both None for truth values and codes). `history`: it lies in the past, so that
    only a wrong record can be put right. `changed_by` as in the vocabulary.
    """

    name: str
    label: str
    before: Value | None
    after: Value
    least: Value | None
    most: Value | None
    history: bool
    changed_by: str = "finding"

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
        return f"“{self.label}”由{written(self.before)}变为{written(self.after)}{room}{self._by(fact)}"

    def _by(self, fact: FactDeclaration) -> str:
        """Who would have to do something about it; an own act needs no words."""
        if self.history:
            what = "由经历或者身分而定" if self.changed_by == "life" else "是已经发生的事"
            return f"；这{what}，只有登记有误才能更正"
        if self.changed_by != "finding":
            return ""
        return "；由窗口核实" if fact.source == OFFICER else f"；以{fact.source}为准"


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
    def cost(self) -> tuple[int, int, int, int]:
        """Facts of the past, known facts that an office would have to find otherwise, facts, and known facts."""
        changes = self.changes or ()
        return (
            sum(item.history for item in changes),
            sum(_is_finding(item) for item in changes),
            len(changes),
            sum(item.before is not None for item in changes),
        )


def _goal(programme: Programme, variants: Sequence[Variant]) -> Node:
    """Verdict true under all of these readings, and the programme in force on the day that counts."""
    return tree.AllOf(BOOL, (*in_force_nodes(programme), *(variant.verdict for variant in variants)))


def _search(vocabulary: Vocabulary, record: Mapping[str, Value], on: date, goal: Node) -> _Found:
    gone_by = _gone_by(record, on)
    search = ChangeSearch(vocabulary, record, on, goal, _fixed(vocabulary), gone_by=gone_by)
    known = [name for name in search.movable if name in record]
    past = [name for name in known if name in gone_by or _is_history(vocabulary.facts[name])]
    findings = [name for name in known if name not in past and vocabulary.facts[name].changed_by == "finding"]
    values = search.smallest([past, findings, search.movable, known])
    if values is None:
        return _Found(None, search.certain)
    after = _without_denied({**record, **values}, vocabulary)
    changes = []
    for name, value in values.items():
        fact = vocabulary.facts[name]
        ends: tuple[Value | None, Value | None] = (None, None)
        if fact.type.is_numeric or fact.type.kind is Kind.DATE:
            ends = also_possible(vocabulary, after, on, goal, name)
        if name in gone_by:
            ends = ends[0], ends[1] if isinstance(ends[1], date) and ends[1] <= on else on
        changes.append(
            Change(name, fact.label, record.get(name), value, *ends, name in past, fact.changed_by)
        )
    return _Found(_first_things_first(changes, vocabulary), search.certain)


def _first_things_first(changes: Sequence[Change], vocabulary: Vocabulary) -> tuple[Change, ...]:
    """What one can do oneself, then what is to be supplied, what an office finds, and what is past.

    What exists only by another fact that is changed is told with that fact.
    """
    ranks: dict[str, int] = {}
    for change in changes:  # guards come before what they guard
        own = 3 if change.history else 2 if _is_finding(change) else int(change.before is None)
        ranks[change.name] = max(own, ranks.get(vocabulary.facts[change.name].guard or "", 0))
    return tuple(sorted(changes, key=lambda change: ranks[change.name]))


def _is_finding(change: Change) -> bool:
    return change.before is not None and not change.history and change.changed_by == "finding"


def _fixed(vocabulary: Vocabulary) -> list[str]:
    """Facts that nobody can change."""
    return [fact.name for fact in vocabulary.facts.values() if fact.changed_by == "nobody"]


def _gone_by(record: Mapping[str, Value], on: date) -> list[str]:
    """Facts whose day has come: what happened then happened on no later a day than this."""
    return [name for name, value in record.items() if isinstance(value, date) and value <= on]


def _is_history(fact: FactDeclaration) -> bool:
    return fact.source == LEDGER or fact.changed_by == "life"


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
        if rival := programme.validity.rival_on(on, YIELDS):
            return f"{on.isoformat()} 同一事项适用{rival.document}{rival.clause}，改变事实没有用。"
        return f"{on.isoformat()} 不在施行期内，改变事实没有用。"
    if not by_event and (rival := programme.validity.rival_on(on, DISPUTED)):
        return f"与{rival.document}{rival.clause}的先后还没有裁定，改变事实没有用。"
    fixed, gone_by = _fixed(vocabulary), _gone_by(record, on)
    if ChangeSearch(vocabulary, record, on, goal, fixed, open_words_free=True, gone_by=gone_by).possible():
        return "还取决于原文没有写明的内容，改变事实不能使其确定符合。"
    if ChangeSearch(vocabulary, record, on, goal, gone_by=gone_by).possible():
        read = tree.fact_names(goal)
        labels = "、".join(vocabulary.facts[name].label for name in fixed if name in record and name in read)
        return f"只有{labels}不同才会符合，而这是不能改变的。"
    if ChangeSearch(vocabulary, record, on, goal, fixed).possible():
        return "时间已经过去：只有已经发生的事发生得晚些才会符合，而这是不能改变的。"
    return "没有找到能使其符合的改变。"


def _open_start(programme: Programme) -> str:
    if programme.validity.from_on is not None:
        return ""
    return "原文没有写明施行日期，是否已施行另须由政策人员确认。"
