"""Whatever people hand in, reading never fails, loses nothing and does not hang."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiuchuang.domain.documents import document_as_json, read_document

PIECES = [
    *"一二三（）()、。：；，《》“”〔〕[]|1290%年月日的各",
    *(
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "第一条",
        "一是",
        "二是",
        "附件",
        "附件1",
        "责任单位：",
        "牵头",
        "负责",
    ),
    *(
        "市财政局",
        "各镇街",
        "等部门",
        "关于就业的意见",
        "县人民政府",
        "2031年4月2日",
        "不少于",
        "3万元",
        "以上",
    ),
    *(
        "本办法自印发之日起施行",
        "目标任务",
        "二〇三一年",
        "十二月",
        "三十日",
        "六成",
        "分之",
        "万",
        "千",
        "\n",
        " ",
        "打印本页",
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_mixture_of_official_pieces_is_read_without_loss(text: str) -> None:
    document = read_document(text)
    stretches = sorted(
        [clause.span.normalised for clause in document.clauses]
        + [matter.span.normalised for matter in document.matter]
    )
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(document.text)]
    assert edges[0::2] == edges[1::2]
    assert len({clause.locator for clause in document.clauses}) == len(document.clauses)
    assert document_as_json(document)["clauses"] is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    document = read_document(text)
    assert sum(len(clause.text) for clause in document.clauses) <= len(document.text)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "（",
        "（责",
        "一",
        "局",
        "2017年",
        "1,",
        "《",
        "责任单位：",
        "各",
        "关于",
        "5%—",
        "建设一批",
        "（责任单位：",
    ],
)
def test_a_long_run_of_one_thing_does_not_hang(unit: str) -> None:
    length = 4000 // len(unit)
    assert len(read_document(unit * length).text) == length * len(unit)


@pytest.mark.parametrize("unit", ["百分之", "201", "3年内"])
def test_a_file_of_nothing_but_numerals_is_passed_over_quickly(unit: str) -> None:
    began = time.process_time()
    read_document(unit * (24_000 // len(unit)))
    assert time.process_time() - began < 6  # seconds of processor time; about one on an idle machine


def test_a_long_document_costs_no_more_than_its_length() -> None:
    measure = (
        "加强岗位归集。对招用困难人员的企业，按每人每年2000元给予补贴，期限不超过3年；"
        "到2035年底前，全县新增就业5000人以上。（责任单位：县人社局、财政局）\n"
    )
    document = "一、总体要求\n" + measure * (100_000 // len(measure))
    began = time.process_time()
    reading = read_document(document)
    assert time.process_time() - began < 8  # about one on an idle machine
    assert len(reading.targets) == document.count("5000人")
