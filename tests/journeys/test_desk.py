"""At the desks: taken, sent back, accepted, opined on, published, listed, signed, paid and archived."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest

from county_world import county, people_of
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.people.models import Person
from journeys.office_work import (
    give_opinion,
    press_by_keyboard,
    sign_in,
    take_case,
    text_of_pdf,
    work_off_the_queue,
)

SKILLED = {
    "is_enterprise_employee": True,
    "is_ui_participant": True,
    "ui_contribution_months": 40,
    "has_skill_certificate": True,
    "skill_certificate_level": "intermediate",
    "skill_certificate_issued_on": "2025-12-08",
}


@pytest.fixture
def world(site):
    made = county()
    people_of(made, "qx")
    Person.objects.update(facts=SKILLED)
    return made


def test_from_the_desk_to_the_archive(world, visit, sit, clock):
    window = visit()
    sign_in(window, world.accounts["qx-window"])
    first, second = (take_case(window, name, "技能提升补贴", "技能证书") for name in ("测试人1", "测试人2"))
    assert window.download("打印回执").startswith(b"%PDF")
    handled_at_the_window(window, first, second)

    reviewer = sit(world.accounts["county-reviewer"])
    asked_for_one_more(reviewer, first)
    give_opinion(sit(world.accounts["treasury"]), first)
    for number in (first, second):
        reviewer.go(f"/window/cases/{number}/")
        reviewer.tick("同意")
        reviewer.press("提交意见")
    for who in ("insurance", "market"):
        department = sit(world.accounts[who])
        for number in (first, second):
            give_opinion(department, number)
    reviewer.go(f"/window/cases/{first}/")
    reviewer.has("财政局", "同意", "公示")
    reviewer.for_everybody()
    published(reviewer, first, second)

    run_clocks(at=clock.to(date(2026, 3, 10)))
    decider = sit(world.accounts["qx-decider"])
    address = signed_but_one(decider, first, second)
    work_off_the_queue()
    decider.go(address)
    decider.has("已决定", "剔出")
    paid(sit(world.accounts["county-finance"]), address, first)
    archived(sit(world.accounts["county-reviewer"]), first)
    assert {case.number: (case.status, case.outcome) for case in Case.objects.all()} == {
        first: ("ended", "approved"),
        second: ("open", ""),
    }
    assert replay(first).faults == replay(second).faults == ()


def handled_at_the_window(window, first, second):
    """One sent back for a better photograph and answered; both accepted, by the keyboard alone."""
    window.go(f"/window/cases/{first}/")
    window.follow("退回补正")
    window.write("第1项材料", "技能证书")
    window.press("发出补正清单")  # half a line
    window.has("第1项没有写缺什么")
    window.for_everybody()
    assert window.page.get_by_label("第1项材料").input_value() == "技能证书"
    window.write("第1项缺什么", "照片看不清，请重拍")
    window.press("发出补正清单")
    window.has("等申请人补正", "照片看不清，请重拍", "时限停止计算")
    window.for_everybody()
    assert "照片看不清" in text_of_pdf(window.download("补正告知书（PDF）"))
    window.tick("技能证书")
    window.press("登记补正")
    for number in (first, second):
        window.go(f"/window/cases/{number}/")
        press_by_keyboard(window, "受理")
        window.has("已受理")


def asked_for_one_more(reviewer, number):
    """The reviewer wants a word of the treasury, too, and waits for it."""
    reviewer.go(f"/window/cases/{number}/")
    reviewer.follow("加签")
    reviewer.for_everybody()
    reviewer.choose("请哪个单位", "云溪县财政局")
    reviewer.choose("由谁出意见", "联办部门")
    reviewer.write("理由", "请核对资金来源")
    reviewer.press("请其加签")
    assert reviewer.page.get_by_role("button", name="提交意见").count() == 0


def published(reviewer, first, second):
    """The list as the public sees it, published and printed: names masked, nothing of the office around it."""
    reviewer.follow("公示", "nav.menu")
    reviewer.follow("编制公示")
    reviewer.write("名单名称", "第一批技能提升补贴")
    reviewer.press("看公众将看到什么")
    reviewer.has("测***")
    reviewer.for_everybody()
    reviewer.press("公示这 2 件")
    reviewer.has("第一批技能提升补贴", "没有人提出异议")
    for paper in (text_of_pdf(reviewer.printed()), text_of_pdf(reviewer.download("PDF"))):
        assert paper.count("测***") == 2
        assert "测试人1" not in paper and "待办" not in paper


def signed_but_one(decider, first, second) -> str:
    """A list of both, one of them taken out, the rest signed whole; the address of the list."""
    decider.go("/window/lists/")
    decider.follow("编制汇总表")
    decider.write("汇总表名称", "三月技能提升补贴")
    decider.press("编制")
    decider.has(first, second, "2,600.00元")
    address = decider.page.url.removeprefix(decider.site)
    decider.follow("剔出", f"tr:has-text('{second}')")
    decider.write("理由", "等核实证书")
    decider.press("剔出")
    decider.has("已剔出", "1,300.00元")
    decider.follow("核对并签批")
    decider.press("签批全部")
    decider.has("请先核对，再勾选")
    decider.for_everybody()
    decider.tick("我已核对")
    decider.press("签批全部")
    decider.has("正在逐件作出决定")
    return address


def paid(finance, address, number):
    """The payment list read back from Excel; handed over, and posted."""
    finance.go(address)
    sheet = openpyxl.load_workbook(BytesIO(finance.download("发放表"))).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "测试人1" in cells and "测试人2" not in cells
    assert 1300 in cells
    finance.follow("支付", "nav.menu")
    finance.for_everybody()
    finance.write("支付批次号", "P-2026-1")
    finance.press("提交支付")
    finance.write("银行流水号", "R-2026-1")
    finance.press("登记到账")
    finance.go(f"/window/cases/{number}/")
    finance.has("归档")


def archived(reviewer, number):
    """Put away; the decision letter as Word, PDF and from the printer."""
    reviewer.go(f"/window/cases/{number}/")
    reviewer.write("档号", "2026-技能-1")
    reviewer.press("归档")
    reviewer.has("已归档")
    reviewer.for_everybody()
    letter = text_of_pdf(reviewer.download("PDF"))
    assert "测试人1" in letter and "金额1,300.00元" in letter and "行政复议" in letter
    word = docx.Document(BytesIO(reviewer.download("Word")))
    assert "测试人1" in "".join(part.text for part in word.paragraphs)
    printed = text_of_pdf(reviewer.printed())
    assert number in printed and "退出" not in printed
