"""What a reading consists of: frozen values, positions included.

Every span is given twice, in characters of the normalised text (`normalise.NormalisedText.text`)
and in characters of the text as it was handed in, so that a screen can mark the very words.
Half-open, like Python slices.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from jiuchuang.domain.kernel.problem import Problem

Number = int | Decimal | Fraction
"""An exact figure as written: 3, 0.5 or 2/3. Never a float."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, `[start, end)`, in the normalised text and in the original."""

    normalised: tuple[int, int]
    original: tuple[int, int]


class Role(StrEnum):
    """Duty of a unit for a clause."""

    LEAD = "lead"  # 牵头
    SUPPORT = "support"  # 协办, 配合, 参与
    RESPONSIBLE = "responsible"  # 责任, 承办, 负责


class Kind(StrEnum):
    """What sort of thing a figure counts."""

    MONEY = "money"  # 元, 万元, 亿元
    RATE = "rate"  # %, 2/3, 成, ‰, 倍
    COUNT = "count"  # people, firms, places, square metres
    DURATION = "duration"  # 3年, 半年, 12个月, 5个工作日; ages too
    DATE = "date"  # a day, month, quarter or year of the calendar
    FREQUENCY = "frequency"  # 每月1次, 三次以上, 一期


class Comparison(StrEnum):
    """How the words bound the figure (Civil Code art. 1259: 以上/以内/满 include, 超过/不足 exclude)."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    ABOUT = "about"
    RANGE = "range"
    NONE = "none"  # a calendar date without a boundary word


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit charged by a clause; open sets (等部门, 各镇街) are entries of their own.

    `name` has shared prefixes and suffixes filled in, `as_written` has not; `word` is the word
    that gave the role (牵头单位, 配合部门, 负责 …).
    """

    name: str
    as_written: str
    role: Role
    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure that is a rule, an amount, a target or a deadline.

    `value` is in the written `unit`; `low` and `high` are set for a range only. `base_value` and
    `base_unit` give the same figure in 元, 人, 个, 月, 日 or as a ratio. A calendar figure has
    `value` = its year, month or ISO day. `bound_word` is the word that decided `comparison`.
    """

    text: str
    value: Number | str | None
    unit: str
    kind: Kind
    comparison: Comparison
    bound_word: str | None
    low: Number | None
    high: Number | None
    base_value: Number | None
    base_unit: str | None
    about: str
    period: str | None
    per: str | None
    deadline: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word that makes a sentence non-binding or leaves it open (力争, 探索, 可, 按规定)."""

    word: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document named in the text. `number` is in the standard form 机关〔年〕号 or None."""

    title: str | None
    number: str | None
    as_written: str
    damaged: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the document with its own words only; children are clauses themselves.

    `units_open` is true where the list of units ends in 等 and so leaves room for others.
    """

    locator: str
    heading: str | None
    text: str
    span: Span
    heading_span: Span | None
    text_span: Span
    units: tuple[Unit, ...] = ()
    units_open: bool = False
    quantities: tuple[Quantity, ...] = ()
    hedges: tuple[Hedge, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A goal the document sets itself; `value` None where words alone state it (全部, 全覆盖)."""

    clause: str
    indicator: str
    value: Number | str | None
    low: Number | None
    high: Number | None
    unit: str | None
    comparison: Comparison
    period: str | None
    deadline: str | None
    per: str | None
    baseline: str | None
    tentative: bool
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Repair:
    """A damaged token and what it probably was. Never applied: a person decides."""

    text: str
    proposal: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """The identity of the document, as far as its own text states it; None where it does not."""

    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    issued_on: str | None = None
    region: str | None = None


MatterKind = Literal[
    "web", "letterhead", "number", "title", "date", "addressees", "cover", "signature", "remark"
]


@dataclass(frozen=True, slots=True)
class Matter:
    """A stretch before or after the clauses: letterhead, title, addressees, signature, web page."""

    kind: MatterKind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One reading of one document. Clauses and matter together cover the whole normalised text."""

    metadata: Metadata
    clauses: tuple[Clause, ...]
    targets: tuple[Target, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    matter: tuple[Matter, ...]
    text: str

    def clause(self, locator: str) -> Clause | None:
        """The clause of that locator, or None."""
        return next((c for c in self.clauses if c.locator == locator), None)
