"""汇总表: many decisions drawn up for one signature, rows taken out of it with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.apply import county_code
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.models import AwaitedSeat, Case, Finding, SigningList, SigningRow
from jiuchuang.apps.casework.queries.acting import person_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.lists import (
    awaiting_signature,
    list_chain,
    signed_value,
    signing_lists,
    stored,
)
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.signed_list import ListRow, draw_up
from jiuchuang.domain.casework.signed_list import except_row as except_from
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

DRAW_UP = "list.draw-up"


@dataclass(frozen=True)
class Proposal:
    """A row that does not simply follow the finding: another amount in fen (or refusal), and why."""

    amount_fen: int | None
    departure: str
    approved: bool = True


@dataclass(frozen=True)
class DrawnUp:
    """The list, and the cases that could not be put on it, with reasons."""

    row: SigningList
    left_out: tuple[Problem, ...]


@dataclass(frozen=True)
class Excepted:
    """The list without the row."""

    row: SigningList


@transaction.atomic
def draw_up_list(
    *,
    access: Access,
    cases: Sequence[str],
    label: str,
    at: datetime,
    proposals: Mapping[str, Proposal] | None = None,
) -> DrawnUp | Refusal:
    """A list of these cases (numbers), each with the finding of the day.

    It belongs to the office that decides all of them, else to the county's. What the rules do not find due is left
    out and told, unless `proposals` says by case what to decide and why.
    """
    on = timezone.localdate(at)
    faults = [] if label.strip() else [Problem("label-empty", "请写汇总表的名称", Place("label"))]
    if DRAW_UP not in access.permissions:
        faults.append(Problem("not-allowed", "您没有编制汇总表的权限", Place("cases")))
    if faults:
        return Refusal(tuple(faults))
    lines, left_out = _lines(access, list(dict.fromkeys(cases)), proposals or {}, at)
    if not lines:
        none = Problem("no-rows", "没有可以编入的办件", Place("cases"))
        return Refusal((none, *left_out))
    unit = _unit(lines, on)
    number = draw_number(year=on.year, county=county_code(unit, on), prefix="H")
    value = draw_up(number, label.strip(), [line.row for line in lines])
    if isinstance(value, Refusal):
        transaction.set_rollback(True)
        return Refusal(tuple(_left("", one.message) for one in value.problems))
    content, digest = stored(value)
    drawn = SigningList.objects.create(
        number=number,
        label=value.label[:200],
        unit=unit,
        content=content,
        departures={line.row.case: line.departure for line in lines if line.departure},
        digest=digest,
        rows=len(lines),
        total_fen=value.total_fen,
        drawn_by=access.account.pk,
        drawn_at=at,
    )
    SigningRow.objects.bulk_create(
        SigningRow(list=drawn, case=line.seat.case, position=position, amount_fen=line.row.amount_fen)
        for position, line in enumerate(lines, 1)
    )
    told = {"label": drawn.label, "rows": len(lines), "total_fen": value.total_fen, "digest": digest}
    record(chain=list_chain(number), kind="ListDrawnUp", actor=access.actor, at=at, content=told)
    return DrawnUp(drawn, tuple(left_out))


@dataclass(frozen=True)
class _Line:
    """A row with the seat that it decides, and why it does not follow the finding (empty when it does)."""

    seat: AwaitedSeat
    row: ListRow
    departure: str


def _lines(
    access: Access, numbers: Sequence[str], given: Mapping[str, Proposal], at: datetime
) -> tuple[list[_Line], list[Problem]]:
    """The rows of these cases in their order, and the cases that have to be left out."""
    waiting = awaiting_signature(access).filter(case__number__in=numbers)
    seats = {seat.case.number: seat for seat in waiting.order_by("case__pk")}
    lines, left_out = list[_Line](), list[Problem]()
    for number in numbers:
        seat = seats.get(number)
        if seat is None:
            left_out.append(_left(number, "现在不等审批，或已在别的汇总表里"))
            continue
        procedure = procedures()[seat.case.procedure, seat.case.procedure_version]
        if not procedure.node(seat.node).allows("decide_in_list"):
            left_out.append(_left(number, "流程不允许汇总审批"))
            continue
        pays = any(node.kind == "pay" for node in procedure.nodes)
        finding = examine(case=seat.case, at=at)
        row = _row(seat.case, seat.node, seat.round, finding, given.get(number), pays=pays)
        if isinstance(row, Problem):
            left_out.append(row)
        else:
            lines.append(_Line(seat, row, given[number].departure if number in given else ""))
    return lines, left_out


def _unit(lines: Sequence[_Line], on: date) -> Unit:
    """The office that decides all of them, else that of the county."""
    places = [line.seat.place or Offices(line.seat.case.unit, on).county for line in lines]
    return places[0] if len({one.pk for one in places}) == 1 else Offices(places[0], on).county


def _row(
    case: Case, node: str, round_: int, finding: Finding | None, proposal: Proposal | None, *, pays: bool
) -> ListRow | Problem:
    if proposal is not None:
        if not proposal.departure.strip():
            return _left(case.number, "与核验结果不同的，要写明理由")
        clauses = _clauses(finding) or (case.matter,)
        amount = proposal.amount_fen if proposal.approved and pays else None
        return ListRow(case.number, node, round_, proposal.approved, amount, proposal.departure, clauses)
    if finding is None:
        return _left(case.number, "没有机器核验结果，请逐件决定")
    if finding.status != "eligible":
        return _left(case.number, "核验结果不是“符合条件”，请逐件决定或写明理由")
    if pays and not finding.amount_fen:
        return _left(case.number, "核验没有得出可付金额，请逐件决定")
    amount = finding.amount_fen if pays else None
    return ListRow(case.number, node, round_, True, amount, "经核验，条件都符合", _clauses(finding))


def _clauses(finding: Finding | None) -> tuple[str, ...]:
    """The programme's clause and those of its conditions that were met, with the document."""
    if finding is None:
        return ()
    decision = finding.decision
    met = [one["clause"] for one in decision["conditions"] if one["result"] == "yes" and one["clause"]]
    return tuple(dict.fromkeys(f"{decision['document']} {clause}" for clause in (decision["clause"], *met)))


