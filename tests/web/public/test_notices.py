"""Notices for everybody: masked, not to be found by search engines, objected to by row, gone when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.casework.desk import opened_desk
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.models import NoticeObjection
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.limits.models import Tries
from jiuchuang.web.public.views import notices as pages


@pytest.fixture
def desk(db):
    desk = opened_desk()
    desk.day = timezone.localdate() - timedelta(days=1)
    return desk


@pytest.fixture
def notice(desk):
    people = [desk.person(name=name) for name in ("测试人甲", "测试人乙")]
    numbers = [desk.to_notice(desk.case(person)) for person in people]
    done = publish_notice(
        access=desk.access("second_reviewer"), cases=numbers, label="技能补贴公示", at=desk.at
    )
    assert isinstance(done, Published), done
    desk.numbers = numbers
    return done.row


OBJECTION = {"name": "测试人丙", "phone": "10011110000", "reasons": "此人没有在岗"}


def objected(phone, address, **other):
    asked = phone.post(address, {**OBJECTION, **other})
    assert asked.status_code == 200, asked.context["form"].errors
    return phone.post(address, {"state": asked.context["state"], "code": asked.context["shown"]})


def test_names_are_masked_and_no_search_engine_keeps_them(notice):
    page = Client().get(f"/notices/{notice.number}/")
    text = page.content.decode()
    assert page.status_code == 200 and "测**" in text
    assert "测试人甲" not in text and "测试人乙" not in text
    assert page.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert notice.label in Client().get("/notices/").content.decode()


def test_an_objection_holds_up_its_row_alone_and_is_kept_once(notice, desk):
    one, two = desk.numbers
    done = objected(Client(), f"/notices/{notice.number}/object/{one}/")
    assert done.status_code == 200, done.context["form"].errors
    kept = NoticeObjection.objects.get()
    assert (kept.case.number, kept.name, kept.contact) == (one, "测试人丙", "10011110000")
    assert kept.number in done.content.decode()
    assert len(state_of(one).run("notice").publication.objections) == 1
    assert state_of(two).run("notice").publication.objections == ()
    page = Client().get(f"/notices/{notice.number}/").content.decode()
    assert "测试人丙" not in page and "10011110000" not in page


def test_without_the_right_code_there_is_no_objection(notice, desk):
    address, phone = f"/notices/{notice.number}/object/{desk.numbers[0]}/", Client()
    asked = phone.post(address, OBJECTION)
    wrong = "000000" if asked.context["shown"] != "000000" else "000001"
    refused = phone.post(address, {"state": asked.context["state"], "code": wrong})
    assert refused.status_code == 422 and NoticeObjection.objects.count() == 0
    forged = phone.post(address, {"state": "x", "code": asked.context["shown"]})
    assert forged.status_code == 422 and NoticeObjection.objects.count() == 0


def test_a_code_for_an_objection_opens_no_session(notice, desk):
    phone = Client()
    asked = phone.post(f"/notices/{notice.number}/object/{desk.numbers[0]}/", OBJECTION)
    from jiuchuang.apps.residents.actions.sign_in import sign_in
    from jiuchuang.domain.kernel.problem import Refusal

    token = asked.context["said"]["t"]
    done = sign_in(token=token, code=asked.context["shown"], at=timezone.now())
    assert isinstance(done, Refusal)


def test_all_that_is_missing_is_told_at_once_and_nothing_is_lost(notice, desk):
    address = f"/notices/{notice.number}/object/{desk.numbers[0]}/"
    page = Client().post(address, {"name": "", "phone": "12", "reasons": "不实"})
    assert page.status_code == 422
    assert "name" in page.context["form"].errors and "不实" in page.content.decode()
    page = Client().post(address, {**OBJECTION, "phone": "12"})
    assert page.status_code == 422 and "phone" in page.context["form"].errors


def test_after_the_last_day_nothing_is_shown_any_more(notice, desk, monkeypatch):
    monkeypatch.setattr(pages, "today", lambda: notice.ends_on)
    assert Client().get(f"/notices/{notice.number}/").status_code == 200
    monkeypatch.setattr(pages, "today", lambda: notice.ends_on + timedelta(days=1))
    for address in (f"/notices/{notice.number}/", f"/notices/{notice.number}/object/{desk.numbers[0]}/"):
        page = Client().get(address)
        assert page.status_code == 410 and "测**" not in page.content.decode()
    assert notice.label not in Client().get("/notices/").content.decode()


def test_lists_and_rows_that_never_were(notice):
    assert Client().get("/notices/G-none/").status_code == 404
    assert Client().get(f"/notices/{notice.number}/object/no-such/").status_code == 404


def test_one_address_cannot_object_for_ever(notice, desk):
    address = f"/notices/{notice.number}/object/{desk.numbers[0]}/"
    answers = {Client().post(address, {}).status_code for _ in range(20)}
    assert answers == {422} and Client().post(address, {}).status_code == 429
    Tries.objects.all().delete()
    assert Client().post(address, {}).status_code == 422


def test_a_long_list_comes_by_pages(notice, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 1)
    first, second = (Client().get(f"/notices/{notice.number}/?page={number}") for number in (1, 2))
    shown = [[row["case"] for row in page.context["rows"]] for page in (first, second)]
    assert sorted(case for rows in shown for case in rows) == sorted(
        one["case"] for one in notice.content["rows"]
    )
    assert [len(rows) for rows in shown] == [1, 1]
    assert '<a class="button quiet" href="?page=2" rel="next">' in first.content.decode()
