"""What a pack holds: one document as data: clauses, targets, systems, definitions and programmes, all cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Type, Value

EXTENTS = ("full", "partial", "recorded")
KINDS = ("entitlement", "quota", "discretionary", "budget_limited", "status")
COMPARISONS = ("at_least", "more_than", "at_most", "less_than", "exactly", "range", "none")

VARIANT_LIMIT = 16
"""Most combinations of readings that are computed side by side."""


@dataclass(frozen=True)
class Citation:
    """The clause that a statement rests on, and the few words that decide it."""

    clause: str
    phrase: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Parameter:
    """A figure of the document with its citation; `written` is the value as the pack writes it.

    `note` says where the figure comes from when the cited words do not carry it as a number (首年).
    """

    name: str
    type: Type
    value: Value | None
    written: str
    citation: Citation
    note: str = ""


@dataclass(frozen=True)
class ReadingOption:
    """One way to understand words that allow several."""

    id: str
    says: str


@dataclass(frozen=True)
class DoubleReading:
    """Words that allow several readings; `signed` is the option an officer has ruled for, if any."""

    id: str
    citation: Citation
    question: str
    options: tuple[ReadingOption, ...]
    signed: str | None


@dataclass(frozen=True)
class Leaf:
    """One condition: an expression with its sentences, or (`expression` None) words that the text leaves open."""

    id: str
    citation: Citation
    expression: Node | None
    yes: str
    no: str
    unknown: str
    open_words: str = ""
    boundary_note: str = ""


@dataclass(frozen=True)
class Group:
    """Conditions together: op is all, any, not (one item) or at_least (`count` of the items)."""

    op: str
    items: tuple[Group | Leaf, ...]
    count: int = 0


def leaves(group: Group | Leaf) -> Iterator[Leaf]:
    """The conditions in the order in which they are written."""
    if isinstance(group, Leaf):
        yield group
    else:
        for item in group.items:
            yield from leaves(item)


@dataclass(frozen=True)
class ExceptionRule:
    """`excluded`: its truth makes the case ineligible; `admitted`: its truth makes it eligible."""

    id: str
    effect: str
    citation: Citation
    when: Node
    yes: str
    no: str
    boundary_note: str = ""


@dataclass(frozen=True)
class Band:
    """One branch of a graded amount."""

    id: str
    when: Node
    amount: Node
    citation: Citation


@dataclass(frozen=True)
class Amount:
    """What is paid per instalment: an expression, bands, or words that give no figure (`open_words`)."""

    citation: Citation
    expression: Node | None = None
    bands: tuple[Band, ...] = ()
    open_words: str = ""


@dataclass(frozen=True)
class Schedule:
    """How often the amount is paid; count is the most instalments, used those already paid, until the last day."""

    every: str = "once"
    count: Node | None = None
    used: Node | None = None
    until: Node | None = None


@dataclass(frozen=True)
class Cap:
    """A ceiling over a group of programmes; `used` is what our ledger says was drawn in the same scope."""

    id: str
    limit: Node
    used: Node | None
    per: str
    period: str
    group: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True)
class Entry:
    """What an approval of the programme enters into a register of the office (`enters`), by which words.

    `register` is `hardship` (a recognition of `category`, for `valid_months` from the decision, None: no term) or
    `fact` (the fact of that name becomes true).
    """

    register: str
    citation: Citation
    category: str = ""
    valid_months: int | None = None
    fact: str = ""


@dataclass(frozen=True)
class OpenTerm:
    """A word that the text does not define, or detail that it leaves to later rules (待细则)."""

    term: str
    clause: str
    note: str


@dataclass(frozen=True)
class Assumption:
    """What the pack supposes where the text is silent; counts as unsigned until an officer signs."""

    id: str
    says: str
    signed_by: str | None


@dataclass(frozen=True)
class Rival:
    """Another programme on the same matter, in force at the same time, and what follows from it on these days.

    `says`: this one `prevails`, it `yields`, or it is `disputed` because the order of precedence does not decide.
    """

    programme: str
    document: str
    clause: str
    says: str
    ground: str
    period: Period


PREVAILS, YIELDS, DISPUTED = "prevails", "yields", "disputed"


@dataclass(frozen=True)
class Validity:
    """Closed range of days on which a document or programme is in force; `from_on` None means not known.

    `rivals` are other programmes on the same matter, before which it may have to yield on some of these days.
    """

    from_on: date | None
    to_on: date | None
    basis: str = ""
    rivals: tuple[Rival, ...] = ()

    def covers(self, day: date) -> bool | None:
        """Whether it applies on the day; None when the first day is not known, or while a dispute is not ruled."""
        if self.to_on is not None and day > self.to_on:
            return False
        if self.from_on is None:
            return None
        if day < self.from_on or self.rival_on(day, YIELDS):
            return False
        return None if self.rival_on(day, DISPUTED) else True

    def rival_on(self, day: date, says: str) -> Rival | None:
        """The first rival of which that is to be said on the day."""
        return next((one for one in self.rivals if one.says == says and day in one.period), None)


@dataclass(frozen=True)
class Programme:
    """One support programme (政策项目). `extent`: full, partial, or recorded (named only, nothing computed).

    `id` is unique over all packs: document id and the programme's own, as in hualong/2016-2/opening-subsidy.
    `matter` is what it is about: programmes of several documents with the same one take each other's place.
    """

    id: str
    title: str
    extent: str
    kind: str
    clause: str
    entity: str
    payee: str
    owner: tuple[str, ...]
    applies_by: str
    event_on: str | None
    validity: Validity
    fund: str | None
    parameters: Mapping[str, Parameter]
    readings: tuple[DoubleReading, ...]
    lets: Mapping[str, Node]
    conditions: Group
    exceptions: tuple[ExceptionRule, ...]
    amount: Amount | None
    schedule: Schedule
    caps: tuple[Cap, ...]
    stacking: str
    open_terms: tuple[OpenTerm, ...]
    assumptions: tuple[Assumption, ...]
    papers: tuple[str, ...]
    procedure: str | None
    place: Place = field(default=Place(""), compare=False)
    used_definitions: tuple[str, ...] = ()
    enters: tuple[Entry, ...] = ()
    matter: str = ""


@dataclass(frozen=True)
class DeclaredFigure:
    """A figure of a clause that is neither a parameter nor a target, and why."""

    text: str
    why: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class ClauseEntry:
    """A clause as the pack knows it: locator and a heading in our own words."""

    locator: str
    heading: str
    figures: tuple[DeclaredFigure, ...]
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Target:
    """A goal of the document (目标任务); `value` as written, None when the goal has no figure."""

    id: str
    citation: Citation
    indicator: str
    value: str | None
    comparison: str
    period: str | None
    deadline: str | None
    per: str | None
    baseline: str | None
    binding: bool


@dataclass(frozen=True)
class SystemDuty:
    """A system, service or institution that the document orders to be built."""

    name: str
    clause: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Definition:
    """A term that the document defines, where it holds, and its expression."""

    id: str
    label: str
    citation: Citation
    scope: str
    applies_in: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    expression: Node


@dataclass(frozen=True)
class DocumentEntry:
    """The document behind a pack; None where its text does not say. `special_to`: documents it is special to."""

    id: str
    source_file: str
    title: str | None
    number: str | None
    issuer: str | None
    level: str
    region: str
    issued_on: date | None
    validity: Validity
    legal_basis: tuple[str, ...]
    prevails_over: str | None
    not_in_text: tuple[str, ...]
    notes: tuple[str, ...]
    special_to: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How we call the document: its number, else its title, else our id with a remark."""
        return self.number or self.title or f"{self.id}（原文无文号、无标题）"


@dataclass(frozen=True)
class Pack:
    """A document as data. `digest` is the SHA-256 of all its files: the version that a receipt names."""

    document: DocumentEntry
    clauses: tuple[ClauseEntry, ...]
    targets: tuple[Target, ...]
    systems: tuple[SystemDuty, ...]
    definitions: tuple[Definition, ...]
    programmes: tuple[Programme, ...]
    digest: str

    def programme(self, full_id: str) -> Programme | None:
        """The programme with this full id, or None."""
        return next((item for item in self.programmes if item.id == full_id), None)


@dataclass(frozen=True)
class WorkedCase:
    """A worked example: facts as of a day, and the answer computed by hand from the document's words."""

    programme: str
    name: str
    on: date
    facts: Mapping[str, Any] = field(hash=False)
    expect: Mapping[str, Any] = field(hash=False)
    boundary: str | None = None
    place: Place = field(default=Place(""), compare=False)
