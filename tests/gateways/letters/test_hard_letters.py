"""Letters of the hard cases: no amount in the document, two readings, an open word, several reasons against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateways.letters.examples import APPEAL, BASIS, LETTER
from gateways.letters.test_papers import pdf_text, word_text
from jiuchuang.gateways.letters.data import OpenWord, ReadingLine, Reason
from jiuchuang.gateways.letters.papers import decision_letter
from jiuchuang.gateways.letters.remedies import remedies

READ = {"pdf": pdf_text, "docx": word_text}
CITED = replace(APPEAL, days_by=remedies().days_by, months_by=remedies().months_by)


def text_of(form, **changed):
    return READ[form](decision_letter(replace(LETTER, schedule=(), appeal=CITED, **changed), form))


@pytest.fixture(params=["pdf", "docx"])
def form(request):
    return request.param


def test_an_amount_stands_in_figures_and_in_capitals(form):
    text = text_of(form, amount_fen=130_000)
    assert "金额1,300.00元（大写：人民币壹仟叁佰元整）。" in text


def test_a_document_without_an_amount_is_told_and_nothing_is_made_up(form):
    note = "文件未规定金额（原文：给予适当补助），本决定未定金额"
    text = text_of(form, amount_fen=None, amount_note=note)
    assert f"批准你（单位）的申请。{note}。" in text
    assert "大写" not in text and "0.00元" not in text


def test_both_readings_stand_in_the_letter_with_what_each_comes_to(form):
    readings = (
        ReadingLine("“连续”指中间不间断", "不符合条件"),
        ReadingLine("“连续”指累计", "符合条件", 500_000),
    )
    text = text_of(form, readings=readings, document=BASIS[0])
    assert "文件有2种理解，都列在这里：" in text
    assert "（1）“连续”指中间不间断：不符合条件。" in text
    assert "（2）“连续”指累计：符合条件，金额5,000.00元。" in text


def test_a_word_on_which_the_amount_hangs_is_told_with_its_clause(form):
    words = (OpenWord("当地平均水平", "二/（三）/5", "没有写明是哪一年的"),)
    note = "按现有规定和情况不能算出金额，上述金额由决定机关核定，理由见说明"
    text = text_of(form, open_words=words, document=BASIS[0], amount_note=note)
    assert f"（1）“当地平均水平”：没有写明是哪一年的。依据：{BASIS[0]}二（三）5。" in text
    assert f"（大写：人民币伍仟元整）。{note}。" in text


def test_a_refusal_gives_every_reason_with_its_clause_and_the_way_of_appeal_with_its_law(form):
    reasons = tuple(
        Reason(f"第{number}个条件", finding, f"查明{number}", BASIS[0], f"二/（{number}）")
        for number, finding in ((1, "not_met"), (2, "not_met"), (3, "unknown"), (4, "met"))
    )
    text = text_of(form, outcome="refused", amount_fen=None, reasons=reasons)
    assert "不予批准决定书" in text and "不予批准你（单位）的申请。" in text
    for number, words in ((1, "不符合"), (2, "不符合"), (3, "无法查明"), (4, "符合")):
        said = f"{number}.第{number}个条件：{words}。查明{number}。依据：{BASIS[0]}二（{number}）。"
        assert said in text
    assert "60日内向云溪县人民政府申请行政复议（《中华人民共和国行政复议法》第二十条）" in text
    assert "6个月内向云溪县人民法院提起行政诉讼（《中华人民共和国行政诉讼法》第四十六条）" in text
    assert text.index("权利告知") > text.index("理由和依据") > text.index("一、决定")
