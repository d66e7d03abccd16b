"""Who is charged, in every usual form of bracket, with names written out in full."""

import pytest

from jiuchuang.domain.documents import Clause, Role, read_document


def clause_with(ending: str) -> Clause:
    """The one section of a document whose text ends in the given words."""
    document = read_document(f"一、任务（一）加强服务。做好登记。{ending}（二）加强宣传。办好活动。")
    clause = document.clause("一/（一）")
    assert clause is not None
    assert [c.locator for c in document.clauses] == ["一", "一/（一）", "一/（二）"]
    return clause


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("（责任单位：人社局、财政局）", ["responsible 人社局", "responsible 财政局"]),
        (
            "(牵头单位:市民政局、残联;配合部门:市教育(体育)局、市场监管局等部门)",
            [
                "lead 市民政局",
                "lead 市残联",
                "support 市教育（体育）局",
                "support 市市场监管局",
                "support 等部门",
            ],
        ),
        (
            "（省人社厅牵头，财政厅、各市人民政府配合）",
            ["lead 省人社厅", "support 省财政厅", "support 各市人民政府"],
        ),
        (
            "（人力资源社会保障部、国家税务总局等按职责分工负责）",
            ["responsible 人力资源社会保障部", "responsible 国家税务总局"],
        ),
        (
            "〔牵头单位：青山市、白水区人民政府；协办单位：各县〔市、区〕人民政府，各园区〕",
            [
                "lead 青山市人民政府",
                "lead 白水区人民政府",
                "support 各县〔市、区〕人民政府",
                "support 各园区",
            ],
        ),
        (
            "（牵头单位：县人社局；协办单位：有培训任务的县直部门、县直有关单位、各镇、街道）",
            [
                "lead 县人社局",
                "support 有培训任务的县直部门",
                "support 县直有关单位",
                "support 各镇",
                "support 各街道",
            ],
        ),
        ("（责任单位：区就业工作领导小组各成员单位）", ["responsible 区就业工作领导小组各成员单位"]),
        ("（各市、县（区）人民政府负责）", ["responsible 各市、县（区）人民政府"]),
        ("[县人社局负责]", ["responsible 县人社局"]),
        ("（县人社局、县残疾人联合会）", ["responsible 县人社局", "responsible 县残疾人联合会"]),
        (
            "（责任领导：分管副县长；牵头单位：县商务局；责任单位：发改局；时限：2031年6月）",
            ["lead 县商务局", "responsible 县发改局"],
        ),
        ("责任单位：县人社局、各乡镇。", ["responsible 县人社局", "responsible 各乡镇"]),
        ("牵头单位：县人社局配合单位：县财政局完成时限：长期", ["lead 县人社局", "support 县财政局"]),
        ("（人民银行青山支行、市财政局牵头）", ["lead 人民银行青山支行", "lead 市财政局"]),
        ("（市财政局、人民银行青山支行、国家统计局青山调查队参加）", None),
        ("服务对象（含社会团体、民办非企业）不限。", []),
        ("（以下简称人社局）", []),
        ("（市人社局会同市财政局负责，2031年底前完成）", ["responsible 市人社局", "responsible 市财政局"]),
        ("（市政府督查室）", ["responsible 市政府督查室"]),
        (
            "（责任单位：赣南、龙北经济开发区管委会）",
            ["responsible 赣南经济开发区管委会", "responsible 龙北经济开发区管委会"],
        ),
    ],
)
def test_units_of_a_clause(ending: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = ["support 市财政局", "support 人民银行青山支行", "support 国家统计局青山调查队"]
    units = clause_with(ending).units
    assert [f"{unit.role} {unit.name}" for unit in units] == expected


def test_the_spoken_form_and_the_word_are_kept() -> None:
    lead, support = clause_with("（牵头单位：市人社局；配合部门：财政局）").units
    assert (lead.as_written, lead.word) == ("市人社局", "牵头单位")
    assert (support.name, support.as_written, support.word) == ("市财政局", "财政局", "配合部门")


def test_several_brackets_of_one_clause_count_once_per_role() -> None:
    clause = clause_with("（责任单位：人社局、财政局）另做统计。（责任单位：统计局、人社局）")
    assert [unit.name for unit in clause.units] == ["人社局", "财政局", "统计局"]


def test_a_bare_et_cetera_leaves_the_list_open_without_a_unit() -> None:
    clause = clause_with("（市人社局、市财政局等负责）")
    assert [unit.name for unit in clause.units] == ["市人社局", "市财政局"]
    assert clause.units_open
    assert not clause_with("（市人社局、市财政局负责）").units_open


def test_first_named_leads_where_the_text_says_so() -> None:
    document = read_document(
        "一、任务（一）甲事。做好甲事。（县人社局、县财政局负责。列第一位者为牵头单位，下同）"
        "（二）乙事。做好乙事。（县商务局、县税务局等负责）"
    )
    assert [[f"{u.role} {u.name}" for u in clause.units] for clause in document.clauses] == [
        [],
        ["lead 县人社局", "responsible 县财政局"],
        ["lead 县商务局", "responsible 县税务局"],
    ]


def test_a_bracket_behind_an_enumeration_charges_the_section() -> None:
    document = read_document(
        "一、任务（一）服务。一是登记。二是培训。三是推荐。（责任单位：县人社局）（二）宣传。办活动。"
    )
    assert [(c.locator, [u.name for u in c.units]) for c in document.clauses if c.units] == [
        ("一/（一）", ["县人社局"])
    ]


def test_duties_in_sentences_count_only_without_brackets() -> None:
    plain = (
        "一、职责。市就业中心负责登记，市人社局承担考核的牵头工作。本办法由市财政局负责解释。各县要抓好落实。"
    )
    units = [unit for clause in read_document(plain).clauses for unit in clause.units]
    assert [f"{unit.role} {unit.name}" for unit in units] == [
        "responsible 市就业中心",
        "lead 市人社局",
        "responsible 市财政局",
    ]
    bracketed = read_document(plain + "（责任单位：市人社局）")
    assert [unit.name for unit in bracketed.clauses[0].units] == ["市人社局"]


def test_a_bracket_before_the_full_stop_closes_nothing() -> None:
    document = read_document(
        "一、任务。（一）登记。做好登记（县人社局负责）。（二）培训。每年办班（县教育局负责）。"
    )
    assert [(clause.locator, [unit.name for unit in clause.units]) for clause in document.clauses] == [
        ("一", []),
        ("一/（一）", ["县人社局"]),
        ("一/（二）", ["县教育局"]),
    ]


def test_a_bracket_cut_off_is_read_and_reported() -> None:
    document = read_document("一、任务。做好登记。（责任单位：县人社局、县财政局")
    assert [unit.name for unit in document.clauses[0].units] == ["县人社局", "县财政局"]
    assert "unit-bracket-open" in {problem.code for problem in document.problems}


def test_columns_of_a_table_charge_the_units_in_them_row_by_row() -> None:
    table = "|序号|任务|牵头单位|配合单位||1|建园|市人社局|财政局、各县（区）政府||2|培训||市教育局||3|贷款|市金融局|"
    (clause,) = read_document(f"一、分工{table}|").clauses
    assert [(unit.name, unit.role) for unit in clause.units] == [
        ("市人社局", Role.LEAD),
        ("市财政局", Role.SUPPORT),
        ("各县（区）政府", Role.SUPPORT),
        ("市教育局", Role.SUPPORT),
        ("市金融局", Role.LEAD),
    ]
