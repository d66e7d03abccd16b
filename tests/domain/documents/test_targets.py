"""Goals: figures to be reached and goals in words; conditions and benefits are neither."""

from typing import Any

import pytest

from domain.documents.corpus import text_of
from jiuchuang.domain.documents import Comparison, Target, read_document
from jiuchuang.domain.documents.tasks import task_rows


def targets(sentence: str) -> tuple[Target, ...]:
    return read_document(f"一、任务。做好工作。{sentence}").targets


@pytest.mark.parametrize(
    ("sentence", "indicator", "value", "unit", "comparison"),
    [
        ("建设500个服务网点。", "服务网点", 500, "个", Comparison.EXACTLY),
        ("在孵企业达到1500家。", "在孵企业", 1500, "家", Comparison.AT_LEAST),
        ("登记失业率控制在3%以内。", "登记失业率", 3, "%", Comparison.AT_MOST),
        ("确保零就业家庭至少一人就业。", "零就业家庭就业", 1, "人", Comparison.AT_LEAST),
        ("投入资金不少于2000万元。", "投入资金", 2000, "万元", Comparison.AT_LEAST),
        ("发放担保贷款8亿元。", "担保贷款", 8, "亿元", Comparison.EXACTLY),
        ("每季度发布一期分析报告。", "分析报告", 1, "期", Comparison.EXACTLY),
        ("扶持返乡人员创业500人以上。", "返乡人员创业", 500, "人", Comparison.AT_LEAST),
        ("举办每次超过200人参加的创业沙龙。", "创业沙龙", 200, "人", Comparison.MORE_THAN),
        ("拿出20%以上工作岗位定向招聘退役军人。", "工作岗位", 20, "%", Comparison.AT_LEAST),
        ("建成3个对接主导产业，集教学和生产于一体的实训中心。", "实训中心", 3, "个", Comparison.EXACTLY),
        ("实现培训一人、上岗一人。", "培训一人、上岗一人", 1, "人", Comparison.EXACTLY),
    ],
)
def test_goals_with_figures(
    sentence: str, indicator: str, value: Any, unit: str, comparison: Comparison
) -> None:
    (target,) = targets(sentence)
    assert (target.indicator, target.value, target.unit) == (indicator, value, unit)
    assert target.comparison is comparison
    assert target.clause == "一"


@pytest.mark.parametrize(
    "sentence",
    [
        "给予企业每人1000元的奖励。",
        "正常经营3个月以上的，申请5000元补贴。",
        "对留用率达到50%以上的单位，给予奖励。",
        "对裁员率低于5%的企业，调整缴费比例。",
        "对成功率不低于25%、带动就业不少于1000人的小镇，一次性予以10万元奖补。",
        "贷款最高额度为10万元，期限不超过3年。",
        "失业保险费率降至1%。",
        "单个企业年度总额不超过10万元。",
        "每招用1人补贴1000元。",
    ],
)
def test_rules_conditions_and_benefits_are_no_goals(sentence: str) -> None:
    assert targets(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "indicator", "deadline"),
    [
        ("所有社区均符合创业型社区标准。", "所有社区均符合创业型社区标准", None),
        ("两年内争创成为市级示范大学。", "市级示范大学", "两年内"),
        ("全县工作跨入全省先进行列。", "全县工作跨入全省先进行列", None),
        ("培育一批跨境电商企业。", "跨境电商企业", None),
        ("提高持证人员比例。", "提高持证人员比例", None),
        ("将登记失业率、参保人数作为年度考核重要指标。", "登记失业率、参保人数", None),
        ("对各乡镇培训合格率、创业成活率等任务完成情况进行通报。", "各乡镇培训合格率、创业成活率", None),
        ("各县（区）要建立零工服务中心。", "零工服务中心", None),
        ("深入开展充分就业村创建活动。", "充分就业村创建", None),
        ("力争实训楼年内投入使用。", "实训楼年内投入使用", None),
        ("实施三大特色产业培育工程。", "三大特色产业培育工程", None),
    ],
)
def test_goals_in_words(sentence: str, indicator: str, deadline: str | None) -> None:
    (target,) = targets(sentence)
    assert (target.indicator, target.value, target.deadline) == (indicator, None, deadline)


