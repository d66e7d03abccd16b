"""One paper of each kind, about a made-up county."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jiuchuang.gateways.letters.data import (
    Appeal,
    Contact,
    CorrectionData,
    CorrectionItem,
    FactLine,
    Instalment,
    LetterData,
    NeededPaper,
    NoticeData,
    NoticeLine,
    OneTimeNoticeData,
    PaymentList,
    PaymentRow,
    Reason,
    ReceiptData,
    ReceivedCase,
    StepLine,
)

ORGAN = "云溪县人力资源和社会保障局"
CONTACT = Contact("云溪县就业服务中心", "0000-1234567", "云溪县政务服务中心二楼", "工作日9:00至17:00")
APPEAL = Appeal("云溪县人民政府", 60, "云溪县人民法院", 6)
BASIS = ("云人社发〔2026〕3号",)

LETTER = LetterData(
    outcome="approved",
    organ=ORGAN,
    case="2026-369921-000123-7",
    matter="一次性创业补贴",
    applicant="测试人甲",
    applicant_number="369***********12",
    applied_on=date(2026, 3, 2),
    decided_on=date(2026, 4, 10),
    reasons=(
        Reason("首次创办企业", "met", "登记于2025年2月1日，此前没有其他企业", BASIS[0], "二/（三）/5"),
        Reason("正常经营满12个月", "met", "连续缴费12个月", BASIS[0], "二/（三）/5"),
    ),
    appeal=APPEAL,
    basis=BASIS,
    facts=(
        FactLine("企业登记日期", "2025年2月1日", "市场监管登记库", date(2026, 3, 1)),
        FactLine("缴纳社会保险的月数", "12个月", "社会保险登记库", date(2026, 2, 28)),
    ),
    explanation="材料齐全，公示无异议",
    amount_fen=500_000,
    schedule=(Instalment("2026年5月", 300_000), Instalment("2027年5月", 200_000)),
    number="云人社决〔2026〕17号",
    contact=CONTACT,
)
NOTICE = NoticeData(
    id="GS-2026-0007",
    organ=ORGAN,
    matter="一次性创业补贴",
    lines=tuple(
        NoticeLine(f"测试** 369***********{number:02d}", "2026年第一批", 500_000 + number)
        for number in range(1, 60)
    ),
    opened_on=date(2026, 4, 1),
    ends_on=date(2026, 4, 9),
    working_days=5,
    contact=CONTACT,
    basis=BASIS,
    address="https://jy.example.gov.cn/notices/GS-2026-0007/",
)
RECEIPT = ReceiptData(
    organ=ORGAN,
    applicant="测试人甲",
    applicant_number="369***********12",
    cases=(
        ReceivedCase("2026-369921-000123-7", "一次性创业补贴", date(2026, 4, 20)),
        ReceivedCase("2026-369921-000124-5", "社会保险补贴"),
    ),
    papers=("居民身份证（照片）", "营业执照（照片）"),
    received_at=datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
    clerk="经办人甲",
    to_follow=("租赁合同",),
    contact=CONTACT,
    address="https://jy.example.gov.cn/q/2026-369921-000123-7/",
)
CORRECTION = CorrectionData(
    organ=ORGAN,
    case="2026-369921-000123-7",
    matter="一次性创业补贴",
    applicant="测试人甲",
    applicant_number="369***********12",
    items=(
        CorrectionItem("租赁合同", "上传的照片缺最后一页", BASIS[0], "三/（一）"),
        CorrectionItem("说明企业地址与登记不一致的原因"),
    ),
    sent_on=date(2026, 3, 4),
    due_on=date(2026, 3, 11),
    working_days=5,
    contact=CONTACT,
    address="https://jy.example.gov.cn/q/2026-369921-000123-7/",
)
ONE_TIME = OneTimeNoticeData(
    organ=ORGAN,
    matter="一次性创业补贴",
    conditions=(
        Reason("首次创办企业", "unknown", document=BASIS[0], clause="二/（三）/5"),
        Reason("正常经营满12个月", "unknown"),
    ),
    papers=(
        NeededPaper("居民身份证", "公安机关", "电子证照", fetched=True),
        NeededPaper("营业执照", "市场监管部门", "照片"),
        NeededPaper("租赁合同", "", "照片", may_follow=True),
    ),
    steps=(StepLine("镇街受理", "5个工作日"), StepLine("公示", "5个工作日"), StepLine("批准", "5个工作日")),
    basis=BASIS,
    benefit="一次性补贴5000元。",
    places=(CONTACT,),
    appeal=APPEAL,
    address="https://jy.example.gov.cn/m/opening-subsidy/",
    drawn_on=date(2026, 3, 1),
)
PAYMENTS = PaymentList(
    id="HZ-2026-0003",
    label="2026年4月创业就业补贴汇总表",
    organ=ORGAN,
    rows=(
        PaymentRow(
            "2026-369921-000123-7", "一次性创业补贴", "测试人甲", "369921199001010012",
            "6200000000000000012", 500_000, "测试银行", "东河镇", "2026年第一批",
        ),
        PaymentRow("2026-369921-000124-5", "社会保险补贴", "=1+1", "+86", "@账号", 123_405, note="-2"),
        PaymentRow("2026-369921-000125-3", "一次性创业补贴", "测试人乙", "36992119900202002X", "0012", 700_000),
    ),
    total_fen=1_323_405,
    signed_by="测试局长",
    signed_role="leader",
    signed_on=date(2026, 4, 10),
    digest="ab" * 32,
)  # fmt: skip
