"""A resident with a phone and no script: from the first question to the decision, and what can be said against it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import docx
import pytest

from county_world import STARTUP, county, people_of
from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.queries import state_of
from jiuchuang.apps.people.models import Person
from jiuchuang.domain.kernel.problem import Refusal
from journeys.browser import PHONE, picture
from journeys.office_work import press_by_keyboard, text_of_pdf

SKILL = "sample/yunxi-2024-6/skill-subsidy"
REGISTERED = {"is_enterprise_employee": True, "is_ui_participant": True, "ui_contribution_months": 40}
"""What the register knows; the rest the resident says himself."""
SAID = {
    "owns_firm": "是",
    "own_firm_kind": "个体工商户",
    "own_firm_registered_on": "2025-07-15",
    "own_firm_is_first": "是",
    "own_firm_operates_normally": "是",
    "own_firm_jobs_led": "5",
    "is_returned_migrant": "是",
    "has_skill_certificate": "是",
    "skill_certificate_level": "中级",
    "skill_certificate_issued_on": "2025-12-08",
    "birth_on": "1981-02-15",
    "is_enterprise_employee": "是",
}
MOST_QUESTIONS = 40


@pytest.fixture
def world(site):
    made = county()
    people_of(made, "qx")
    Person.objects.update(facts=REGISTERED)
    return made


def test_from_the_first_question_to_an_objection(world, visit, sit, clock):
    me = world.people["qx"][0]
    phone = visit(PHONE, script=False)
    guided(phone)
    signed_in(phone, me)
    skill, startup = applied(phone)
    asked_for_more(sit(world.accounts["qx-window"]), skill)
    answered(phone, skill)
    window = sit(world.accounts["qx-window"])
    for number in (skill, startup):
        window.go(f"/window/cases/{number}/")
        press_by_keyboard(window, "受理")

    notice = agreed_and_published(world, clock, skill, startup)
    objected(visit(PHONE, script=False), notice)
    decided(world, clock, skill)
    signed_in(phone, me)
    told(phone, skill)
    phone.go(f"/my/cases/{startup}/")
    phone.has("公示")
    assert state_of(startup).decision is None


def guided(phone):
    """The guide until nothing more is to be asked; what fits, each with its clause."""
    phone.go("/")
    phone.press("我是个人")
    asked = []
    while "/guide/result/" not in phone.page.url:
        action = phone.page.locator("main form").first.get_attribute("action")
        name = re.fullmatch(r"/guide/ask/(\w+)/", action)[1]
        asked.append(name)
        assert len(asked) == len(set(asked)) <= MOST_QUESTIONS, asked
        if name not in SAID:
            phone.press("不知道")
        elif phone.page.locator("main ul.choices").count():
            phone.press(SAID[name])
        else:
            phone.write("您的回答", SAID[name])
            phone.press("下一问")
    said = phone.words()
    assert "技能提升补贴" in said and "一次性创业补贴" in said, (asked, said)
    fitting = phone.page.locator(".found-fitting, .found-to_check")
    titles = fitting.locator("h3").all_inner_texts()
    assert {"技能提升补贴", "一次性创业补贴"} <= set(titles), titles
    assert all(re.search("[一二三四五]/", text) for text in fitting.locator("p.cite").all_inner_texts())
    phone.follow("申请这些")


def signed_in(phone, person):
    """Name, number and telephone, then the code (which a demonstration shows)."""
    if "/my/sign-in/" not in phone.page.url:
        phone.go("/my/")
    phone.write("姓名", person.name)
    phone.write("身份证号码", "123")
    phone.write("手机号", person.phone)
    phone.press("下一步")
    assert phone.page.locator("main .wrong").count()
    assert phone.page.get_by_label("手机号").input_value() == person.phone
    phone.write("身份证号码", person.resident_id)
    phone.press("下一步")
    phone.write("验证码", phone.page.locator(".code-shown").inner_text())
    phone.press("下一步")


def applied(phone) -> tuple[str, str]:
    """Both programmes at once, with what is registered filled in and a photographed paper; both numbers."""
    address = f"/my/apply/?p={SKILL}&p={STARTUP}"
    phone.go(address)
    phone.has("核对情况", "技能提升补贴", "一次性创业补贴", "登记里已经有的，不用再填", "失业保险")
    for _ in range(8):
        phone.press("下一步：交材料")
        if "交材料，确认提交" in phone.words():
            break
    phone.attach("技能证书", picture())
    phone.press("提交申请")
    phone.has("没有提交成功", "以上情况属实")
    phone.for_everybody()
    phone.attach("技能证书", picture())
    phone.tick("以上情况属实")
    phone.press("提交申请")
    phone.has("已经提交", "申请编号")
    cards = phone.page.locator("li.found")
    found = {card.locator("h2").inner_text(): card.locator("p.code").inner_text() for card in cards.all()}
    return found["技能提升补贴"], found["一次性创业补贴"]


def asked_for_more(window, number):
    """The window wants another photograph."""
    window.go("/window/")
    window.follow(number)
    window.has("网上", "技能证书")
    window.follow("退回补正")
    window.write("第1项材料", "技能证书")
    window.write("第1项缺什么", "照片看不清，请重拍")
    window.press("发出补正清单")


def answered(phone, number):
    """The resident sees what is wanted and until when; first nothing, then the photograph."""
    phone.go("/my/")
    phone.follow("技能提升补贴")
    phone.has("请补正", "照片看不清，请重拍", "2026年3月9日前")
    phone.press("提交补正")
    phone.has("还没有答")
    phone.for_everybody()
    phone.attach("附上", picture())
    phone.press("提交补正")
    phone.has("补正已提交")
    assert phone.page.url.endswith(f"/my/cases/{number}/")


def agreed_and_published(world, clock, *numbers) -> str:
    """Review, both departments and the notice; its number. (That the pages do so is shown at the desks.)"""
    said = [("county-reviewer", "review", ""), ("insurance", "joint", "social_insurance")]
    said.append(("market", "joint", "market_regulation"))
    for number in numbers:
        for who, node, seat in said:
            fields = {"node": node, "stance": "agree", "reasons": "", **({"seat": seat} if seat else {})}
            done(world, clock, who, number, "give_opinion", fields)
    listed = publish_notice(
        access=world.access("county-reviewer", clock.now().date()),
        cases=numbers,
        label="第一批",
        at=clock.now(),
    )
    assert isinstance(listed, Published), listed
    return listed.row.number


def done(world, clock, who, number, verb, fields):
    """A verb by somebody of the staff."""
    outcome = act(
        access=world.access(who, clock.now().date()), number=number, verb=verb, fields=fields,
        key=f"{who}-{number}-{verb}", at=clock.now(),
    )  # fmt: skip
    assert not isinstance(outcome, Refusal), outcome


def objected(neighbour, notice):
    """Somebody else objects to the second row, with a code by phone."""
    neighbour.go("/")
    neighbour.follow("公示", "ul.ways")
    neighbour.follow("第一批")
    row = neighbour.page.locator("tbody tr").filter(has_not_text="1,300.00")
    assert row.count() == 1 and "测试人1" not in neighbour.words()
    neighbour._follow(row.get_by_role("link"))
    neighbour.write("姓名", "测试人丙")
    neighbour.write("手机号", "13100000000")
    neighbour.write("理由", "店面没有开张")
    neighbour.press("下一步")
    neighbour.write("验证码", neighbour.page.locator(".code-shown").inner_text())
    neighbour.press("下一步")
    neighbour.has("异议已收到", "这一行暂停办理")
    neighbour.go(f"/notices/{notice}/")


def decided(world, clock, number):
    """After the notice the township decides."""
    run_clocks(at=clock.to(date(2026, 3, 10)))
    decision = {
        "node": "decide", "approved": True, "amount_fen": 130_000, "reasons": "符合技能提升补贴的条件",
        "clauses": ("一/（三）",), "departure": "",
    }  # fmt: skip
    done(world, clock, "qx-decider", number, "decide", decision)


def told(phone, number):
    """The decision with its reasons, as PDF, as Word and on paper; then the objection against it."""
    phone.go(f"/my/cases/{number}/")
    phone.has("批准", "1,300.00", "符合技能提升补贴的条件", "还有 60 天")
    letter = text_of_pdf(phone.download("决定书（PDF）"))
    assert "测试人1" in letter and "金额1,300.00元" in letter and "符合技能提升补贴的条件" in letter
    word = docx.Document(BytesIO(phone.download("决定书（Word）")))
    assert "测试人1" in "".join(part.text for part in word.paragraphs)
    assert "符合技能提升补贴的条件" in text_of_pdf(phone.printed())
    phone.press("提交", "#do-appeal")
    phone.has("没有办成")
    phone.for_everybody()
    phone.write("理由", "证书是高级，应为1800元")
    phone.press("提交", "#do-appeal")
    phone.has("已提交")
    assert [one.reasons for one in state_of(number).appeals] == ["证书是高级，应为1800元"]
