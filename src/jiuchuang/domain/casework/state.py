"""Where a case stands: a frozen value that follows from its events alone (`evolve`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from jiuchuang.domain.casework.clock import Clock
from jiuchuang.domain.casework.commands import AppealKind, CorrectionItem, Stance
from jiuchuang.domain.casework.events import Closing, OpenSeat, Outcome, PaperDue

MAIN = ""
"""Id of the seat of whoever takes a step that is not co-signed."""

Status = Literal["open", "correcting", "ended"]


@dataclass(frozen=True)
class Vote:
    """One opinion: who, at which seat, on which day; `silent` when the limit passed without a word."""

    persons: frozenset[str]
    seat: str
    stance: Stance
    reasons: str
    given_on: date
    silent: bool = False


@dataclass(frozen=True)
class Objection:
    """An objection against the published row; `upheld` is None until it is settled."""

    id: str
    persons: frozenset[str]
    display: str
    reasons: str
    raised_on: date
    upheld: bool | None = None


@dataclass(frozen=True)
class Publication:
    """The case in a notice list; the notice runs through the whole of `ends_on`."""

    list_id: str
    opened_on: date
    ends_on: date
    assumed_years: tuple[int, ...]
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True)
class Run:
    """One round of one step. `closing` is None while it is open; `touched` once anybody did anything in it.

    `list_used` is set when its one correction list was sent; `earlier_clocks` are those before an escalation.
    """

    node: str
    round: int
    seats: tuple[OpenSeat, ...]
    clock: Clock
    closing: Closing | None = None
    votes: tuple[Vote, ...] = ()
    publication: Publication | None = None
    earlier_clocks: tuple[Clock, ...] = ()
    urged: tuple[tuple[str, date], ...] = ()
    closed_by: str = ""
    list_used: bool = False
    touched: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something here."""
        return self.closing is None

    @property
    def is_contested(self) -> bool:
        """Whether an objection against its published row waits to be settled."""
        return self.publication is not None and any(one.upheld is None for one in self.publication.objections)

    def seat(self, seat_id: str) -> OpenSeat | None:
        """The seat with that id."""
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def vote_at(self, seat_id: str) -> Vote | None:
        """The opinion given at a seat."""
        return next((vote for vote in self.votes if vote.seat == seat_id), None)

    def silent_seats(self) -> tuple[OpenSeat, ...]:
        """Seats that have not spoken."""
        return tuple(seat for seat in self.seats if self.vote_at(seat.id) is None)


@dataclass(frozen=True)
class Correction:
    """The list that waits for an answer."""

    node: str
    round: int
    items: tuple[CorrectionItem, ...]
    asked_on: date
    due_on: date


@dataclass(frozen=True)
class Promise:
    """A promise in place of a proof; `kept` is None until it is verified."""

    text: str
    kept: bool | None = None


@dataclass(frozen=True)
class Decision:
    """The decision of one round: approved or not, the amount in fen (None where no money is paid), and why."""

    round: int
    approved: bool
    amount_fen: int | None
    reasons: str
    clauses: tuple[str, ...]
    decided_on: date
    signed_list: str = ""


@dataclass(frozen=True)
class AppealState:
    """An appeal; `changed` is None until it is settled, `answer` then says why and `settled_on` when."""

    id: str
    kind: AppealKind
    reasons: str
    raised_on: date
    late: bool
    changed: bool | None = None
    answer: str = ""
    settled_on: date | None = None


@dataclass(frozen=True)
class CaseState:
    """A whole case. `first_time`: whether it is the applicant's first of the programme, None where nobody knows.

    `runs` hold every round of every step in the order of opening, closed ones too. `hands` says who has had a hand in
    which step. `decision` is the one that stands, `set_aside` those before it. `keys` are the commands done so far:
    idempotency key → SHA-256 of the command.
    """

    case: str
    procedure: str
    version: int
    applicant: str
    papers: tuple[str, ...]
    claimed_fen: int | None
    number: int
    at: datetime
    first_time: bool | None = None
    status: Status = "open"
    outcome: Outcome | None = None
    ended_on: date | None = None
    runs: tuple[Run, ...] = ()
    hands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    correction: Correction | None = None
    papers_due: tuple[PaperDue, ...] = ()
    promises: tuple[Promise, ...] = ()
    decision: Decision | None = None
    set_aside: tuple[Decision, ...] = ()
    batch: str = ""
    posted: bool = False
    appeals: tuple[AppealState, ...] = ()
    file_number: str = ""

    def run(self, node: str) -> Run | None:
        """The latest round of a step, None when it was never reached."""
        return next((run for run in reversed(self.runs) if run.node == node), None)

    def open_runs(self) -> tuple[Run, ...]:
        """The rounds in which somebody has to do something."""
        return tuple(run for run in self.runs if run.is_open)
