"""Why personal data are handled and how long they are kept: the file as shipped, and every fault at its place."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.domain.organisation.personal_data_file import PERSONAL_DATA, Term, load_personal_data
from jiuchuang.gateways.pack_store import read_pack_files


def test_the_file_as_shipped_says_for_everything_what_for_and_how_long():
    rules, problems = load_personal_data(read_pack_files())
    assert problems == []
    assert len(rules.purposes) == 4 and all("个人信息保护法" in purpose.basis for purpose in rules.purposes)
    told = {name: term.told for name, term in rules.terms.items()}
    assert (told["screening-results"], told["messages"], told["audit-records"]) == (
        "12个月",
        "7天",
        "不自动删除",
    )


@pytest.mark.parametrize(
    ("term", "on", "first"),
    [
        (Term("x", "", "", "", months=12), date(2026, 11, 23), date(2025, 11, 23)),
        (Term("x", "", "", "", months=6), date(2026, 8, 31), date(2026, 2, 28)),
        (Term("x", "", "", "", days=7), date(2026, 3, 3), date(2026, 2, 24)),
    ],
)
def test_from_which_day_on_something_is_still_kept(term, on, first):
    assert term.first_kept(on) == first


def test_every_fault_at_its_place():
    text = """purposes:
  applying: {label: 办理, data: 姓名, source: 本人}
kept:
  messages: {label: 短信, keep: a week, then: 删除, basis: 设定}
  codes: 一天
  more: {label: 其他, then: 删除, basis: 设定, forever: true}
"""
    problems = load_personal_data({PERSONAL_DATA: text})[1]
    assert sorted((problem.place.line, problem.code) for problem in problems) == [
        (2, "personal-data-words"),
        (4, "personal-data-term"),
        (5, "personal-data-entry"),
        (6, "unknown-key"),
    ]
    assert [problem.code for problem in load_personal_data({})[1]] == ["personal-data-missing"]
    assert [problem.code for problem in load_personal_data({PERSONAL_DATA: "a: 1"})[1]] == [
        "personal-data-top"
    ] * 2
