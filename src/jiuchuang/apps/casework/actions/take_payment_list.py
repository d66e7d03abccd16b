"""The signed payment list for finance: names, numbers and accounts unmasked, so that every taking is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import AwaitedSeat, Case, SigningList, SigningRow
from jiuchuang.apps.casework.queries.lists import list_chain, signed_value, signing_list
from jiuchuang.apps.casework.queries.payees import pay_to
from jiuchuang.apps.casework.queries.reach import reaches, seen_fields, tops_with
from jiuchuang.apps.casework.queries.same_subject import merged_among, rivals_of
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access, office_pack, units_below
from jiuchuang.apps.people.queries import identities_of
from jiuchuang.domain.kernel.masking import mask_account
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.letters.data import HeldRow, PaymentList, PaymentRow

PAY = "case.pay"


@transaction.atomic
def take_payment_list(*, access: Access, number: str, at: datetime) -> PaymentList | Refusal:
    """The approved rows of a list that is decided, for who pays; refused rows are not on it.

    Nor are rows whose decision was set aside since, or that are paid: the bank gets what is to be paid now.
    Rows that are at the bank already stand apart, `held`, so that the same list taken twice pays nobody twice; so do
    rows whose account has changed since the decision, until finance has said where to pay, those without any account,
    and the second of two cases of records that were merged.

    The total is that of these rows; the digest is the one that was signed.
    """
    row = signing_list(access, number)
    near = units_below(tops_with(reaches(access), PAY), access.on)
    if row is None or not near.filter(pk=row.unit_id).exists():
        return _refused("no-list", "没有这份汇总表，或您不办理它的支付")
    if row.state != "done" or row.signed_at is None or row.signed_by is None:
        return _refused("list-not-done", "汇总表还没有全部办完，不能出支付清单")
    lines = SigningRow.objects.filter(list=row, state="decided", amount_fen__isnull=False)
    lines = lines.filter(case__status="open", case__amount_fen=F("amount_fen"))
    waiting = AwaitedSeat.objects.filter(node_kind="pay", is_open=True).values("case")
    lines = lines.filter(case__in=waiting)
    outcomes = list(lines.select_related("case", "case__unit").order_by("position"))
    if not outcomes:
        return _refused("nothing-to-pay", "这份汇总表里没有要支付的")
    held = tuple(_held(access, outcomes))
    withheld = {one.case for one in held}
    rows = tuple(_rows([line for line in outcomes if line.case.number not in withheld]))
    if not rows and not any(one.is_at_bank for one in held):
        why = f"{len(held)}件都暂缓支付：{held[0].why}等，处理后再取"
        return _refused("nothing-to-pay", why)
    told = {
        "rows": len(rows),
        "total_fen": sum(one.amount_fen for one in rows),
        "held": sorted(withheld),
        "digest": row.digest,
    }
    record(chain=list_chain(number), kind="PaymentListTaken", actor=access.actor, at=at, content=told)
    signer = Account.objects.get(pk=row.signed_by)
    return PaymentList(
        id=row.number,
        label=row.label,
        organ=row.unit.name,
        rows=rows,
        total_fen=sum(one.amount_fen for one in rows),
        signed_by=signer.name,
        signed_role=_role(row),
        signed_on=timezone.localdate(row.signed_at),
        digest=row.digest,
        held=held,
    )


def _held(access: Access, outcomes: Sequence[SigningRow]) -> Iterable[HeldRow]:
    """Rows that are not paid for now, with accounts as far as the role may see them: masked where it may not."""
    where = pay_to(line.case for line in outcomes)
    merged = merged_among(line.case for line in outcomes)
    seats = AwaitedSeat.objects.filter(node_kind="pay", is_open=True).exclude(batch="")
    seats = seats.filter(case__in=[line.case_id for line in outcomes])
    batches = dict(seats.values_list("case_id", "batch"))
    for line in outcomes:
        case, to = line.case, where[line.case.number]
        batch = batches.get(case.pk)
        why = f"已在批次{batch}提交支付，等银行回单" if batch else ""
        why = why or (_rivalled(case) if case.number in merged else "")
        if not why and to.pay:
            continue
        whole = "account" in seen_fields(access, case)
        before, now = ((one or "") if whole else mask_account(one or "") for one in (to.kept, to.now))
        told = "决定之后收款账号有变动，待确认" if to.kept is not None else "决定时没有留存收款账号，待确认"
        told = "没有登记收款账号" if to.is_settled else told
        assert line.amount_fen is not None
        yield HeldRow(
            case=case.number,
            programme=case.matter,
            name=case.subject_name,
            amount_fen=line.amount_fen,
            before=before,
            now=now,
            why=why or told,
            is_at_bank=batch is not None,
        )


def _rivalled(case: Case) -> str:
    """Of two cases of merged records the one that went to the bank is paid, else the one decided first."""
    own = (case.decided_on or date.max, case.number)
    for other in rivals_of(case):
        if other.is_handed_over or (other.decided_on, other.number) < own:
            return f"同一人（单位）合并登记前的另一件{other.number}已批准同一项目"
    return ""


def _rows(outcomes: Iterable[SigningRow]) -> Iterable[PaymentRow]:
    lines = list(outcomes)
    numbers = identities_of({(line.case.subject_kind, line.case.subject_number) for line in lines})
    where = pay_to(line.case for line in lines)
    for line in lines:
        case = line.case
        identity = numbers.get((case.subject_kind, case.subject_number)) or case.subject_number
        to = where[case.number]
        assert to.pay
        changed = f"账号变动已确认：{to.reasons}" if to.settled is not None else ""
        assert line.amount_fen is not None
        yield PaymentRow(
            case=case.number,
            programme=case.matter,
            name=case.subject_name,
            number=identity,
            account=to.pay,
            amount_fen=line.amount_fen,
            unit=case.unit.name,
            note=changed,
        )


def _role(row: SigningList) -> str:
    by = signed_value(row).signed_by
    role = office_pack().roles.get(by.role) if by else None
    return role.label if role else ""


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("number")),))
