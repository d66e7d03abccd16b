"""What people ask of a case: one frozen value a verb. Whether it may happen is decided in `decide`.

Every command carries a `key` that its sender made up: the same key twice is the same request, done once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiuchuang.domain.casework.procedure import Level

Stance = Literal["agree", "disagree", "more_needed"]
STANCE_LABELS: dict[Stance, str] = {"agree": "同意", "disagree": "不同意", "more_needed": "需补充"}
CheckResult = Literal["passed", "failed", "unavailable"]
AppealKind = Literal["objection", "reconsideration", "litigation"]
APPEAL_LABELS: dict[AppealKind, str] = {
    "objection": "申诉",
    "reconsideration": "行政复议",
    "litigation": "行政诉讼",
}


@dataclass(frozen=True)
class Actor:
    """Who acts: the natural person, and in what role, for which unit, at which level.

    `stands_for` is whoever this is done for: the applicant (代办, or a firm), or the officer who delegated the duty.
    `also` are other names of the same people: who an account's owner is in the register of persons, and which firms
    they act for. All count as having had a hand in it. That the grant is real is checked by whoever makes the actor.
    """

    person: str
    role: str
    unit: str
    level: Level
    stands_for: str | None = None
    also: tuple[str, ...] = ()

    @property
    def persons(self) -> frozenset[str]:
        """Everybody who counts as having acted."""
        return frozenset({self.person, *self.also} | ({self.stands_for} if self.stands_for else set()))


SYSTEM = Actor("system", "system", "", "county")
"""The platform itself, where a limit runs out."""


@dataclass(frozen=True)
class CorrectionItem:
    """One line of a correction list: the paper, and what is wrong or missing."""

    paper: str
    wanted: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """What every command has: an idempotency key and who gives it."""

    key: str
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class AtNode(Command):
    """A command that concerns one open step."""

    node: str


@dataclass(frozen=True, kw_only=True)
class Submit(Command):
    """Open a case: an application (申请), or one opened by a screening for `applicant` (免申即享)."""

    case: str
    applicant: str
    papers: tuple[str, ...] = ()
    claimed_fen: int | None = None
    first_time: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Accept(AtNode):
    """受理; `papers_to_follow` makes it 容缺受理, `promises` 告知承诺."""

    papers_to_follow: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decline(AtNode):
    """不予受理, with reasons and clauses."""

    reasons: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SupplyPapers(Command):
    """The applicant brings papers that were to follow (容缺补交)."""

    papers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VerifyPromise(Command):
    """Whether a promise (告知承诺) turned out true."""

    promise: str
    kept: bool
    findings: str


@dataclass(frozen=True, kw_only=True)
class AskCorrection(AtNode):
    """退回补正: the one list of everything that is wrong; stops the clocks."""

    items: tuple[CorrectionItem, ...]


@dataclass(frozen=True, kw_only=True)
class Supplement(Command):
    """The applicant's answer to a correction list; the clocks go on."""

    papers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LapseCorrection(Command):
    """The answer to a correction list did not come in time: the case is closed."""


@dataclass(frozen=True, kw_only=True)
class Transfer(AtNode):
    """转办: a seat of a step goes to another unit; `seat` is empty for the main one."""

    to_unit: str
    reason: str
    seat: str = ""


@dataclass(frozen=True, kw_only=True)
class AddSigner(AtNode):
    """加签: another office must give its opinion too before the step is done."""

    unit: str
    label: str
    role: str
    level: Level
    reason: str


@dataclass(frozen=True, kw_only=True)
class SendBack(AtNode):
    """退回上一环节: an earlier step is taken anew, and everything after it."""

    to_node: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Recall(AtNode):
    """撤回办理: who took a step takes it back, as long as nobody went on with it."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Urge(AtNode):
    """催办, by the applicant or by staff."""

    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Withdraw(Command):
    """撤回申请, before the decision."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveOpinion(AtNode):
    """An opinion at a review (`seat` empty), at a seat of a co-signed step, or as an added signer."""

    stance: Stance
    reasons: str = ""
    seat: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordVisit(AtNode):
    """A site visit: who went, on which day, what was found."""

    visited_on: date
    visitors: tuple[str, ...]
    satisfied: bool
    findings: str


@dataclass(frozen=True, kw_only=True)
class RecordCheck(AtNode):
    """An answer of another register: which one, as of which day. An unavailable one decides nothing."""

    source: str
    result: CheckResult
    as_of: date
    findings: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenNotice(AtNode):
    """The case is published in a notice list."""

    list_id: str


@dataclass(frozen=True, kw_only=True)
class Object(AtNode):
    """异议 against a published row; `display` is how the objector may be shown."""

    objection: str
    display: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class SettleObjection(AtNode):
    """异议处理: upheld or not, with reasons."""

    objection: str
    upheld: bool
    reasons: str


@dataclass(frozen=True, kw_only=True)
class CloseNotice(AtNode):
    """The notice has ended and every objection is settled."""


@dataclass(frozen=True, kw_only=True)
class Confirm(AtNode):
    """The person wants what was found to be due (免申即享)."""


@dataclass(frozen=True, kw_only=True)
class OptOut(AtNode):
    """The person does not want it."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Decide(AtNode):
    """批准 or 不予批准, with reasons, clauses and, where money is paid, the amount in fen.

    `signed_list` and `list_digest` name the 汇总表 in which it was signed, if it was, and `round` the round of the step
    that the list spoke of: one that was sent back since is not decided by an old list.
    """

    approved: bool
    reasons: str
    clauses: tuple[str, ...]
    amount_fen: int | None = None
    signed_list: str = ""
    list_digest: str = ""
    round: int | None = None


@dataclass(frozen=True, kw_only=True)
class Escalate(AtNode):
    """The limit of a step has passed: what its rule for silence says happens."""


@dataclass(frozen=True, kw_only=True)
class HandOver(AtNode):
    """The approved amount goes to payment in a batch."""

    batch: str


@dataclass(frozen=True, kw_only=True)
class ConfirmPayment(AtNode):
    """What the bank said: posted under its number, or returned (退票) with a reason and handed over anew;
    a return need not have a number.
    """

    posted: bool
    reference: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Archive(AtNode):
    """归档 under a file number."""

    file_number: str


@dataclass(frozen=True, kw_only=True)
class Appeal(Command):
    """Against the decision or the refusal to accept."""

    appeal: str
    kind: AppealKind
    reasons: str


@dataclass(frozen=True, kw_only=True)
class SettleAppeal(Command):
    """The outcome of an appeal; `changed` sets the decision aside, and it is taken anew."""

    appeal: str
    changed: bool
    reasons: str
