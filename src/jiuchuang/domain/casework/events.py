"""What happened in a case: frozen facts, in order, from which its state follows and which are never changed.

The names of these classes stand in stored logs; a class is never renamed, and a field only added with a default.
Every happening of a step names its round: a returned step is taken anew in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from jiuchuang.domain.casework.commands import Actor, AppealKind, CheckResult, CorrectionItem, Stance
from jiuchuang.domain.casework.procedure import Level

Closing = Literal["passed", "opposed", "superseded", "ended", "skipped"]
"""How a round ended: agreed, not agreed, to be taken anew, closed with the case, or not needed in this case."""

Outcome = Literal["approved", "refused", "declined", "withdrawn", "lapsed", "opted_out"]
OUTCOME_LABELS: dict[Outcome, str] = {
    "approved": "批准",
    "refused": "不予批准",
    "declined": "不予受理",
    "withdrawn": "申请人撤回",
    "lapsed": "逾期未补正",
    "opted_out": "本人放弃",
}


@dataclass(frozen=True)
class Happening:
    """What every happening is."""


@dataclass(frozen=True)
class Event:
    """A happening with its number in the case (1, 2, …), moment, actor, and the command it came from.

    `key` is that command's idempotency key, `request` the SHA-256 of its contents.
    """

    number: int
    at: datetime
    actor: Actor
    key: str
    request: str
    happening: Happening


@dataclass(frozen=True)
class OpenSeat:
    """A seat of an open step; `unit` is empty while any unit of that role and level may take it."""

    id: str
    label: str
    role: str
    level: Level
    unit: str = ""
    added: bool = False


@dataclass(frozen=True)
class PaperDue:
    """A paper accepted as to follow, and the last day for it."""

    paper: str
    due_on: date


@dataclass(frozen=True)
class CaseOpened(Happening):
    """A case began by a version of a procedure."""

    case: str
    procedure: str
    version: int
    applicant: str
    papers: tuple[str, ...]
    claimed_fen: int | None
    first_time: bool | None = None


@dataclass(frozen=True)
class AtRound(Happening):
    """A happening of one round of one step."""

    node: str
    round: int


@dataclass(frozen=True)
class NodeOpened(AtRound):
    """A round of a step began; `keeps_clock` when the clock of the round before goes on."""

    seats: tuple[OpenSeat, ...]
    limit_days: int | None
    keeps_clock: bool = False
    list_used: bool = False


@dataclass(frozen=True)
class NodeSkipped(AtRound):
    """A step was not needed: its condition did not hold for what was known then, which stands here."""

    condition: str
    claimed_fen: int | None
    first_time: bool | None


@dataclass(frozen=True)
class NodeClosed(AtRound):
    """A round of a step ended."""

    closing: Closing


@dataclass(frozen=True)
class Accepted(AtRound):
    """受理, 容缺受理, 告知承诺."""

    papers_due: tuple[PaperDue, ...]
    promises: tuple[str, ...]
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Declined(AtRound):
    """不予受理."""

    reasons: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class PapersBrought(Happening):
    """Papers that were to follow came."""

    papers: tuple[str, ...]


@dataclass(frozen=True)
class PromiseVerified(Happening):
    """A promise turned out true or not."""

    promise: str
    kept: bool
    findings: str


@dataclass(frozen=True)
class CorrectionAsked(AtRound):
    """The one correction list; clocks stop."""

    items: tuple[CorrectionItem, ...]
    due_on: date
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Supplemented(Happening):
    """The answer to the list; clocks go on."""

    papers: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class CorrectionLapsed(Happening):
    """No answer came in time."""


@dataclass(frozen=True)
class Transferred(AtRound):
    """转办."""

    seat: str
    from_unit: str
    to_unit: str
    reason: str


@dataclass(frozen=True)
class SignerAdded(AtRound):
    """加签."""

    seat: OpenSeat
    reason: str


@dataclass(frozen=True)
class SentBack(AtRound):
    """退回上一环节."""

    to_node: str
    reason: str


@dataclass(frozen=True)
class Recalled(AtRound):
    """撤回办理."""

    reason: str


@dataclass(frozen=True)
class Urged(AtRound):
    """催办."""

    note: str


@dataclass(frozen=True)
class Withdrawn(Happening):
    """撤回申请."""

    reason: str


@dataclass(frozen=True)
class OpinionGiven(AtRound):
    """An opinion at one seat."""

    seat: str
    stance: Stance
    reasons: str


@dataclass(frozen=True)
class SilenceTaken(AtRound):
    """The limit passed, and these seats count as having agreed."""

    seats: tuple[str, ...]
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Escalated(AtRound):
    """The limit passed, and the next level takes over with a limit of its own."""

    role: str
    level: Level
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class VisitRecorded(AtRound):
    """A site visit."""

    visited_on: date
    visitors: tuple[str, ...]
    satisfied: bool
    findings: str


@dataclass(frozen=True)
class CheckRecorded(AtRound):
    """An answer of another register."""

    source: str
    result: CheckResult
    as_of: date
    findings: str


@dataclass(frozen=True)
class NoticeOpened(AtRound):
    """Published; the notice runs through the whole of `ends_on`."""

    list_id: str
    ends_on: date
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Objected(AtRound):
    """异议."""

    objection: str
    display: str
    reasons: str


@dataclass(frozen=True)
class ObjectionSettled(AtRound):
    """异议处理."""

    objection: str
    upheld: bool
    reasons: str


@dataclass(frozen=True)
class Confirmed(AtRound):
    """The person wants it."""


@dataclass(frozen=True)
class OptedOut(AtRound):
    """The person does not want it."""

    reason: str


@dataclass(frozen=True)
class Decided(AtRound):
    """The decision."""

    approved: bool
    amount_fen: int | None
    reasons: str
    clauses: tuple[str, ...]
    signed_list: str
    list_digest: str


@dataclass(frozen=True)
class HandedOver(AtRound):
    """To payment."""

    batch: str
    amount_fen: int


@dataclass(frozen=True)
class PaymentConfirmed(AtRound):
    """Posted, or returned."""

    posted: bool
    reference: str
    reason: str


@dataclass(frozen=True)
class Archived(AtRound):
    """归档."""

    file_number: str


@dataclass(frozen=True)
class Appealed(Happening):
    """An appeal came in; `late` when after its days."""

    appeal: str
    kind: AppealKind
    reasons: str
    late: bool


@dataclass(frozen=True)
class AppealSettled(Happening):
    """An appeal was settled."""

    appeal: str
    changed: bool
    reasons: str


@dataclass(frozen=True)
class CaseEnded(Happening):
    """Nothing is left to do."""

    outcome: Outcome
