"""The signed payment list for finance: names, numbers and accounts unmasked, so that every taking is on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import AwaitedSeat, SigningList, SigningRow
from jiuchuang.apps.casework.queries.lists import list_chain, signed_value, signing_list
from jiuchuang.apps.casework.queries.reach import reaches, tops_with
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access, office_pack, units_below
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.letters.data import PaymentList, PaymentRow

PAY = "case.pay"


@transaction.atomic
def take_payment_list(*, access: Access, number: str, at: datetime) -> PaymentList | Refusal:
    """The approved rows of a list that is decided, for who pays; refused rows are not on it.

    Nor are rows whose decision was set aside since, or that are paid: the bank gets what is to be paid now.

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
    rows = tuple(_rows(outcomes))
    told = {"rows": len(rows), "total_fen": sum(one.amount_fen for one in rows), "digest": row.digest}
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
    )


def _rows(outcomes: Iterable[SigningRow]) -> Iterable[PaymentRow]:
    lines = list(outcomes)
    persons = {
        one.number: one
        for one in Person.objects.filter(
            number__in=[line.case.subject_number for line in lines if line.case.subject_kind == "person"]
        )
    }
    firms = {
        one.number: one
        for one in Employer.objects.filter(
            number__in=[line.case.subject_number for line in lines if line.case.subject_kind == "employer"]
        )
    }
    for line in lines:
        case = line.case
        person, firm = persons.get(case.subject_number), firms.get(case.subject_number)
        identity = (person.resident_id if person else firm.credit_code if firm else "") or case.subject_number
        account = person.account if person else firm.account if firm else ""
        assert line.amount_fen is not None
        yield PaymentRow(
            case=case.number,
            programme=case.matter,
            name=case.subject_name,
            number=identity,
            account=account,
            amount_fen=line.amount_fen,
            unit=case.unit.name,
            note="" if account else "未登记账号",
        )


def _role(row: SigningList) -> str:
    by = signed_value(row).signed_by
    role = office_pack().roles.get(by.role) if by else None
    return role.label if role else ""


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("number")),))
