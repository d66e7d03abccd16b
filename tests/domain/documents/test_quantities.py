"""Figures: which count, how they are bounded, and which are only names."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jiuchuang.domain.documents import Comparison, Kind, Quantity, read_document


def quantities(sentence: str) -> tuple[Quantity, ...]:
    return read_document(f"一、规定。另有说明。{sentence}").clauses[0].quantities


@pytest.mark.parametrize(
    ("sentence", "text", "value", "unit", "kind", "comparison"),
    [
        ("补贴5 000元。", "5000元", 5000, "元", Kind.MONEY, Comparison.EXACTLY),
        ("新增就业1,200人。", "1,200人", 1200, "人", Kind.COUNT, Comparison.EXACTLY),
        ("费率降至0.5%。", "0.5%", Decimal("0.5"), "%", Kind.RATE, Comparison.EXACTLY),
        ("按三分之二补贴。", "三分之二", Fraction(2, 3), "", Kind.RATE, Comparison.EXACTLY),
        ("按缴费的2/3补贴。", "2/3", Fraction(2, 3), "", Kind.RATE, Comparison.EXACTLY),
        ("留用率达百分之五十以上。", "百分之五十", 50, "%", Kind.RATE, Comparison.AT_LEAST),
        ("满意度九成五以上。", "九成五", Decimal("9.5"), "成", Kind.RATE, Comparison.AT_LEAST),
        ("签订1年以上合同。", "1年", 1, "年", Kind.DURATION, Comparison.AT_LEAST),
        ("稳定经营半年以上。", "半年", Decimal("0.5"), "年", Kind.DURATION, Comparison.AT_LEAST),
        ("毕业3年内的毕业生。", "3年", 3, "年", Kind.DURATION, Comparison.AT_MOST),
        ("缴费满12个月的。", "12个月", 12, "个月", Kind.DURATION, Comparison.AT_LEAST),
        ("见习不满3个月的。", "3个月", 3, "个月", Kind.DURATION, Comparison.LESS_THAN),
        ("距退休不足5年的。", "5年", 5, "年", Kind.DURATION, Comparison.LESS_THAN),
        ("每次超过300人。", "300人", 300, "人", Kind.COUNT, Comparison.MORE_THAN),
        ("参保30人（含）以下的。", "30人", 30, "人", Kind.COUNT, Comparison.AT_MOST),
        ("失业率控制在3%以内。", "3%", 3, "%", Kind.RATE, Comparison.AT_MOST),
        ("合格率≥90%。", "90%", 90, "%", Kind.RATE, Comparison.AT_LEAST),
        ("最高额度统一调整为10万元。", "10万元", 10, "万元", Kind.MONEY, Comparison.AT_MOST),
        ("在孵企业达到1500家。", "1500家", 1500, "家", Kind.COUNT, Comparison.AT_LEAST),
        ("每年只能申领一次。", "一次", 1, "次", Kind.FREQUENCY, Comparison.AT_MOST),
        ("失业率不突破4%。", "4%", 4, "%", Kind.RATE, Comparison.AT_MOST),
        ("五年扶持创业。", "五年", 5, "年", Kind.DURATION, Comparison.EXACTLY),
        ("投资约8亿元。", "8亿元", 8, "亿元", Kind.MONEY, Comparison.ABOUT),
        ("至少组建一支队伍。", "一支", 1, "支", Kind.COUNT, Comparison.AT_LEAST),
        ("两年内建成。", "两年", 2, "年", Kind.DURATION, Comparison.AT_MOST),
        ("覆盖十三个镇街。", "十三个", 13, "个", Kind.COUNT, Comparison.EXACTLY),
        ("培养千名人才。", "千名", 1000, "名", Kind.COUNT, Comparison.EXACTLY),
        ("打造“一刻钟服务圈”。", "一刻钟", 1, "刻钟", Kind.DURATION, Comparison.EXACTLY),
        ("自2017 年 1月 1 日起施行。", "2017年1月1日", "2017-01-01", "日", Kind.DATE, Comparison.NONE),
        ("二〇三一年七月一日施行。", "二〇三一年七月一日", "2031-07-01", "日", Kind.DATE, Comparison.NONE),
        ("6月底前完成。", "6月底", 6, "月", Kind.DATE, Comparison.NONE),
        ("每月5日前报送。", "5日", 5, "日", Kind.DATE, Comparison.NONE),
        ("到2021年建成。", "2021年", 2021, "年", Kind.DATE, Comparison.NONE),
    ],
)
def test_one_figure(
    sentence: str, text: str, value: Any, unit: str, kind: Kind, comparison: Comparison
) -> None:
    (quantity,) = quantities(sentence)
    assert (quantity.text, quantity.value, quantity.unit) == (text, value, unit)
    assert (quantity.kind, quantity.comparison) == (kind, comparison)


@pytest.mark.parametrize(
    ("sentence", "low", "high", "unit"),
    [
        ("扶持1—2个园区。", 1, 2, "个"),
        ("每期30-50人。", 30, 50, "人"),
        ("奖励2万—3万元。", 2, 3, "万元"),
        ("奖励8000元至1万元。", Decimal("0.8"), 1, "万元"),
        ("期限三至十二个月。", 3, 12, "个月"),
        ("比例5%—10%。", 5, 10, "%"),
        ("2015年—2018年执行。", 2015, 2018, "年"),
    ],
)
def test_ranges(sentence: str, low: Any, high: Any, unit: str) -> None:
    (quantity,) = quantities(sentence)
    assert (quantity.value, quantity.low, quantity.high, quantity.unit) == (None, low, high, unit)
    assert quantity.comparison is Comparison.RANGE


@pytest.mark.parametrize(
    "sentence",
    [
        "落实“十三五”规划，推行五证合一、三支一扶、一站式服务。",
        "打造四位一体平台，推进一村一品、一人一策、一人、一技、一业。",
        "给予一次性奖励，培育一批企业，支持“二次创业”。",
        "第一批县区、第4次会议、五届三次全会、第一责任人。",
        "千方百计帮扶千家万户，发展一二三产业和O2O模式。",
        "落实国发〔2017〕28号和《2016年就业要点》。",
        "坚持“半年一小结”，实施三年行动计划，取得五级证书，建立四级网络。",
        "推进“131”工程，加强一把手负责制，同一人员不重复享受。",
    ],
)
def test_numbers_that_are_only_names(sentence: str) -> None:
    assert [quantity.text for quantity in quantities(sentence)] == []


def test_a_list_shares_its_boundary_word_and_unit() -> None:
    shared = quantities("分别最高不超过100万元、50万元、5万元。")
    assert [q.comparison for q in shared] == [Comparison.AT_MOST] * 3
    bare = quantities("每月分别补贴5000、3000和1000元。")
    assert [(q.value, q.unit) for q in bare] == [(5000, "元"), (3000, "元"), (1000, "元")]
    apart = quantities("提供最高15万元、3年免息的贷款。")
    assert [q.comparison for q in apart] == [Comparison.AT_MOST, Comparison.EXACTLY]


def test_a_changed_ceiling_stays_a_ceiling() -> None:
    old, new = quantities("额度上限由20万元调整至30万元。")
    assert (old.comparison, new.comparison) == (Comparison.AT_MOST, Comparison.AT_MOST)
    old, new = quantities("由登记失业1年以上调整为半年以上。")
    assert (old.comparison, new.comparison) == (Comparison.AT_LEAST, Comparison.AT_LEAST)


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("新增就业1.2万人。", 12000, "人"),
        ("发放贷款8亿元。", 800_000_000, "元"),
        ("费率0.5%。", Decimal("0.005"), ""),
        ("补贴2/3。", Fraction(2, 3), ""),
        ("期限3年。", 36, "个月"),
        ("经营半年。", 6, "个月"),
        ("打造一刻钟圈。", 15, "分钟"),
    ],
)
def test_figures_in_their_base_unit(sentence: str, value: Any, unit: str) -> None:
    (quantity,) = quantities(sentence)
    assert (quantity.base_value, quantity.base_unit) == (value, unit)


def test_what_stands_around_a_figure() -> None:
    (year, jobs, rate) = quantities("到2033年，全县城镇新增就业累计达到4万人，登记失业率控制在3%以内。")
    assert (year.text, jobs.about, jobs.period, jobs.deadline) == ("2033年", "城镇新增就业", "累计", "2033年")
    assert (rate.about, rate.deadline) == ("登记失业率", "2033年")
    (team,) = quantities("每个县（市）区年培训创业人员不少于300人。")
    assert (team.about, team.per, team.period) == ("培训创业人员", "每个县（市）区", "年")
    (grant,) = quantities("给予企业每人每年500元的创业补贴。")
    assert (grant.about, grant.per, grant.period) == ("创业补贴", "每人", "每人每年")


def test_lists_of_units_hold_no_figures_but_their_deadline_does() -> None:
    found = quantities("（责任单位：县人社局、第一中学；完成时限：2031年6月底）")
    assert [quantity.text for quantity in found] == ["2031年6月底"]
