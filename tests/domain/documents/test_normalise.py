"""White space goes, widths become one, page numbers vanish, and every character knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.documents.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2017 年\n1 月 1 日", "2017年1月1日"),
        ("每人\u3000补贴\u00a01 000\t元", "每人补贴1000元"),
        ("各县(市)区 ;农业 局 :", "各县（市）区；农业局："),
        ("０．５％，１２家", "0.5%，12家"),
        ("1,200人,以上", "1,200人，以上"),
        ("时间10:30,地点:大厅", "时间10:30，地点：大厅"),
        ("扎实推进.二、保障", "扎实推进。二、保障"),
        ("一.总体要求", "一.总体要求"),
        ("2.健全机制 0.5%", "2.健全机制0.5%"),
        ("促进\n— 12 —\n就业", "促进就业"),
        ("2015—2018年", "2015—2018年"),
        ("⒈抓平台。⑴进村；㈠动员", "1.抓平台。（1）进村；（一）动员"),
        ("\ufeff就\u200b业", "就业"),
    ],
)
def test_one_shape(raw: str, text: str) -> None:
    assert normalise(raw).text == text


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_and_never_fails(raw: str) -> None:
    once = normalise(raw)
    assert len(once.origin) == len(once.text)
    assert list(once.origin) == sorted(once.origin)
    assert not any(character.isspace() for character in once.text)
    for start in range(len(once.text)):
        first, last = once.span(start, start + 1).original
        assert 0 <= first < last <= len(raw)


def test_line_ends_are_believed_only_when_they_end_sentences() -> None:
    whole = "一、目标\n促进就业。\n二、措施\n加强培训。\n"
    torn = "一、目\n标促进就\n业。二、措\n施加强\n培训。"
    assert normalise(whole).lines_are_paragraphs
    assert not normalise(torn).lines_are_paragraphs
