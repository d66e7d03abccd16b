"""Which of two documents prevails, and what is said when both are in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.rules.small_packs import FOLDER, fact_entry, load, pack_files, written
from jiuchuang.domain.rules.checks.versions import check_versions
from jiuchuang.domain.rules.pack import DocumentEntry, Validity
from jiuchuang.domain.rules.precedence import precedence

OLD = DocumentEntry(
    id="county/2016-1",
    source_file="a.txt",
    title=None,
    number=None,
    issuer=None,
    level="county",
    region="370828",
    issued_on=date(2016, 1, 1),
    validity=Validity(date(2016, 1, 1), None),
    legal_basis=(),
    prevails_over=None,
    not_in_text=(),
    notes=(),
)
NEW = replace(OLD, id="county/2018-1", issued_on=date(2018, 1, 1))
FACTS = written([fact_entry("works", {"type": "bool"})])
PROGRAMME = """\
id: p
title: 试验服务
extent: full
kind: status
clause: 一/（一）
entity: person
payee: none
owner: [人社局]
conditions:
  all:
    - {id: works, phrase: 就业的, expr: works, yes: 已就业。, no: 未就业。}
amount: null
"""


@pytest.mark.parametrize(
    ("first", "second", "wins", "ground"),
    [
        (OLD, NEW, "county/2018-1", "新的规定"),
        (replace(OLD, level="city"), NEW, "county/2016-1", "上级机关"),
        (replace(OLD, special_to=(NEW.id,)), NEW, "county/2016-1", "特别规定"),
        (replace(OLD, prevails_over="x", level="city"), NEW, "county/2016-1", "上级机关"),
        (
            replace(OLD, issued_on=None),
            replace(NEW, prevails_over="不一致的以本文件为准"),
            NEW.id,
            "文中写明",
        ),
        (replace(OLD, level="city"), replace(NEW, prevails_over="不一致的以本文件为准"), OLD.id, "上级机关"),
        (NEW, replace(OLD, level="city", issued_on=None, prevails_over="以本文件为准"), OLD.id, "文中写明"),
        (replace(OLD, issued_on=None), NEW, None, "没有写明"),
        (replace(OLD, prevails_over="以本文件为准"), NEW, NEW.id, "新的规定"),
    ],
)
def test_the_order_of_precedence_holds_both_ways_round(first, second, wins, ground):
    for pair in ((first, second), (second, first)):
        ruling = precedence(*pair)
        assert (ruling.document.id if ruling.document else None) == wins
        assert ground in ruling.ground


def two_documents(*, to: str) -> dict[str, str]:
    files = pack_files(PROGRAMME, FACTS, {"from": "2016-01-01", "to": to, "basis": "末段"})
    newer = pack_files(PROGRAMME, FACTS, {"from": "2018-01-01", "to": "2020-12-31", "basis": "末段"})
    for path, text in newer.items():
        if path.startswith(FOLDER):
            moved = text.replace(FOLDER, "test/2018-1").replace(
                "issued_on: 2016-01-01", "issued_on: 2018-01-01"
            )
            files[path.replace(FOLDER, "test/2018-1")] = moved
    return files


def test_an_overlap_is_told_with_the_document_that_applies():
    library, problems = load(two_documents(to="2018-12-31"))
    assert not problems
    (problem,) = check_versions(library)
    assert problem.code == "version-overlap"
    assert "适用 test/2018-1：给 test/2016-1 写上止期" in problem.suggestion


def test_versions_that_follow_each_other_are_no_fault():
    library, _ = load(two_documents(to="2017-12-31"))
    assert check_versions(library) == []
