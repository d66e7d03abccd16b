"""Sign a whole list: its rows and total are frozen at once, then each case is decided by itself, resumably.

A row is one transaction: its decision and its outcome together, or neither. A run that was killed is taken up where
it stood; a row that its case refuses stays open and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.act import departs, tell_departure
from jiuchuang.apps.casework.actions.draw_up_list import locked_list
from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.actions.work_off import TOUCHED_EACH, Clock
from jiuchuang.apps.casework.models import Case, SigningList, SigningRow
from jiuchuang.apps.casework.queries.acting import acting_as
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.lists import list_chain, signed_value, stored
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.commands import Actor, Decide
from jiuchuang.domain.casework.signed_list import SignedList, commands_of, sign
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

SIGN = "list.sign"


@dataclass(frozen=True)
class ListSigned:
    """The list as it was signed; its cases are decided by `decide_rows`."""

    row: SigningList


@dataclass(frozen=True)
class RowsDecided:
    """How many rows this run decided and refused, and how many were left for another run."""

    decided: int
    refused: int
    left: int


@transaction.atomic
def sign_list(*, access: Access, number: str, expected_total_fen: int, at: datetime) -> ListSigned | Refusal:
    """Freeze the list with a signature; `expected_total_fen` is the total that the signer was shown.

    Whoever calls this enqueues `jobs.decide_signed_list` after the commit; the clock takes up what was forgotten.
    """
    row = locked_list(access, number)
    if row is None:
        return Refusal((Problem("no-list", "没有这份汇总表", Place("number")),))
    value = signed_value(row)
    by = _signer(access, value)
    if SIGN not in access.permissions or isinstance(by, Refusal):
        why = by if isinstance(by, Refusal) else Refusal((Problem("not-allowed", "您没有签批的权限"),))
        return Refusal(tuple(Problem(one.code, one.message, Place("total_fen")) for one in why.problems))
    on = timezone.localdate(at)
    signed = sign(value, by=by, on=on, expected_total_fen=expected_total_fen)
    if isinstance(signed, Refusal):
        return Refusal(
            tuple(
                Problem(one.code, one.message, Place("total_fen"), one.suggestion) for one in signed.problems
            )
        )
    row.content, _ = stored(signed)
    row.digest, row.state = signed.digest, "signed"
    row.signed_by, row.signed_at = access.account.pk, at
    row.save(update_fields=["content", "digest", "state", "signed_by", "signed_at"])
    told = {"rows": len(signed.rows), "total_fen": signed.total_fen, "digest": signed.digest}
    record(chain=list_chain(number), kind="ListSigned", actor=access.actor, at=at, content=told)
    return ListSigned(row)


def decide_rows(
    *, number: str, at: datetime, most: int | None = None, clock: Clock | None = None
) -> RowsDecided:
    """Decide the rows of a signed list that are still pending, at most `most` of them.

    All are decided as of `at`; by `clock` the list says meanwhile that somebody is still at it.
    Safe to run again, and beside another run: each row is locked while it is decided, and decided once.
    """
    row = SigningList.objects.get(number=number)
    if row.state == "drawn" or row.signed_by is None or row.signed_at is None:
        raise ValueError(f"list {number} is not signed")
    commands = dict(commands_of(signed_value(row)))
    access = Access(Account.objects.get(pk=row.signed_by), timezone.localdate(row.signed_at))
    decided = refused = 0
    pending = SigningRow.objects.filter(list=row, state="pending").order_by("position")
    for count, (pk, case) in enumerate(list(pending.values_list("pk", "case__number")[:most])):
        if count % TOUCHED_EACH == 0:
            SigningList.objects.filter(pk=row.pk).update(touched_at=clock() if clock else at)
        outcome = _decide_one(row, pk, access, commands[case], at)
        decided, refused = decided + (outcome == "decided"), refused + (outcome == "refused")
    left = SigningRow.objects.filter(list=row, state="pending").count()
    if not left:
        _finish(row, at)
    return RowsDecided(decided, refused, left)


@transaction.atomic
def _decide_one(row: SigningList, pk: int, access: Access, command: Decide, at: datetime) -> str:
    line = SigningRow.objects.select_for_update(of=("self",)).get(pk=pk)
    if line.state != "pending":
        return ""
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line.case_id)
    refusal = _decided(row, case, access, command, at)
    line.state = "decided" if refusal is None else "refused"
    line.reasons = "" if refusal is None else str(refusal)
    line.save(update_fields=["state", "reasons"])
    return line.state


def _decided(row: SigningList, case: Case, access: Access, command: Decide, at: datetime) -> Refusal | None:
    """Decide one case by its row; why not, having changed nothing but the finding of the day."""
    state = state_of(case.number)
    assert state is not None
    if command.key in state.keys:
        return None
    node = procedures()[case.procedure, case.procedure_version].node(command.node)
    actor = acting_as(access, case, state, node, amount_fen=command.amount_fen)
    if isinstance(actor, Refusal):
        return actor
    if actor != command.actor:
        problem = Problem("not-yours", "签批人对这一件的岗位与汇总表上的不同，请单独决定")
        return Refusal((problem,))
    finding = examine(case=case, at=at)
    departure = str(row.departures.get(case.number, ""))
    against = departs(command, finding, departure, was_found=bool(case.finding_status))
    if against is not None:
        return against
    done = take_further(number=case.number, command=command, account=access.account.pk, at=at)
    if isinstance(done, Refusal):
        return done
    tell_departure(case, command, finding, departure, access.account.pk, at)
    return None


@transaction.atomic
def _finish(row: SigningList, at: datetime) -> None:
    locked = SigningList.objects.select_for_update().get(pk=row.pk)
    if locked.state == "done" or locked.signed_by is None:
        return
    locked.state = "done"
    locked.save(update_fields=["state"])
    counted = {
        state: SigningRow.objects.filter(list=row, state=state).count() for state in ("decided", "refused")
    }
    account = Account.objects.get(pk=locked.signed_by)
    actor = Access(account, timezone.localdate(at)).actor
    record(chain=list_chain(row.number), kind="ListDone", actor=actor, at=at, content=counted)


def _signer(access: Access, value: SignedList) -> Actor | Refusal:
    """The signer as who decides the first row that is his; rows of other tiers are refused one by one."""
    refusal = Refusal((Problem("no-rows", "各行都已剔出，没有可签的"),))
    for line in value.rows:
        case = Case.objects.select_related("unit").get(number=line.case)
        state = state_of(line.case)
        assert state is not None
        node = procedures()[case.procedure, case.procedure_version].node(line.node)
        found = acting_as(access, case, state, node)
        if not isinstance(found, Refusal):
            return found
        refusal = found
    return refusal
