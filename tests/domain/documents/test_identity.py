"""Title, issuer, number, day, region; damaged tokens; other documents; what is doubtful."""

import pytest

from jiuchuang.domain.documents import Metadata, read_document

HEAD = "白水县人民政府关于促进就业的意见\n白政发〔2031〕7号\n各乡镇人民政府，县政府各部门：\n"
BODY = "为促进就业，提出如下意见。\n一、目标。\n（一）扩大就业。新增就业30人。\n"
TAIL = "白水县人民政府\n2031年4月2日\n（此件公开发布）\n"


def metadata(text: str) -> Metadata:
    return read_document(text).metadata


def test_all_there() -> None:
    assert metadata(HEAD + BODY + TAIL) == Metadata(
        "白水县人民政府关于促进就业的意见", "白水县人民政府", "白政发〔2031〕7号", "2031-04-02", "白水县"
    )


def test_nothing_is_invented() -> None:
    document = read_document(BODY)
    assert document.metadata == Metadata()
    absent = {problem.code for problem in document.problems}
    assert absent >= {"no-title", "no-issuer", "no-number", "no-issued-on"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "中共白水县委 白水县人民政府关于促进就业的意见\n（2031年5月6日）\n" + BODY,
            (
                "中共白水县委白水县人民政府关于促进就业的意见",
                "中共白水县委、白水县人民政府",
                None,
                "2031-05-06",
            ),
        ),
        (
            "白水县人民政府办公室关于印发《白水县就业方案》的通知\n白政办〔2031〕9号\n各乡镇人民政府：\n"
            "现将《白水县就业方案》印发给你们，请执行。\n白水县人民政府办公室\n2031年6月1日\n白水县就业方案\n"
            + BODY,
            (
                "白水县人民政府办公室关于印发《白水县就业方案》的通知",
                "白水县人民政府办公室",
                "白政办〔2031〕9号",
                "2031-06-01",
            ),
        ),
        (
            "首页 > 公开目录\n发布日期：2031/7/1 浏览次数：5\n白水县就业奖补办法（试行）\n白人社规[2031]2号\n"
            + BODY,
            ("白水县就业奖补办法（试行）", None, "白人社规〔2031〕2号", None),
        ),
        (
            "白水县人民政府文件\n白政〔2031〕3号\n白水县人民政府\n关于促进就业的\n实施意见\n各乡（镇）人民政府：\n"
            + BODY
            + "2031年1月9日",
            ("白水县人民政府关于促进就业的实施意见", "白水县人民政府", "白政〔2031〕3号", "2031-01-09"),
        ),
        (
            "关于做好就业工作的通知\n各镇人民政府：\n"
            + BODY
            + "白水县人力资源和社会保障局\n二〇三一年六月十二日\n",
            ("关于做好就业工作的通知", "白水县人力资源和社会保障局", None, "2031-06-12"),
        ),
        (
            "国务院办公厅关于促进就业的意见\n国办发〔2031〕6号\n各省、自治区、直辖市人民政府：\n"
            + BODY
            + "国务院办公厅\n2031年3月18日",
            ("国务院办公厅关于促进就业的意见", "国务院办公厅", "国办发〔2031〕6号", "2031-03-18"),
        ),
        (
            "白水县稳就业十条措施\n（白政办发〔2031〕6号，2031年3月1日印发）\n" + BODY,
            ("白水县稳就业十条措施", None, "白政办发〔2031〕6号", "2031-03-01"),
        ),
        (
            "2031年白水县就业工作要点\n" + BODY,
            ("2031年白水县就业工作要点", None, None, None),
        ),
    ],
)
def test_heads_of_many_forms(text: str, expected: tuple[str | None, ...]) -> None:
    found = metadata(text)
    assert (found.title, found.issuer, found.number, found.issued_on) == expected
    assert read_document(text).clauses[0].text == "为促进就业，提出如下意见。"


