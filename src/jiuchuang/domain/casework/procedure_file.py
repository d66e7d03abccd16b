"""`packs/procedures/*.yaml` into procedures, checked; every fault at once, with its place and a suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar, cast

from jiuchuang.domain.casework.conditions import When
from jiuchuang.domain.casework.procedure import (
    JOIN_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    SILENCE_LABELS,
    VERB_LABELS,
    CasePromise,
    Join,
    JoinKind,
    Node,
    NodeKind,
    Office,
    Opposed,
    Procedure,
    Seat,
    Tier,
    Verb,
)
from jiuchuang.domain.casework.procedure_checks import check_names, check_procedure, check_versions
from jiuchuang.domain.kernel.money import parse_money
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, errors_only, nearest
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml

PROCEDURE_KEYS = (
    "id",
    "version",
    "label",
    "from_on",
    "to_on",
    "begins_by",
    "basis",
    "appeals_to",
    "appeal_days",
    "conflicts",
    "promise",
    "nodes",
)
NODE_KEYS = (
    "id",
    "kind",
    "label",
    "role",
    "level",
    "next",
    "limit_days",
    "silence",
    "escalates_to",
    "seats",
    "join",
    "limits",
    "verbs",
    "when_opposed",
    "notice_days",
    "correction_days",
    "visitors",
    "when",
)
OFFICE_KEYS = ("role", "level")
OPPOSED: Sequence[Opposed] = ("to_decision", "go_on")
MOST_DAYS = 1000
"""No step of an office takes longer; a larger number is a slip of the pen."""

_Word = TypeVar("_Word", bound=str)


def read_procedures(files: Mapping[str, str]) -> tuple[tuple[Procedure, ...], list[Problem]]:
    """The procedures of `files` (path → text) without a fault, and every fault of the others."""
    read: list[Procedure] = []
    problems: list[Problem] = []
    for path in sorted(files):
        procedure, found = read_draft(files[path], path)
        if procedure is not None and not errors_only(found):
            read.append(procedure)
        problems += found
    problems += check_versions(read)
    return tuple(read), problems


def read_draft(text: str, path: str) -> tuple[Procedure | None, list[Problem]]:
    """The procedure as far as it can be read, and every fault of it; None where the text is no mapping.

    What an unreadable word could have been is filled with a harmless one: only for telling further faults.
    """
    data, found = read_yaml(text, path)
    if data is None:
        return None, found
    procedure = _read_procedure(Record(data, "办事流程", PROCEDURE_KEYS, found, Place(path, 1, 1)))
    if not errors_only(found):
        found += check_procedure(procedure)
    elif all(node.id for node in procedure.nodes):
        found += check_names(procedure)  # the graph cannot be judged yet, where its arrows lead can
    return procedure, found


def _read_procedure(record: Record) -> Procedure:
    first, last = record.day("from_on"), record.day("to_on")
    if first is None:
        record.fault("missing-key", "办事流程缺少 from_on（何日起施行）")
    if first is not None and last is not None and last < first:
        record.fault("period-order", f"止期 {last} 早于起期 {first}", record.at("to_on"))
        last = None
    nodes = tuple(
        _read_node(Record(item, "环节", NODE_KEYS, record.problems, place))
        for item, place in record.items("nodes")
    )
    conflicts = []
    for item, place in record.items("conflicts"):
        if not isinstance(item, list):
            record.fault("shape", "conflicts 的每一项应是环节列表，如 [accept, visit]", place)
        else:
            conflicts.append(frozenset(str(name) for name in item))
    return Procedure(
        record.text("id"),
        _whole(record, "version", 1) or 1,
        record.text("label"),
        Period(first, last),
        "screening"
        if record.choice("begins_by", ("application", "screening")) == "screening"
        else "application",
        nodes,
        tuple(conflicts),
        _read_office(record, "appeals_to") or Office("leader", "county"),
        _whole(record, "appeal_days", 1) or 60,
        record.text("basis"),
        record.place,
        _read_promise(record),
    )


def _read_promise(record: Record) -> CasePromise | None:
    """`promise: {days: 20, from: acceptance, not_counted: [visit]}`; without it nothing is promised."""
    if not record.has("promise"):
        return None
    keys = ("days", "from", "not_counted")
    inner = Record(record.raw("promise"), "promise", keys, record.problems, record.at("promise"))
    days = _whole(inner, "days", 1, required=True) or 1
    starts = inner.choice("from", ("acceptance", "application"), "acceptance")
    begins: Literal["application", "acceptance"] = "application" if starts == "application" else "acceptance"
    return CasePromise(days, begins, frozenset(inner.texts("not_counted")))


def _read_node(record: Record) -> Node:
    kind: NodeKind = _word(record, "kind", KIND_LABELS) or "review"
    silence = _word(record, "silence", SILENCE_LABELS, required=False)
    tiers = tuple(
        _read_tier(Record(item, "审批权限", (*OFFICE_KEYS, "up_to"), record.problems, place))
        for item, place in record.items("limits")
    )
    seats = tuple(
        Seat(row.text("unit"), row.text("label"))
        for item, place in record.items("seats")
        for row in [Record(item, "联办部门", ("unit", "label"), record.problems, place)]
    )
    opposed = record.choice("when_opposed", OPPOSED, "to_decision")
    return Node(
        id=record.text("id"),
        kind=kind,
        label=record.text("label"),
        office=_office_of(record),
        following=record.texts("next"),
        limit_days=_whole(record, "limit_days", 1),
        silence=silence,
        escalates_to=_read_office(record, "escalates_to"),
        seats=seats,
        join=_read_join(record),
        tiers=tiers,
        verbs=_read_verbs(record),
        when_opposed=cast(Opposed, opposed),
        notice_days=_whole(record, "notice_days", 1) or 0,
        correction_days=_whole(record, "correction_days", 1) or 0,
        visitors=_whole(record, "visitors", 1) or 1,
        when=_read_when(record),
        place=record.place,
    )


def _read_when(record: Record) -> When | None:
    """`when: {amount_over: 5万元}`, `{amount_up_to: …}`, `{first_time: true}`, or several of them."""
    if not record.has("when"):
        return None
    keys = ("amount_over", "amount_up_to", "first_time")
    inner = Record(record.raw("when"), "when", keys, record.problems, record.at("when"))
    if not any(inner.has(key) for key in keys):
        inner.fault("when-empty", "when 没有写条件", hint=f"可用：{'、'.join(keys)}")
    first = inner.flag("first_time", True) if inner.has("first_time") else None
    return When(_amount(inner, "amount_over"), _amount(inner, "amount_up_to"), first)


def _amount(record: Record, key: str) -> int | None:
    """An amount with its unit, in fen; None where the key is not there."""
    if not record.has(key):
        return None
    try:
        return parse_money(str(record.raw(key))).fen
    except ValueError as fault:
        record.fault("bad-money", str(fault), record.at(key))
        return None


def _read_tier(record: Record) -> Tier:
    """`up_to` is written with its unit (`5万元`); null, which must be written, means any amount."""
    office, up_to = _office_of(record), record.raw("up_to")
    if up_to is None:
        if "up_to" not in record.data:
            record.fault("missing-key", "审批权限缺少 up_to", hint="不限金额请写 up_to: null")
        return Tier(office, None)
    try:
        return Tier(office, parse_money(str(up_to)).fen)
    except ValueError as fault:
        record.fault("bad-money", str(fault), record.at("up_to"))
        return Tier(office, None)


def _read_join(record: Record) -> Join | None:
    """`join: all`, `any`, `veto`, or `{at_least: 2}`."""
    given = record.raw("join")
    if given is None:
        return None
    if isinstance(given, dict):
        inner = Record(given, "join", ("at_least",), record.problems, record.at("join"))
        return Join("at_least", _whole(inner, "at_least", 1, required=True) or 1)
    kind = _word(record, "join", {name: label for name, label in JOIN_LABELS.items() if name != "at_least"})
    return Join(cast(JoinKind, kind)) if kind else None


def _read_verbs(record: Record) -> frozenset[Verb]:
    verbs = set()
    for name, place in record.items("verbs"):
        if isinstance(name, str) and name in VERB_LABELS:  # a list cannot even be looked up
            verbs.add(cast(Verb, name))
        else:
            hint = nearest(str(name), VERB_LABELS, f"可用：{'、'.join(VERB_LABELS)}")
            record.fault("unknown-verb", f"没有“{name}”这个动作", place, hint)
    return frozenset(verbs)


def _read_office(record: Record, key: str) -> Office | None:
    if not record.has(key):
        return None
    return _office_of(Record(record.raw(key), key, OFFICE_KEYS, record.problems, record.at(key)))


def _office_of(record: Record) -> Office:
    level = _word(record, "level", LEVEL_LABELS)
    return Office(record.text("role"), level or "county")


def _word(record: Record, key: str, known: Mapping[_Word, str], *, required: bool = True) -> _Word | None:
    """One of the known words; what they mean is part of the suggestion."""
    given: Any = record.raw(key)
    if given is None:
        if required:
            record.fault("missing-key", f"{record.what}缺少 {key}")
        return None
    if isinstance(given, str) and given in known:  # a list cannot even be looked up
        return cast(_Word, given)
    choices = "、".join(f"{name}（{label}）" for name, label in known.items())
    hint = nearest(str(given), known, f"只能是：{choices}")
    record.fault("bad-choice", f"{key} 不能是“{given}”", record.at(key), hint)
    return None


def _whole(record: Record, key: str, least: int, *, required: bool = False) -> int | None:
    given = record.raw(key)
    if given is None:
        if required:
            record.fault("missing-key", f"{record.what}缺少 {key}")
        return None
    if isinstance(given, int) and not isinstance(given, bool) and least <= given <= MOST_DAYS:
        return given
    record.fault("bad-number", f"{key} 应为{least}至{MOST_DAYS}的整数", record.at(key))
    return None
