"""Read what frames a programme: when it is in force, who pays, what goes beside it, what is supposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.pack import DISPUTED, PREVAILS, YIELDS, Assumption, Rival, Validity

STACKING = ("may", "may_not", "not_regulated")


def read_assumptions(record: Record) -> tuple[Assumption, ...]:
    """What the pack supposes where the text is silent, and who signed it."""
    rows = []
    for item, place in record.items("assumptions"):
        row = Record(item, "assumptions 的一项", ("id", "says", "signed_by"), record.problems, place)
        rows.append(Assumption(row.text("id"), row.text("says"), row.optional_text("signed_by")))
    return tuple(rows)


def read_stacking(record: Record) -> str:
    """Whether it may be drawn beside other programmes: may, may_not or not_regulated."""
    if not record.has("stacking"):
        return "not_regulated"
    keys = ("rule", "with", "clause", "phrase")
    inner = Record(record.raw("stacking"), "stacking", keys, record.problems, record.at("stacking"))
    return inner.choice("rule", STACKING, "not_regulated")


def read_validity(record: Record, otherwise: Validity) -> Validity:
    """`in_force` of a programme, the document's own validity when it has none; and before whom it yields."""
    found = otherwise
    if record.has("in_force"):
        keys = ("from", "to", "basis", "clause", "phrase")
        inner = Record(record.raw("in_force"), "in_force", keys, record.problems, record.at("in_force"))
        found = read_term(inner, inner.text("phrase", required=False))
    rivals = tuple(_rival(item, place, record) for item, place in record.items("rivals"))
    return replace(found, rivals=rivals) if rivals else found


def _rival(item: Any, place: Place, record: Record) -> Rival:
    """What a ruling or the order of precedence says of another programme; written in by the office."""
    keys = ("programme", "document", "clause", "says", "ground", "from", "to")
    inner = Record(item, "rivals 的一项", keys, record.problems, place)
    term = read_term(inner, "")
    backward = (
        term.from_on is not None and term.to_on is not None and term.to_on < term.from_on
    )  # told as a fault
    return Rival(
        programme=inner.text("programme"),
        document=inner.text("document"),
        clause=inner.text("clause"),
        says=inner.choice("says", (PREVAILS, YIELDS, DISPUTED)),
        ground=inner.text("ground"),
        period=Period(term.from_on, None if backward else term.to_on),
    )


def read_term(record: Record, basis: str) -> Validity:
    """`from` and `to`, both included, either open."""
    first, last = record.day("from"), record.day("to")
    if first is not None and last is not None and last < first:
        record.fault("period-order", f"止期 {last} 早于起期 {first}", record.at("to"))
    return Validity(first, last, basis)


def read_fund(record: Record) -> str | None:
    """Name of the fund that pays; None when the text names none."""
    if not record.has("fund"):
        return None
    keys = ("name", "clause", "phrase")
    inner = Record(record.raw("fund"), "fund", keys, record.problems, record.at("fund"))
    return inner.text("name")
