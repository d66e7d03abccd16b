"""汇总表: many decisions drawn up for one signature, rows taken out of it with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.apply import county_code
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.actions.order_in_bulk import order_in_bulk
from jiuchuang.apps.casework.actions.work_off import Turn, Work, work_off
from jiuchuang.apps.casework.models import BulkOrder, Case, Finding, OrderedCase, SigningList, SigningRow
from jiuchuang.apps.casework.queries.acting import person_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.lists import (
    awaiting_signature,
    list_chain,
    signed_value,
    signing_lists,
    stored,
)
from jiuchuang.apps.casework.queries.offices import Offices, common_place
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.codec import read_plain, to_plain
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
    out and told, unless `proposals` says by case what to decide and why. Many cases are ordered (`order_in_bulk`)
    and worked off.
    """
    given = {case: to_plain(one) for case, one in (proposals or {}).items()}
    ordered = order_in_bulk(
        access=access, kind="signing", cases=cases, label=label, fields={"proposals": given}, at=at
    )
    if isinstance(ordered, Refusal):
        return ordered
    order = work_off(number=ordered.order.pk, work=SIGNING, clock=lambda: at)
    left = order.cases.filter(state="left").select_related("case")
    left_out = tuple(_left(f"{one.case.number}：{one.reasons}") for one in left)
    if order.stage == "refused":
        transaction.set_rollback(True)
        return Refusal((Problem("no-rows", order.told, Place("cases")), *left_out))
    return DrawnUp(SigningList.objects.get(number=order.list_number), left_out)


def _gather(turn: Turn) -> dict[str, Any] | Refusal:
    """The row of one case, where it waits for a signature and the finding of the day carries it."""
    case = turn.case
    seat = awaiting_signature(turn.access).filter(case=case).first()
    if seat is None:
        return Refusal((_left("现在不等审批，或已在别的汇总表里"),))
    procedure = procedures()[case.procedure, case.procedure_version]
    if not procedure.node(seat.node).allows("decide_in_list"):
        return Refusal((_left("流程不允许汇总审批"),))
    given = turn.order.fields.get("proposals", {}).get(case.number)
    proposal = read_plain(Proposal, given) if given is not None else None
    pays = any(node.kind == "pay" for node in procedure.nodes)
    row = _row(case, seat.node, seat.round, examine(case=case, at=turn.at), proposal, pays=pays)
    if isinstance(row, Problem):
        return Refusal((row,))
    place = seat.place or Offices(case.unit, turn.access.on).county
    departure = proposal.departure if proposal else ""
    return {"row": to_plain(row), "departure": departure, "place": place.pk}


def _make(order: BulkOrder, rows: list[OrderedCase], access: Access, at: datetime) -> str | Refusal:
    """The list of the rows, without those that stand on another one by now."""
    on = timezone.localdate(at)
    rows = _not_listed(rows)
    if not rows:
        return Refusal((_left("没有可以编入的办件"),))
    unit = common_place({one.content["place"] for one in rows}, rows[0].case)
    number = draw_number(year=on.year, county=county_code(unit, on), prefix="H")
    lines = [read_plain(ListRow, one.content["row"]) for one in rows]
    value = draw_up(number, order.label, lines)
    if isinstance(value, Refusal):
        return value
    content, digest = stored(value)
    departures = {line.case: one.content["departure"] for one, line in zip(rows, lines, strict=True)}
    drawn = SigningList.objects.create(
        number=number,
        label=value.label,
        unit=unit,
        content=content,
        departures={case: why for case, why in departures.items() if why},
        digest=digest,
        rows=len(lines),
        total_fen=value.total_fen,
        drawn_by=access.account.pk,
        drawn_at=at,
    )
    SigningRow.objects.bulk_create(
        [
            SigningRow(list=drawn, case=one.case, position=position, amount_fen=line.amount_fen)
            for position, (one, line) in enumerate(zip(rows, lines, strict=True), 1)
        ],
        batch_size=1_000,
    )
    told = {"label": drawn.label, "rows": len(lines), "total_fen": value.total_fen, "digest": digest}
    record(chain=list_chain(number), kind="ListDrawnUp", actor=access.actor, at=at, content=told)
    return number


def _not_listed(rows: list[OrderedCase]) -> list[OrderedCase]:
    """The rows without those that another list took since they were gathered, which are told."""
    order = rows[0].order_id
    listed = SigningRow.objects.filter(list__state__in=("drawn", "signed"), state="pending")
    taken = OrderedCase.objects.filter(order=order, state="ready", case__in=listed.values("case"))
    gone = set(taken.values_list("pk", flat=True))
    taken.update(state="left", reasons="已在别的汇总表里")
    return [one for one in rows if one.pk not in gone]


SIGNING = Work(gather=_gather, make=_make)


def _row(
    case: Case, node: str, round_: int, finding: Finding | None, proposal: Proposal | None, *, pays: bool
) -> ListRow | Problem:
    if proposal is not None:
        if not proposal.departure.strip():
            return _left("与核验结果不同的，要写明理由")
        clauses = _clauses(finding) or (case.matter,)
        amount = proposal.amount_fen if proposal.approved and pays else None
        return ListRow(case.number, node, round_, proposal.approved, amount, proposal.departure, clauses)
    if finding is None:
        return _left("没有机器核验结果，请逐件决定")
    if finding.status != "eligible":
        return _left("核验结果不是“符合条件”，请逐件决定或写明理由")
    if pays and not finding.amount_fen:
        return _left("核验没有得出可付金额，请逐件决定")
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


def _left(why: str) -> Problem:
    return Problem("row-left-out", why, Place("cases"))