def test_numbers_in_the_preamble_belong_to_other_documents() -> None:
    text = "根据《国务院关于就业的意见》（国发〔2017〕28 号）和白政〔2030〕6号精神，提出意见。\n一、目标。扩大就业。"
    document = read_document(text)
    assert document.metadata.number is None
    found = [(ref.title, ref.number, ref.damaged) for ref in document.clauses[0].references]
    assert found == [("国务院关于就业的意见", "国发〔2017〕28号", False), (None, "白政〔2030〕6号", False)]


def test_the_region_may_come_from_bodies_the_text_founds_under_its_own_name() -> None:
    assert metadata("一、领导。我县成立白水县就业领导小组。").region == "白水县"
    assert metadata("一、学习。借鉴邻近白水县经验，抓好落实。").region is None


@pytest.mark.parametrize(
    ("damaged", "proposal"),
    [
        ("白政〔20161号", "白政〔2016〕1号"),
        ("白政办〔2015111号", "白政办〔2015〕111号"),
        ("白政办2017〕25号", "白政办〔2017〕25号"),
        ("2017421日", "2017年4月21日"),
        ("2017年421日", "2017年4月21日"),
        ("2017111日", "2017年1月11日或2017年11月1日"),
        ("健立", "建立"),
        ("贷币", "货币"),
    ],
)
def test_damaged_tokens_get_a_proposal_and_stay_as_they_are(damaged: str, proposal: str) -> None:
    document = read_document(f"一、目标。按照{damaged}要求办理，扩大就业。")
    (repair,) = document.repairs
    assert (repair.text, repair.proposal) == (damaged, proposal)
    start, end = repair.span.normalised
    assert document.text[start:end] == damaged
    assert damaged in document.clauses[0].text
    assert "damaged-token" in {problem.code for problem in document.problems}


@pytest.mark.parametrize(
    "sound", ["稳健立足长远", "国发〔2017〕28号", "2017年4月21日", "做为民服务的事", "按排名先后", "20171人"]
)
def test_sound_words_are_left_alone(sound: str) -> None:
    assert read_document(f"一、目标。坚持{sound}办理。").repairs == ()


def test_a_damaged_number_is_a_reference_marked_as_damaged() -> None:
    document = read_document("根据《意见》（白政〔20161号）精神，提出意见。一、目标。扩大就业。")
    (reference,) = document.clauses[0].references
    assert (reference.title, reference.number, reference.damaged) == ("意见", "白政〔2016〕1号", True)


def test_a_damaged_day_leaves_the_date_absent() -> None:
    document = read_document(HEAD + BODY + "白水县人民政府\n2031421日")
    assert document.metadata.issued_on is None
    assert document.repairs[0].proposal == "2031年4月21日"


def test_problems_are_placed_by_line_and_column() -> None:
    document = read_document("一、目标。\n加快健立机制。")
    problem = next(problem for problem in document.problems if problem.code == "damaged-token")
    assert (problem.place.line, problem.place.column) == (2, 3)


def test_hedges() -> None:
    document = read_document("一、规定。力争建成，可按规定申请，认可度高；各地可适当提高，鼓励探索。")
    assert [hedge.word for hedge in document.clauses[0].hedges] == [
        "力争", "可", "按规定", "可", "适当", "鼓励", "探索",
    ]  # fmt: skip


def test_who_gets_a_copy_stands_outside_the_clauses_and_an_annex_of_a_year_is_no_decimal() -> None:
    text = "关于就业的通知一、任务。做好工作。附件：1.2035年任务表2.责任清单抄送：县委办公室。某县办公室2035年3月2日印发"
    document = read_document(text)
    assert [clause.locator for clause in document.clauses] == ["一", "附件"]
    (year,) = document.clauses[-1].quantities
    assert (year.text, year.value) == ("2035年", 2035)
    assert document.matter[-1].text.startswith("抄送：")
