"""A list signed as a whole (汇总表): its rows and total are frozen with a digest; exceptions fall out and stay open.

Signing decides nothing by itself: it gives a `Decide` command for every row, and each case is decided by its own rules
(limits, notice, duties). A row that its case refuses stays open, and is told beside the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from jiuchuang.domain.casework.commands import Actor, Decide
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class ListRow:
    """One case to be decided in the list: step and round, approved or not, the amount in fen, why, by what clause."""

    case: str
    node: str
    round: int
    approved: bool
    amount_fen: int | None
    reasons: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class RowException:
    """A row taken out before signing; its case stays open."""

    row: ListRow
    reason: str
    excepted_by: str
    excepted_on: date


@dataclass(frozen=True)
class SignedList:
    """A list on its way to a signature; signed when `digest` is not empty, and unchangeable from then on."""

    id: str
    label: str
    rows: tuple[ListRow, ...]
    exceptions: tuple[RowException, ...] = ()
    signed_by: Actor | None = None
    signed_on: date | None = None
    total_fen: int = 0
    digest: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether nothing can change any more."""
        return bool(self.digest)


def draw_up(list_id: str, label: str, rows: Iterable[ListRow]) -> SignedList | Refusal:
    """A list of cases, each once."""
    lines, place = tuple(rows), Place(list_id)
    problems = [] if lines else [Problem("no-rows", "汇总表是空的", place)]
    seen: set[str] = set()
    for row in lines:
        if row.case in seen:
            problems.append(Problem("row-twice", f"“{row.case}”在汇总表里出现两次", place))
        seen.add(row.case)
        if row.amount_fen is not None and (row.amount_fen <= 0 or not row.approved):
            problems.append(Problem("row-amount", f"“{row.case}”的金额应大于零，且只有批准的才写金额", place))
    return (
        Refusal(tuple(problems)) if problems else SignedList(list_id, label, lines, total_fen=_total(lines))
    )


def except_row(signed: SignedList, case: str, reason: str, *, by: str, on: date) -> SignedList | Refusal:
    """Take a row out, with a reason; its case stays open and the others go on."""
    problems = _changeable(signed)
    row = next((one for one in signed.rows if one.case == case), None)
    if row is None:
        problems.append(Problem("unknown-row", f"汇总表里没有“{case}”", Place(signed.id)))
    if not reason.strip():
        problems.append(Problem("words-missing", "请写明剔出的理由", Place(signed.id)))
    if problems or row is None:
        return Refusal(tuple(problems))
    rows = tuple(one for one in signed.rows if one is not row)
    exceptions = (*signed.exceptions, RowException(row, reason, by, on))
    return replace(signed, rows=rows, exceptions=exceptions, total_fen=_total(rows))


def sign(signed: SignedList, *, by: Actor, on: date, expected_total_fen: int) -> SignedList | Refusal:
    """Freeze rows and total. `expected_total_fen` is what the signer was shown: another total is refused."""
    problems = _changeable(signed)
    place = Place(signed.id)
    if not signed.rows:
        problems.append(Problem("no-rows", "各行都已剔出，没有可签的", place))
    if expected_total_fen != signed.total_fen:
        hint = "请刷新后核对合计再签"
        problems.append(Problem("total-changed", "汇总表合计与您看到的不一致", place, hint))
    if problems:
        return Refusal(tuple(problems))
    frozen = replace(signed, signed_by=by, signed_on=on)
    return replace(frozen, digest=digest_of(frozen))


def digest_of(signed: SignedList) -> str:
    """SHA-256 over what was signed: the list, its rows in order, exceptions, the total, by whom and when."""
    by = signed.signed_by
    content = {
        "list": signed.id,
        "label": signed.label,
        "rows": [_row(row) for row in signed.rows],
        "exceptions": [
            {
                "row": _row(one.row),
                "reason": one.reason,
                "by": one.excepted_by,
                "on": one.excepted_on.isoformat(),
            }
            for one in signed.exceptions
        ],
        "total_fen": signed.total_fen,
        "by": None if by is None else [by.person, by.role, by.unit, by.level, by.stands_for],
        "on": None if signed.signed_on is None else signed.signed_on.isoformat(),
    }
    return sha256(canonical_json(content).encode())


def is_unchanged(signed: SignedList) -> bool:
    """Whether a signed list still is what was signed."""
    return signed.is_signed and signed.total_fen == _total(signed.rows) and digest_of(signed) == signed.digest


def commands_of(signed: SignedList) -> tuple[tuple[str, Decide], ...]:
    """Case and command for every row of a signed list, with keys that make a second run do nothing.

    Raises ValueError for a list that is not signed, or no longer what was signed.
    """
    if signed.signed_by is None or not is_unchanged(signed):
        raise ValueError(f"list {signed.id} is not signed, or was changed")
    by = signed.signed_by
    return tuple(
        (
            row.case,
            Decide(
                key=f"{signed.id}:{row.case}:{row.node}:{row.round}",
                actor=by,
                node=row.node,
                approved=row.approved,
                reasons=row.reasons,
                clauses=row.clauses,
                amount_fen=row.amount_fen,
                signed_list=signed.id,
                list_digest=signed.digest,
                round=row.round,
            ),
        )
        for row in signed.rows
    )


def _row(row: ListRow) -> dict[str, object]:
    return {
        "case": row.case,
        "node": row.node,
        "round": row.round,
        "approved": row.approved,
        "amount_fen": row.amount_fen,
        "reasons": row.reasons,
        "clauses": row.clauses,
    }


def _total(rows: Iterable[ListRow]) -> int:
    return sum(row.amount_fen or 0 for row in rows)


def _changeable(signed: SignedList) -> list[Problem]:
    if not signed.is_signed:
        return []
    return [Problem("signed-already", f"汇总表“{signed.id}”已经签署，不能再改", Place(signed.id))]
