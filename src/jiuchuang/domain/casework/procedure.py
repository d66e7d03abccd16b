"""A procedure (办事流程) as frozen values: steps, who takes them, how long, what silence means, what comes next.

Steps form a graph without circles: one first step, one archive at its end, one step that decides. Several `following`
steps are a fork; where its branches meet again, all of them are awaited. Going back is never an arrow but a command
(退回), which opens a new round of the step. Running cases keep the version with which they began.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from jiuchuang.domain.casework.conditions import When
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place

NodeKind = Literal[
    "confirm",
    "accept",
    "review",
    "co_sign",
    "site_visit",
    "external_check",
    "notice",
    "decide",
    "pay",
    "archive",
]
KIND_LABELS: Mapping[NodeKind, str] = {
    "confirm": "本人确认",
    "accept": "受理",
    "review": "审核",
    "co_sign": "联办意见",
    "site_visit": "实地核查",
    "external_check": "部门核验",
    "notice": "公示",
    "decide": "决定",
    "pay": "支付",
    "archive": "归档",
}
"""What each kind of step is called; `confirm` is the step of the person concerned in 免申即享."""

Level = Literal["person", "village", "township", "park", "department", "centre", "county", "city", "province"]
LEVEL_LABELS: Mapping[Level, str] = {
    "person": "本人",
    "village": "村（社区）",
    "township": "镇（街道）",
    "park": "园区",
    "department": "部门",
    "centre": "就业服务中心",
    "county": "县（市、区）",
    "city": "市",
    "province": "省",
}
"""Kinds of offices as in `packs/organisation`, and the person concerned."""

Silence = Literal["none", "agreed", "escalate"]
SILENCE_LABELS: Mapping[Silence, str] = {
    "none": "逾期只提醒",
    "agreed": "逾期视为同意",
    "escalate": "逾期提级",
}
"""What it means that a limit passes without a word: nothing but an alarm, agreement, or the next level takes over."""

JoinKind = Literal["all", "any", "at_least", "veto"]
JOIN_LABELS: Mapping[JoinKind, str] = {
    "all": "全部同意",
    "any": "一家同意即可",
    "at_least": "达到家数",
    "veto": "一票否决",
}

Opposed = Literal["to_decision", "go_on"]
"""Where a step leads that was not agreed to: straight to the decision, which can then only refuse, or on as usual."""

Verb = Literal[
    "ask_correction",
    "papers_to_follow",
    "on_promise",
    "decline",
    "transfer",
    "add_signer",
    "send_back",
    "recall",
    "decide_in_list",
]
VERB_LABELS: Mapping[Verb, str] = {
    "ask_correction": "退回补正",
    "papers_to_follow": "容缺受理",
    "on_promise": "告知承诺",
    "decline": "不予受理",
    "transfer": "转办",
    "add_signer": "加签",
    "send_back": "退回上一环节",
    "recall": "撤回办理",
    "decide_in_list": "汇总表审批",
}
_HANDLING: frozenset[Verb] = frozenset({"transfer", "send_back"})
VERBS_OF_KIND: Mapping[NodeKind, frozenset[Verb]] = {
    "confirm": frozenset(),
    "accept": frozenset(
        {"ask_correction", "papers_to_follow", "on_promise", "decline", "transfer", "add_signer", "recall"}
    ),
    "review": _HANDLING | {"ask_correction", "add_signer", "recall"},
    "co_sign": _HANDLING | {"ask_correction", "add_signer"},
    "site_visit": _HANDLING | {"recall"},
    "external_check": _HANDLING | {"recall"},
    "notice": _HANDLING,
    "decide": _HANDLING | {"add_signer", "decide_in_list"},
    "pay": frozenset({"transfer"}),
    "archive": frozenset({"transfer"}),
}
"""The optional verbs that each kind of step may allow; what it is there for it always allows."""

ONE_DUTY_ONLY: frozenset[NodeKind] = frozenset({"accept", "review", "decide", "pay"})
"""Kinds of steps of which one person takes at most one in a case, whatever the data says (不相容岗位分离)."""


@dataclass(frozen=True)
class Office:
    """Who takes a step: a role (`township_clerk`) at a level of administration."""

    role: str
    level: Level


@dataclass(frozen=True)
class Seat:
    """One required opinion of a co-signed step: the unit that gives it (`finance`), and its name."""

    unit: str
    label: str


@dataclass(frozen=True)
class Join:
    """When a co-signed step is agreed: by all, any, `needed` of its seats, or unless somebody objects (veto)."""

    kind: JoinKind
    needed: int = 0


@dataclass(frozen=True)
class Tier:
    """A delegated limit: this office decides amounts up to and with `up_to_fen`; None means any amount."""

    office: Office
    up_to_fen: int | None


@dataclass(frozen=True)
class Node:
    """One step.

    `limit_days` working days (None: no limit); `notice_days` working days of a public notice; `correction_days`
    working days in which asked-for papers are due; `visitors` people a site visit needs at least. Where `when` surely
    does not hold, a case goes past the step. `tiers` belong to
    the decision, lowest first. `escalates_to` takes over where silence escalates.
    """

    id: str
    kind: NodeKind
    label: str
    office: Office
    following: tuple[str, ...] = ()
    limit_days: int | None = None
    silence: Silence | None = None
    escalates_to: Office | None = None
    seats: tuple[Seat, ...] = ()
    join: Join | None = None
    tiers: tuple[Tier, ...] = ()
    verbs: frozenset[Verb] = frozenset()
    when_opposed: Opposed = "to_decision"
    notice_days: int = 0
    correction_days: int = 0
    visitors: int = 1
    when: When | None = None
    place: Place = field(default=Place(""), compare=False)

    def allows(self, verb: Verb) -> bool:
        """Whether the data of this step allows an optional verb."""
        return verb in self.verbs


@dataclass(frozen=True)
class CasePromise:
    """承诺办结时限: working days from application or acceptance to the decision.

    `not_counted` are steps whose days do not count (特殊环节); days of notices and corrections never do.
    """

    days: int
    starts: Literal["application", "acceptance"] = "acceptance"
    not_counted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Procedure:
    """A version of a procedure; `nodes` in the order of writing, the first one is where a case begins.

    `in_force` are the days on which a case may begin by it. `conflicts` are further sets of steps that one person
    may not share. `appeals_to` settles appeals; `appeal_days` calendar days after the
    decision an appeal is in time (later ones are marked late). `basis` says what the content rests on. `promise` is
    the time for the whole, None where the county has set none.
    """

    id: str
    version: int
    label: str
    in_force: Period
    begins_by: Literal["application", "screening"]
    nodes: tuple[Node, ...]
    conflicts: tuple[frozenset[str], ...] = ()
    appeals_to: Office = Office("leader", "county")
    appeal_days: int = 60
    basis: str = ""
    place: Place = field(default=Place(""), compare=False)
    promise: CasePromise | None = None

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Steps by their id."""
        return {node.id: node for node in self.nodes}

    def node(self, node_id: str) -> Node:
        """The step with that id; KeyError when there is none."""
        return self.by_id[node_id]

    @property
    def first(self) -> Node:
        """The step with which a case begins."""
        return self.nodes[0]

    @cached_property
    def deciding(self) -> Node:
        """The one step that decides."""
        return next(node for node in self.nodes if node.kind == "decide")

    @cached_property
    def last(self) -> Node:
        """The archive."""
        return next(node for node in self.nodes if node.kind == "archive")

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """The steps that lead directly to each step."""
        return {
            node.id: tuple(one.id for one in self.nodes if node.id in one.following) for node in self.nodes
        }

    @cached_property
    def after(self) -> Mapping[str, frozenset[str]]:
        """Every step that lies behind each step, at any distance."""
        return {node.id: frozenset(_reach(node.id, self.by_id)) - {node.id} for node in self.nodes}

    def conflicting(self, node_id: str) -> frozenset[str]:
        """The steps that nobody may take who takes this one in the same case."""
        found: set[str] = set()
        if self.node(node_id).kind in ONE_DUTY_ONLY:
            found |= {node.id for node in self.nodes if node.kind in ONE_DUTY_ONLY}
        for group in self.conflicts:
            found |= group if node_id in group else set()
        return frozenset(found - {node_id})


def procedure_in_force(procedures: Iterable[Procedure], procedure_id: str, on: date) -> Procedure | None:
    """The version by which a case may begin on that day; None when there is none, never the nearest one."""
    return next((one for one in procedures if one.id == procedure_id and on in one.in_force), None)


def _reach(start: str, by_id: Mapping[str, Node]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in by_id:
            seen.add(name)
            waiting += by_id[name].following
    return seen
