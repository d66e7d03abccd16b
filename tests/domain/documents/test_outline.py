"""Which numbers open clauses, in every usual style, and which only look like it."""

import pytest

from domain.documents.corpus import text_of
from jiuchuang.domain.documents import read_document


def locators(text: str) -> list[str]:
    return [clause.locator for clause in read_document(text).clauses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "一、目标（一）甲。乙。（二）丙。丁。二、措施（一）戊。己。",
            ["一", "一/（一）", "一/（二）", "二", "二/（一）"],
            id="restarting",
        ),
        pytest.param(
            "一、目标（一）甲。乙。二、措施（二）丙。丁。（三）戊。己。",
            ["一", "一/（一）", "二", "二/（二）", "二/（三）"],
            id="running on",
        ),
        pytest.param(
            "一、目标(一)甲。1.子。2、丑。3．寅。(1)卯；(2)辰。①巳；②午。",
            [
                "一",
                "一/（一）",
                "一/（一）/1",
                "一/（一）/2",
                "一/（一）/3",
                "一/（一）/3/（1）",
                "一/（一）/3/（2）",
                "一/（一）/3/（2）/①",
                "一/（一）/3/（2）/②",
            ],
            id="all levels",
        ),
        pytest.param(
            "一、方向。围绕一、二、三产业融合发展，建设一、二级网点。二、保障。加强领导。",
            ["一", "二"],
            id="一、二、三产业 is no outline",
        ),
        pytest.param(
            "一、费率。（一）降费。费率为1.5%，符合第（二）项和（三）项的减半。（二）缓缴。缓缴3个月。",
            ["一", "一/（一）", "一/（二）"],
            id="references to items are no outline",
        ),
        pytest.param(
            "一、培训。（一）办班。一是开设夜校。二是开设周末班。（二）考核。这一是重点。",
            ["一", "一/（一）", "一/（一）/一是", "一/（一）/二是", "一/（二）"],
            id="一是 alone is no enumeration",
        ),
        pytest.param(
            "一、任务。第一，稳岗位。第二，扩就业。二、要求。其一，重领导。其二，重考核。",
            ["一", "一/第一", "一/第二", "二", "二/其一", "二/其二"],
            id="第一，第二，",
        ),
        pytest.param(
            "第一章总则第一条为促进就业。第二条依照第一条规定办理。第二章附则第三条自公布之日起施行。",
            ["第一章", "第一章/第一条", "第一章/第二条", "第二章", "第二章/第三条"],
            id="articles",
        ),
        pytest.param(
            "一、稳岗1.返还。返还60%。责任单位：县人社局、县财政局2.减免。免征。责任单位：县税务局"
            "完成时限：2031年6月底前二、扩岗3.招录。招录90人。",
            ["一", "一/1", "一/2", "二", "二/3"],
            id="unit lines without full stop",
        ),
    ],
)
def test_locators(text: str, expected: list[str]) -> None:
    assert locators(text) == expected


def test_a_gap_in_the_numbers_is_accepted_and_reported() -> None:
    document = read_document("一、目标。促进就业。三、保障。加强领导。")
    assert [clause.locator for clause in document.clauses] == ["一", "三"]
    problem = next(problem for problem in document.problems if problem.code == "numbering-gap")
    assert (problem.place.line, problem.place.column, problem.severity) == (1, 11, "warning")


def test_a_repeated_number_is_kept_apart_and_reported() -> None:
    document = read_document("一、目标。（一）甲。乙。（一）丙。丁。（二）戊。己。")
    assert [clause.locator for clause in document.clauses] == ["一", "一/（一）", "一/（一）#2", "一/（二）"]
    assert "numbering-repeated" in {problem.code for problem in document.problems}


@pytest.mark.parametrize(
    ("text", "locators"),
    [
        ("一、任务。抓好三件事。具体如下：1.甲事；2.乙事；3.丙事。", ["一", "一/1", "一/2", "一/3"]),
        ("一、任务。开展帮扶。分别是：（一）甲事；（二）乙事。", ["一", "一/（一）", "一/（二）"]),
        ("一、任务。培训两类人员。其中：1.甲类；2.乙类。", ["一"]),
        ("一、任务。比例如下：1.甲类。", ["一"]),
    ],
)
def test_items_announced_by_a_colon_are_clauses_when_a_second_follows(text: str, locators: list[str]) -> None:
    assert [clause.locator for clause in read_document(text).clauses] == locators


def test_items_that_say_what_must_be_done_are_clauses_and_one_alone_is_not() -> None:
    text = "一、保障措施一要加强领导。成立专班。二要强化督导。统一要求。二、其他。一要守时；二要守信。"
    locators = [clause.locator for clause in read_document(text).clauses]
    assert locators == ["一", "一/一要", "一/二要", "二"]


def test_a_paragraph_about_all_stages_closes_the_chapter() -> None:
    text = "一、步骤（一）动员。开会。（二）推进。抓落实。以上各阶段工作可以交叉进行。二、保障。加强领导。"
    document = read_document(text)
    assert [clause.locator for clause in document.clauses] == [
        "一",
        "一/（一）",
        "一/（二）",
        "一/末段",
        "二",
    ]


def test_headings_and_own_words() -> None:
    document = read_document(
        "一、总体要求坚持稳中求进，促进就业。二、主要任务（一）加强培训。每年培训900人。"
        "1.每年举办3场招聘会，每场50家企业。（二）做好服务（责任单位：县人社局）1.进村入户。上门登记。"
    )
    found = [(clause.locator, clause.heading, clause.text) for clause in document.clauses]
    assert found == [
        ("一", "总体要求", "坚持稳中求进，促进就业。"),
        ("二", "主要任务", ""),
        ("二/（一）", "加强培训", "每年培训900人。"),
        ("二/（一）/1", None, "每年举办3场招聘会，每场50家企业。"),
        ("二/（二）", "做好服务", "（责任单位：县人社局）"),
        ("二/（二）/1", "进村入户", "上门登记。"),
    ]


@pytest.mark.parametrize(
    ("stem", "tail"),
    [
        ("articles", ["第二章/第三条/末段", "第二章/第四条", "第三章", "第三章/第五条", "第三章/第六条"]),
        ("council", ["三", "三/（一）", "三/（二）", "尾段"]),
        ("halfwidth", ["二/（二）/1", "二/（二）/2", "三", "尾段"]),
        ("website", ["附件", "附件1", "附件1/一", "附件1/一/（一）", "附件1/二", "附件1/二/（一）"]),
    ],
)
def test_how_sample_documents_end(stem: str, tail: list[str]) -> None:
    assert locators(text_of(stem))[-len(tail) :] == tail


def test_text_without_any_number_says_so() -> None:
    document = read_document("关于做好就业工作，请各单位认真落实。")
    assert [clause.locator for clause in document.clauses] == ["前言"]
    assert "no-clauses" in {problem.code for problem in document.problems}


def test_an_empty_text_is_an_empty_reading() -> None:
    document = read_document(" \n")
    assert document.clauses == ()
    assert document.text == ""