def test_a_rate_by_which_organisations_are_judged_is_a_goal() -> None:
    (upper,) = targets("对见习留用率达到60%以上的单位，次年提高补贴标准。")
    assert (upper.indicator, upper.value, upper.comparison) == ("见习留用率", 60, Comparison.AT_LEAST)
    (lower,) = targets("对培训合格率低于40%的机构，取消定点资格。")
    assert (lower.indicator, lower.value, lower.comparison) == ("培训合格率", 40, Comparison.AT_LEAST)


def test_the_parts_of_a_goal_are_goals() -> None:
    text = "一、目标。1.全年培训900人次，其中：（1）青年400人次；（2）退役军人500人次。2.做好总结。"
    found = read_document(text).targets
    assert [(goal.clause, goal.indicator, goal.value) for goal in found] == [
        ("一/1", "培训", 900),
        ("一/1/（1）", "青年", 400),
        ("一/1/（2）", "退役军人", 500),
    ]


def test_money_is_named_by_its_fund_and_a_share_by_what_is_set_aside() -> None:
    (yearly,) = targets("设立创业扶持资金，县财政每年列支不低于300万元用于相关工作。")
    assert (yearly.indicator, yearly.value, yearly.period) == ("创业扶持资金", 300, "每年")
    share, number = targets("国有企业拿出不少于40%的新增岗位招聘毕业生，全年不少于700个。")
    assert (share.indicator, number.indicator) == ("新增岗位", "新增岗位")


def test_how_often_is_a_goal_and_both_speaks_of_the_phrase_before() -> None:
    (report,) = targets("按季度发布用工信息。")
    assert (report.indicator, report.period) == ("发布用工信息", "按季度")
    goals = targets("全县所有镇街均达到示范标准，均拥有一处就业驿站。")
    assert [goal.per for goal in goals] == ["所有镇街", "所有镇街"]


def test_a_goal_relative_to_last_year_names_its_baseline() -> None:
    (target,) = targets("发放贷款额度不低于上年水平。")
    assert (target.value, target.baseline, target.comparison) == (None, "上年水平", Comparison.AT_LEAST)


def test_ranges_tentative_words_and_deadlines_reach_over_semicolons() -> None:
    first, second = targets("力争到2033年底，建成1家示范园区；扶持3—5个示范点。")
    assert (first.deadline, first.tentative) == ("2033年底", True)
    assert (second.value, second.low, second.high, second.deadline) == (None, 3, 5, "2033年底")


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        (
            "puyang-2017-29",
            {
                (1, "万人"),
                (8, "亿元"),
                (15, "万户"),
                (70, "户"),
                (316, "户"),
                (100, "万人"),
                (4, "个"),
                (30, "个"),
            }
            | {(100, "个"), (1, "家"), (13, "家"), (1000, "家")},
        ),
        (
            "jinxiang-2017-21",
            {
                (4, "万人"),
                (15, "万人次"),
                (3, "%"),
                (10, "万平方米"),
                (1500, "家"),
                (1, "处"),
                (2, "处"),
                (105, "家"),
            }
            | {
                (70, "家"),
                (16, "家"),
                (50, "个"),
                (1, "期"),
                (1000, "人"),
                (2000, "万元"),
                (1, "人"),
                (1, "刻钟"),
            },
        ),
    ],
)
def test_the_targets_of_real_documents(stem: str, expected: set[tuple[Any, str]]) -> None:
    found = {(target.value, target.unit) for target in read_document(text_of(stem)).targets if target.unit}
    assert expected <= found
    assert not {unit for _value, unit in found} & {"元", "年", "个月"}


def test_task_rows_leave_units_out_of_the_task_and_periods_in_the_time() -> None:
    document = read_document(
        "一、任务（一）办班。每年培训90人，6月底前开班。（牵头单位：县人社局；配合单位：财政局等部门）（二）宣传。办活动。"
    )
    first, second = task_rows(document)
    assert (first.number, first.locator, first.chapter, first.heading) == (1, "一/（一）", "任务", "办班")
    assert first.task == "每年培训90人，6月底前开班。"
    assert (first.lead, first.support) == (("县人社局",), ("县财政局", "等部门"))
    assert first.due == ("6月底前", "每年")
    assert (second.lead, second.indicators) == ((), ())
