"""What is the applicant's to do in a case: answer a correction, supply papers, urge, appeal, take the letter."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.casework.desk import FACTS, FEN, opened_desk
from jiuchuang.apps.casework.actions.keep_procedure import keep_procedure
from jiuchuang.apps.casework.actions.publish_notice import publish_notice
from jiuchuang.apps.casework.models import Case, DraftPaper, Paper
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import calendar
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.apps.residents.queries import digest
from jiuchuang.domain.casework.calendar import working_days_between
from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.gateways.pack_store import BUILT_IN
from office_world import FIRST
from web.public.photograph import photograph

WANTED = (CorrectionItem("身份证件", "照片看不清"), CorrectionItem("证书", "缺第二页"))


@pytest.fixture
def desk(db):
    desk = opened_desk()
    desk.day = timezone.localdate() - timedelta(days=20)
    return desk


def browser_of_applicant(number, proved=True) -> Client:
    """The phone of the applicant of a case, signed in."""
    token, now = secrets.token_urlsafe(16), timezone.now()
    person = Person.objects.get(number=Case.objects.get(number=number).subject_number)
    ResidentSession.objects.create(
        token=digest(token),
        person=person.number,
        name=person.name,
        is_proved=proved,
        began_at=now,
        seen_at=now,
    )
    client = Client()
    client.cookies["resident"] = token
    return client


def page_of(phone, number):
    page = phone.get(f"/my/cases/{number}/")
    assert page.status_code == 200
    return page


@pytest.fixture
def correcting(desk):
    number = desk.case()
    desk.do("clerk", number, "ask_correction", node="accept", items=WANTED)
    return number


def test_every_line_of_a_correction_is_answered_with_a_paper_or_a_word(correcting):
    phone = browser_of_applicant(correcting)
    page = page_of(phone, correcting)
    assert "照片看不清" in page.content.decode() and page.context["standing"].words == "等您补正"
    half = phone.post(f"/my/cases/{correcting}/supplement/", {"paper-0": photograph()})
    assert half.status_code == 422 and "“证书”还没有答" in half.content.decode()
    assert state_of(correcting).status == "correcting" and Paper.objects.count() == 0
    assert "已收到" in half.content.decode() and "再附一张" in page_of(phone, correcting).content.decode()
    data = {"paper-0": photograph(), "note-1": "证书只有一页"}
    assert phone.post(f"/my/cases/{correcting}/supplement/", data).status_code == 302
    assert state_of(correcting).status == "open"
    assert list(Paper.objects.values_list("name", flat=True)) == ["身份证件", "身份证件"]
    assert "证书只有一页" in page_of(phone, correcting).content.decode()


def test_what_was_brought_and_typed_stays_where_an_answer_is_refused_and_can_be_taken_away(correcting):
    phone = browser_of_applicant(correcting)
    address = f"/my/cases/{correcting}/supplement/"
    told = phone.post(address, {"paper-1": photograph(), "note-1": "只有一页"})
    assert told.status_code == 422 and "只有一页" in told.content.decode()
    (draft,) = DraftPaper.objects.all()
    gone = phone.post(address, {"drop": draft.pk, "note-0": "证件已换发"})
    assert gone.status_code == 200 and "证件已换发" in gone.content.decode()
    assert not DraftPaper.objects.exists() and state_of(correcting).status == "correcting"
    phone.post(address, {"paper-1": photograph()})
    stranger = browser_of_applicant(correcting, proved=False)
    assert "已收到" not in stranger.get(f"/my/cases/{correcting}/").content.decode()
    assert phone.post(address, {"note-0": "证件已换发"}).status_code == 302
    assert (Paper.objects.get().name, DraftPaper.objects.count()) == ("证书", 0)


def test_a_file_that_is_no_paper_leaves_the_correction_open(correcting):
    phone = browser_of_applicant(correcting)
    data = {"paper-0": SimpleUploadedFile("a.jpg", b"nothing"), "note-1": "没有"}
    assert phone.post(f"/my/cases/{correcting}/supplement/", data).status_code == 422
    assert state_of(correcting).status == "correcting" and Paper.objects.count() == 0


def test_a_paper_is_an_attachment_for_its_owner_alone(correcting, desk):
    phone = browser_of_applicant(correcting)
    phone.post(f"/my/cases/{correcting}/supplement/", {"paper-0": photograph(), "note-1": "没有"})
    address = f"/my/cases/{correcting}/papers/{Paper.objects.get().pk}/"
    answer = phone.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.content[:2] == b"\xff\xd8"
    other = browser_of_applicant(desk.case())
    assert other.get(address).status_code == 404
    assert browser_of_applicant(correcting, proved=False).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_papers_to_follow_are_supplied(desk):
    number = desk.case()
    desk.do("clerk", number, "accept", node="accept", papers_to_follow=("证书",))
    phone = browser_of_applicant(number)
    assert "后补的材料" in page_of(phone, number).content.decode()
    assert phone.post(f"/my/cases/{number}/supply_papers/", {}).status_code == 422
    assert phone.post(f"/my/cases/{number}/supply_papers/", {"paper-0": photograph()}).status_code == 302
    assert state_of(number).papers_due == ()


def test_urging_is_once_a_day(desk):
    number = desk.case()
    phone = browser_of_applicant(number)
    node = page_of(phone, number).context["offers"]["urge"].node
    assert phone.post(f"/my/cases/{number}/urge/", {"node": node, "key": "u1"}).status_code == 302
    assert phone.post(f"/my/cases/{number}/urge/", {"node": node, "key": "u2"}).status_code == 422


@pytest.fixture
def refused(desk):
    number = desk.case()
    desk.do("clerk", number, "decline", node="accept", reasons="不在受理范围", clauses=("三/（一）/1",))
    return number


def test_an_appeal_needs_reasons_and_tells_the_days_left(refused):
    phone = browser_of_applicant(refused)
    page = page_of(phone, refused)
    assert 0 < page.context["appeal_days"] <= 60
    assert phone.post(f"/my/cases/{refused}/appeal/", {"reasons": " "}).status_code == 422
    kept = phone.post(f"/my/cases/{refused}/appeal/", {"kind": "objection", "reasons": "我在范围内"})
    assert kept.status_code == 302
    assert [one.reasons for one in state_of(refused).appeals] == ["我在范围内"]
    page = phone.get(f"/my/cases/{refused}/").content.decode()
    assert "申诉、复议" in page and "正在处理" in page and "不服决定" not in page


def test_a_decision_is_shown_with_its_sum_and_goes_out_as_a_letter(desk):
    fresh = (desk.day - timedelta(days=60)).isoformat()
    number = desk.to_notice(desk.case(desk.person(facts={**FACTS, "skill_certificate_issued_on": fresh})))
    publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    desk.later(9)
    desk.do("second_reviewer", number, "close_notice", node="notice")
    desk.do("town_decider", number, "decide", node="decide", approved=True, amount_fen=FEN, reasons="符合",
            clauses=("三/（一）/3",))  # fmt: skip
    phone = browser_of_applicant(number)
    assert "1,300.00元" in page_of(phone, number).content.decode()
    letter = phone.get(f"/my/cases/{number}/letter.pdf")
    assert letter.content.startswith(b"%PDF") and "attachment" in letter.headers["Content-Disposition"]
    assert phone.get(f"/my/cases/{number}/letter.docx").content.startswith(b"PK")
    assert phone.get(f"/my/cases/{number}/letter.exe").status_code == 404
    assert browser_of_applicant(desk.case()).get(f"/my/cases/{number}/letter.pdf").status_code == 404


def test_before_the_decision_there_is_no_letter_and_no_verb_of_the_staff(desk):
    number = desk.case()
    phone = browser_of_applicant(number)
    assert phone.get(f"/my/cases/{number}/letter.pdf").status_code == 404
    for verb in ("accept", "decide", "no-such"):
        assert phone.post(f"/my/cases/{number}/{verb}/", {}).status_code == 404


def test_names_of_staff_stay_inside(desk):
    number = desk.to_departments(desk.case())
    text = page_of(browser_of_applicant(number), number).content.decode()
    for account in desk.accounts.values():
        assert account.name not in text


def test_a_case_page_costs_few_queries(desk, django_assert_max_num_queries):
    number = desk.to_departments(desk.case())
    phone = browser_of_applicant(number)
    with django_assert_max_num_queries(22):
        page_of(phone, number)
    with django_assert_max_num_queries(8):
        phone.get("/my/")


def test_the_applicant_is_told_of_the_promise_for_the_whole(desk):
    account = Account.objects.create_user("guanli", "管理员")
    Grant.objects.create(account=account, role="administrator", unit=desk.units["yx"], from_on=FIRST)
    text = (BUILT_IN / "procedures" / "subsidy-two-level.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1\n", "version: 2\n").replace(
        "nodes:\n", "promise: {days: 20, from: application}\nnodes:\n", 1
    )
    number = desk.case()
    page = browser_of_applicant(number).get(f"/my/cases/{number}/").content.decode()
    assert "承诺" not in page
    access = Access(account, desk.day)
    keep_procedure(access=access, text=text, from_on=desk.day + timedelta(days=1), at=desk.at)
    desk.later(1)
    number = desk.case()
    page = browser_of_applicant(number).get(f"/my/cases/{number}/").content.decode()
    used = working_days_between(calendar(), desk.day, timezone.localdate()).days
    assert f"承诺 20 个工作日内办结，已用 {used} 日" in page
