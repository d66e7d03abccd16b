"""Where money goes is told to whom it is for: no account, one that waits, one from which the bank sent it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.casework.desk import ACCOUNT, FACTS, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.payable import payable
from jiuchuang.apps.people.models import Change, Person
from jiuchuang.apps.residents.actions.enter_account import CHANGES
from jiuchuang.apps.residents.models import ResidentSession
from web.public.test_case_pages import browser_of_applicant, page_of

HERE, OTHER = "/my/account/", "6217000000000009999"


@pytest.fixture
def desk(db):
    desk = opened_desk()
    desk.day = timezone.localdate() - timedelta(days=20)
    return desk


def somebody(desk):
    issued = desk.day - timedelta(days=60)
    return desk.person(facts={**FACTS, "skill_certificate_issued_on": issued.isoformat()})


def approved(desk):
    number = desk.case(somebody(desk))
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)
    return number


def state_shown(number):
    return payable([Case.objects.get(number=number)])[number].state


def person_of(number):
    return Person.objects.get(number=Case.objects.get(number=number).subject_number)


def enter(phone, number, account=OTHER, again=None):
    said = {"account": account, "again": account if again is None else again}
    return phone.post(f"{HERE}?case={number}", said)


def test_who_has_no_account_is_asked_for_one_and_finance_looks_before_it_is_paid(desk):
    number = desk.case(somebody(desk))
    Person.objects.update(account="")
    phone = browser_of_applicant(number)
    assert "填了才能付款" in page_of(phone, number).content.decode()
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)
    assert enter(phone, number, "6217 0000 0000 0009 999").headers["Location"] == f"/my/cases/{number}/"
    assert person_of(number).account == OTHER and state_shown(number) == "changed"
    page = page_of(phone, number).content.decode()
    assert "财务核对后付款" in page and "尾号9999" in page and OTHER not in page
    change = Change.objects.latest("pk")
    assert (change.after, change.account_id) == ({"account": OTHER}, None) and "未核实" in change.source
    assert broken_chains() == []


def test_what_came_back_is_told_with_why_and_another_account_is_entered(desk):
    number = approved(desk)
    phone = browser_of_applicant(number)
    assert "付到：尾号0001" in page_of(phone, number).content.decode()
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    assert "已提交银行" in page_of(phone, number).content.decode()
    desk.do("payer", number, "confirm_payment", node="pay", posted=False, reference="", reason="账号已销户")
    page = page_of(phone, number)
    assert "账号已销户" in page.content.decode() and "当时付到：尾号0001" in page.content.decode()
    assert "款项被银行退回" in phone.get("/my/").content.decode()
    assert f"{HERE}?case={number}" in page.content.decode()
    assert "请换账号" in page.content.decode()
    assert enter(phone, number).status_code == 302
    assert state_shown(number) == "changed" and "等财务重新支付" in phone.get("/my/").content.decode()
    desk_page = page_of(phone, number).content.decode()
    assert "尾号9999" in desk_page and "账号已销户" in desk_page
    assert enter(phone, number, ACCOUNT).status_code == 302 and state_shown(number) == "returned"


@pytest.mark.parametrize(
    ("account", "again", "faulty"),
    [
        ("", "", {"account", "again"}),
        (OTHER, "", {"again"}),
        (OTHER, ACCOUNT, {"again"}),
        ("12", "12", {"account"}),
        ("张三的卡", "张三的卡", {"account"}),
        ("1" * 40, "1" * 40, {"account"}),
    ],
)
def test_a_slip_of_the_pen_is_told_and_nothing_typed_is_lost(desk, account, again, faulty):
    number = desk.case()
    answer = enter(browser_of_applicant(number), number, account, again)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == faulty
    assert answer.context["form"]["account"].value() == account
    assert person_of(number).account == ACCOUNT


def test_nobody_enters_an_account_for_others_or_unproved_or_without_end(desk):
    number, other = desk.case(), desk.case()
    phone = browser_of_applicant(number)
    assert enter(phone, other).status_code == 404 and person_of(other).account == ACCOUNT
    stranger = browser_of_applicant(other, proved=False)
    refused = stranger.post(HERE, {"account": OTHER, "again": OTHER})
    assert refused.status_code == 422 and person_of(other).account == ACCOUNT
    assert ACCOUNT[-4:] not in stranger.get(HERE).content.decode()
    answers = [enter(phone, number, f"62170000000000{one:04}").status_code for one in range(CHANGES.most + 1)]
    assert answers == [302] * CHANGES.most + [422]
    ResidentSession.objects.all().delete()
    assert enter(phone, number).status_code == 302 and person_of(number).account.endswith("0004")