@transaction.atomic
def except_row(*, access: Access, number: str, case: str, reason: str, at: datetime) -> Excepted | Refusal:
    """Take a row out before the signature; its case stays open and may go on another list."""
    row = locked_list(access, number)
    if row is None:
        return Refusal((Problem("no-list", "没有这份汇总表", Place("number")),))
    if not access.permissions & {DRAW_UP, "list.sign"}:
        return Refusal((Problem("not-allowed", "您不能改这份汇总表", Place("case")),))
    by, on = person_of(access.account), timezone.localdate(at)
    value = except_from(signed_value(row), case, reason, by=by, on=on)
    if isinstance(value, Refusal):
        places = {"words-missing": "reason"}
        return Refusal(
            tuple(
                Problem(one.code, one.message, Place(places.get(one.code, "case")), one.suggestion)
                for one in value.problems
            )
        )
    row.content, row.digest = stored(value)
    row.rows, row.total_fen = len(value.rows), value.total_fen
    row.save(update_fields=["content", "digest", "rows", "total_fen"])
    SigningRow.objects.filter(list=row, case__number=case).update(state="excepted", reasons=reason.strip())
    told = {"case": case, "reason": reason.strip(), "total_fen": row.total_fen, "digest": row.digest}
    record(chain=list_chain(number), kind="RowExcepted", actor=access.actor, at=at, content=told)
    return Excepted(row)


def locked_list(access: Access, number: str) -> SigningList | None:
    """A list within sight, locked until the transaction ends."""
    near = signing_lists(access).filter(number=number).values("pk")
    return SigningList.objects.select_for_update(of=("self",)).filter(pk__in=near).first()


def _left(number: str, why: str) -> Problem:
    return Problem("row-left-out", f"{number}：{why}" if number else why, Place("cases"))
