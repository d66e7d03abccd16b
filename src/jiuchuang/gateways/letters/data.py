"""What a paper has to say, as plain values. Whoever fills them has masked what the reader may not see.

Money is whole fen; a day is a date. Empty text and None mean that the paper is silent about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Outcome = Literal["approved", "refused", "recognised"]
"""准予 with or without money; 不予; 认定 (a standing, such as 就业困难人员)."""
Finding = Literal["met", "not_met", "unknown"]
"""Whether a condition holds."""


@dataclass(frozen=True)
class FactLine:
    """A fact as found: what, its value in words, which register or paper says so, as of which day."""

    label: str
    value: str
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Reason:
    """A condition and what was found: in words, with the document (its number, else its name) and the clause."""

    condition: str
    finding: Finding
    evidence: str = ""
    document: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Instalment:
    """One payment of several: when, in words or as a month, and how much in fen."""

    when: str
    amount_fen: int


@dataclass(frozen=True)
class ReadingLine:
    """One of several ways to read the document: in words, what it comes to, and the amount in fen."""

    says: str
    outcome: str
    amount_fen: int | None = None


@dataclass(frozen=True)
class OpenWord:
    """A word that the document leaves open: the word, its clause, and what is open about it."""

    term: str
    clause: str
    note: str


@dataclass(frozen=True)
class Appeal:
    """The way of appeal: the organ that reconsiders (复议) within days, the court that hears within months."""

    organ: str
    days: int
    court: str
    months: int
    days_by: str = ""
    months_by: str = ""
    """The articles by which there are these days and months, as they are cited."""


@dataclass(frozen=True)
class Contact:
    """Whom to ask: place, telephone, hours."""

    office: str
    phone: str = ""
    address: str = ""
    hours: str = ""


@dataclass(frozen=True)
class LetterData:
    """A decision letter (决定书).

    `number` is the letter's own number (文号), empty when it has none; `case` the case it decides. `basis` names the
    documents decided by; `explanation` is what the decider wrote. `amount_fen` None: no money. `amount_note` says
    that the document fixes no amount, whether the decision does or not. `readings` and `open_words` are told where
    `document` can be read in several ways.
    """

    outcome: Outcome
    organ: str
    case: str
    matter: str
    applicant: str
    applicant_number: str
    applied_on: date
    decided_on: date
    reasons: tuple[Reason, ...]
    appeal: Appeal
    basis: tuple[str, ...] = ()
    facts: tuple[FactLine, ...] = ()
    explanation: str = ""
    amount_fen: int | None = None
    amount_note: str = ""
    readings: tuple[ReadingLine, ...] = ()
    open_words: tuple[OpenWord, ...] = ()
    document: str = ""
    schedule: tuple[Instalment, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    number: str = ""
    contact: Contact | None = None


@dataclass(frozen=True)
class NoticeLine:
    """One line of a published list: masked words, further words such as the period, the amount in fen."""

    display: str
    detail: str = ""
    amount_fen: int | None = None


@dataclass(frozen=True)
class NoticeData:
    """A published list (公示名单), from one day through the whole of another; how to object, and to whom."""

    id: str
    organ: str
    matter: str
    lines: tuple[NoticeLine, ...]
    opened_on: date
    ends_on: date
    working_days: int
    contact: Contact
    basis: tuple[str, ...] = ()
    address: str = ""
    """Where the list stands on the web, for the two-dimensional code; empty: none."""
    count: int | None = None
    """Lines of the whole list, where `lines` are its first ones; None: they are all."""


@dataclass(frozen=True)
class ReceivedCase:
    """One case of a receipt: its number, matter, and until when it is to be decided (None: not fixed)."""

    case: str
    matter: str
    due_on: date | None = None


@dataclass(frozen=True)
class ReceiptData:
    """A receipt (受理回执): the cases opened by one application, papers handed in and those to follow."""

    organ: str
    applicant: str
    applicant_number: str
    cases: tuple[ReceivedCase, ...]
    papers: tuple[str, ...]
    received_at: datetime
    clerk: str
    to_follow: tuple[str, ...] = ()
    contact: Contact | None = None
    address: str = ""
    """Where the case can be followed, for the two-dimensional code; empty: none."""


@dataclass(frozen=True)
class CorrectionItem:
    """One line of a correction list: what is wanted, why, by which document and clause."""

    wanted: str
    why: str = ""
    document: str = ""
    clause: str = ""


@dataclass(frozen=True)
class CorrectionData:
    """A correction notice (补正告知书): everything wanting, told once, and until when."""

    organ: str
    case: str
    matter: str
    applicant: str
    applicant_number: str
    items: tuple[CorrectionItem, ...]
    sent_on: date
    due_on: date
    working_days: int
    contact: Contact | None = None
    address: str = ""


@dataclass(frozen=True)
class NeededPaper:
    """A paper that a matter needs: who issues it, in which form, and whether it is fetched or may follow."""

    name: str
    issuer: str = ""
    form: str = ""
    fetched: bool = False
    may_follow: bool = False


@dataclass(frozen=True)
class StepLine:
    """A step of the procedure and its limit in words."""

    label: str
    limit: str = ""


@dataclass(frozen=True)
class OneTimeNoticeData:
    """All that one matter asks for, told once (一次性告知书)."""

    organ: str
    matter: str
    conditions: tuple[Reason, ...]
    """Conditions in words with their clause; `finding` is not looked at."""
    papers: tuple[NeededPaper, ...]
    steps: tuple[StepLine, ...]
    drawn_on: date
    basis: tuple[str, ...] = ()
    benefit: str = ""
    places: tuple[Contact, ...] = ()
    appeal: Appeal | None = None
    address: str = ""


@dataclass(frozen=True)
class PaymentRow:
    """One payment for finance, unmasked: whom, on which account, how much in fen, for what."""

    case: str
    programme: str
    name: str
    number: str
    account: str
    amount_fen: int
    bank: str = ""
    unit: str = ""
    period: str = ""
    note: str = ""


@dataclass(frozen=True)
class HeldRow:
    """A row that is not paid for now, and why: the accounts of the decision and of today, as the reader sees them."""

    case: str
    programme: str
    name: str
    amount_fen: int
    before: str
    now: str
    why: str
    is_at_bank: bool = False


@dataclass(frozen=True)
class PaymentList:
    """A signed list with its payments. `total_fen` is that of `rows`, `digest` what was signed; `held` stand apart."""

    id: str
    label: str
    organ: str
    rows: tuple[PaymentRow, ...]
    total_fen: int
    signed_by: str
    signed_role: str
    signed_on: date
    digest: str
    held: tuple[HeldRow, ...] = ()


@dataclass(frozen=True)
class BatchRow:
    """One payment of a batch, unmasked; `signed_list` is empty where it was decided singly.

    `outcome` is what the bank answered in words, `note` why it sent the money back.
    """

    case: str
    programme: str
    name: str
    number: str
    account: str
    amount_fen: int
    unit: str
    decided_on: date | None
    signed_list: str
    outcome: str
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class BatchList:
    """Everything that was handed over in a batch, out of signed lists and single decisions.

    `total_fen` is that of the rows in fen; `digest` is the SHA-256 of cases, accounts and amounts, kept on record.
    """

    number: str
    organ: str
    opened_on: date
    taken_on: date
    taken_by: str
    rows: tuple[BatchRow, ...]
    total_fen: int
    digest: str
