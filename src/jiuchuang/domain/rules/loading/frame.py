"""Read what frames a programme: when it is in force, who pays, what goes beside it, what is supposed."""

from __future__ import annotations

from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.pack import Assumption, Validity

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
    """`in_force` of a programme; the document's own validity when it has none."""
    if not record.has("in_force"):
        return otherwise
    keys = ("from", "to", "basis", "clause", "phrase")
    inner = Record(record.raw("in_force"), "in_force", keys, record.problems, record.at("in_force"))
    return read_term(inner, inner.text("phrase", required=False))


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
