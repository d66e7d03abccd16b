"""A workbook with faults on its way into the register and out again; a document on its way to a rule that holds."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from county_world import county, resident_id
from jiuchuang.apps.people.models import Import, Person
from jiuchuang.apps.policy.models import Activation, Document, Signature
from jiuchuang.apps.policy.queries import law_on
from journeys.office_work import work_off_the_queue
from policy_world import DAMAGED, dearer

PACKS = "/office/policy/packs/"
PACK = f"{PACKS}sample/yunxi-2024-6/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = {"姓名": "测试人甲", "身份证号": resident_id("36992119850401001"), "联系电话": "10000000001"}
BAD = {"姓名": "测试人乙", "身份证号": "123"}
NAMELESS = {"身份证号": resident_id("36992119850401002")}


@pytest.fixture
def world(site):
    return county()


def test_a_workbook_with_faults_goes_in_and_out(world, sit):
    window = sit(world.accounts["qx-window"])
    number = uploaded(window)
    work_off_the_queue()
    checked(window, number)

    reviewer = sit(world.accounts["qx-reviewer"])
    reviewer.go(f"/office/registers/imports/{number}/")
    reviewer.press("退回")
    reviewer.has("退回要说明原因")
    reviewer.press("同意写入1行")
    work_off_the_queue()
    reviewer.go("/office/registers/persons/?text=测试人甲")
    reviewer.has("测试人甲")
    assert [person.name for person in Person.objects.all()] == ["测试人甲"]

    reviewer.go(f"/office/registers/imports/{number}/")
    reviewer.page.get_by_text("撤销这次导入").click()
    reviewer.press("撤销", "details")
    reviewer.page.locator("details").get_by_label("撤销原因").fill("交错了表")
    reviewer.press("撤销", "details")
    work_off_the_queue()
    reviewer.go(f"/office/registers/imports/{number}/")
    reviewer.has("已撤销", "交错了表")
    assert not Person.objects.exists()


def uploaded(window) -> int:
    """The template as it is downloaded, filled in and handed back."""
    window.go("/office/registers/imports/upload/")
    book = openpyxl.load_workbook(BytesIO(window.download("人员")))
    page = book.active
    headings = [str(cell.value).removesuffix("*") for cell in page[1]]
    for line, row in enumerate((GOOD, BAD, NAMELESS), start=2):
        for label, value in row.items():
            page.cell(line, headings.index(label) + 1).value = value
    kept = BytesIO()
    book.save(kept)
    window.press("上传并核对")
    window.has("没有办成")
    window.choose("导入什么", "人员")
    window.choose("归属单位", "清溪镇一村")
    window.attach("工作簿", {"name": "花名册.xlsx", "mimeType": XLSX, "buffer": kept.getvalue()})
    window.press("上传并核对")
    window.has("等待核对", "花名册.xlsx")
    return Import.objects.get().pk


def checked(window, number):
    """What is wrong, on the page and in the workbook that comes back; the window itself cannot let it in."""
    window.go(f"/office/registers/imports/{number}/")
    window.has("有误的2行", "等待有审批权限的另一个人同意后写入")
    assert window.page.get_by_role("button", name="同意写入").count() == 0
    rows = list(openpyxl.load_workbook(BytesIO(window.download("下载核对结果"))).active.values)
    assert rows[0][-1] == "核对结果"
    results = [row[-1] for row in rows[1:4]]
    assert "身份证号" in results[1] and "姓名" in results[2]
    assert "身份证号" not in (results[0] or "")


def test_a_document_becomes_a_rule_that_holds_from_a_day(world, sit):
    officer = sit(world.accounts["county-policy"])
    confirmed(officer)
    signed(officer)
    address = brought(officer)
    colleague = sit(world.accounts["county-policy-2"])
    colleague.go(address)
    colleague.has("6000元 → 7000元", "个全部相符")
    colleague.write("自哪天起适用", "2026-04-01")
    colleague.write("至哪天止", "2026-03-01")
    colleague.press("启用")
    colleague.has("止期早于起期")
    colleague.write("至哪天止", "")
    colleague.press("启用")
    colleague.has("2026年4月1日")
    assert Activation.objects.get().from_on == date(2026, 4, 1)
    startup = "sample/yunxi-2024-6/startup-subsidy"
    amounts = [
        law_on(day).programme(startup).parameters["basic_subsidy"].value
        for day in (date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert amounts == [6000_00, 7000_00]


def confirmed(officer):
    """Uploaded, read beside its text, its damaged words decided."""
    officer.go("/office/policy/documents/")
    officer.follow("上传文件")
    officer.attach("政策文件", {"name": "意见.txt", "mimeType": "text/plain", "buffer": DAMAGED})
    officer.press("上传")
    officer.has("某县人民政府关于促进就业的通知", "健立", "责任：县人社局")
    officer.press("确认解读")
    officer.has("请选采纳还是保留原样")
    for offered in officer.page.locator("form fieldset").all():
        offered.get_by_role("radio").first.check()
    officer.press("确认解读")
    officer.has("已确认")
    assert Document.objects.get().confirmed_at is not None


def signed(officer):
    """One of two readings, with both effects in view."""
    officer.go(f"{PACK}programmes/flexible-insurance-subsidy/")
    officer.follow("看两种结果并签认")
    officer.has("26 个案例中，1 个结果不同")
    officer.write("依据", "会议纪要第3号")
    officer.press("签认")
    assert officer.page.get_by_label("依据").input_value() == "会议纪要第3号"
    officer.page.locator("main input[type=radio]").first.check()
    officer.press("签认")
    officer.has("已签认", "会议纪要第3号")
    assert Signature.objects.get().basis == "会议纪要第3号"


def brought(officer) -> str:
    """Another version of the pack; whoever brings it does not let it hold. Its address."""
    officer.go(PACKS)
    officer.follow("上传政策包")
    officer.attach("政策包", {"name": "pack.zip", "mimeType": "application/zip", "buffer": dearer()})
    officer.press("上传")
    officer.has("要由另一名政策专员启用")
    return officer.page.url.removeprefix(officer.site)
