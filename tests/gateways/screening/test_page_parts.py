"""Tables of a page: one wide table on a screen, narrow pieces on paper, with all columns in them."""

from __future__ import annotations

import re

from jiuchuang.gateways.screening.page_parts import PAPER_COLUMNS, table


def headings(html: str) -> list[list[str]]:
    return [re.findall(r"<th[^>]*>([^<]*)</th>", piece) for piece in html.split("<table>")[1:]]


def test_a_narrow_table_is_there_once():
    head = [str(number) for number in range(PAPER_COLUMNS + 1)]
    assert headings(table(head, [head])) == [head]


def test_a_wide_table_is_printed_in_pieces_that_begin_with_the_first_column():
    head = [f"栏{number}" for number in range(2 * PAPER_COLUMNS + 2)]
    html = table(head, [[f"格{number}" for number in range(len(head))]])
    whole, *pieces = headings(html)
    assert whole == head
    assert all(piece[0] == "栏0" and len(piece) <= PAPER_COLUMNS + 1 for piece in pieces)
    assert [name for piece in pieces for name in piece[1:]] == head[1:]
    screen, paper = html.split('<div class="paper">')
    assert 'class="wide screen"' in screen
    for number in range(1, len(head)):
        assert screen.count(f">格{number}<") == paper.count(f">格{number}<") == 1


def test_long_words_get_room():
    assert '<td class="t">' in table(["甲"], [["字" * 30]])
    assert '<td class="n">' in table(["甲"], [["1,234.00"]])


def test_rows_that_add_up_are_set_apart():
    html = table(["甲", "乙"], [["东", "1"], ["合计", "1"]])
    assert html.count('<tr class="sum">') == 1
