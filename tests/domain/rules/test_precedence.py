"""Two documents on one matter: by the order, in dispute, or as officers ruled, on every engine and on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from domain.rules.small_packs import FOLDER, fact_entry, load, pack_files, written
from domain.rules.test_versions import PROGRAMME, two_documents
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.checks.versions import check_versions
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.engines.in_force import in_force_nodes
from jiuchuang.domain.rules.loading.signed import ranked_files
from jiuchuang.domain.rules.pack import DISPUTED, PREVAILS, YIELDS, Rival
from jiuchuang.domain.rules.population.screen import in_force_expr
from jiuchuang.domain.rules.precedence import Ruling, overlaps, rivals, ruled_on

OLD, NEW = "test/2016-1/p", "test/2018-1/p"
BOTH = Period(date(2018, 1, 1), date(2018, 12, 31))
FACTS = written([fact_entry("works", {"type": "bool"}), fact_entry("began_on", {"type": "date"})])


def library_of(*, region: str = "370828", level: str = "county", dated: bool = True):
    """Two documents with the same programme; the older one of this region and level."""
    files = two_documents(to="2018-12-31")
    old = files[f"{FOLDER}/document.yaml"].replace('"370828"', f'"{region}"')
    files[f"{FOLDER}/document.yaml"] = old.replace("level: county", f"level: {level}")
    if not dated:
        newer = files["test/2018-1/document.yaml"].replace("issued_on: 2018-01-01", "issued_on: null")
        files["test/2018-1/document.yaml"] = newer
    library, problems = load(files)
    assert not problems
    return library, files


def ruling_of(item, prevails: str, from_on: date, basis: str = "会议纪要") -> Ruling:
    return Ruling(*item.key, item.words, prevails, from_on, basis, "测试人甲、测试人乙", "2018-05-02")


@pytest.mark.parametrize(
    ("region", "level", "found"),
    [
        ("370828", "county", True),
        ("370800", "city", True),
        ("370829", "county", False),
        ("370000", "province", True),
    ],
)
def test_only_documents_that_apply_to_the_same_people_meet(region, level, found):
    library, _ = library_of(region=region, level=level)
    assert [item.key for item in overlaps(library.packs.values())] == ([(OLD, NEW)] if found else [])


def test_a_matter_named_in_the_pack_meets_one_of_another_name():
    _, files = library_of()
    files["test/2018-1/programmes/p.yaml"] = PROGRAMME.replace("id: p\n", "id: q\n")
    assert overlaps(load(files)[0].packs.values()) == []
    files["test/2018-1/programmes/p.yaml"] = PROGRAMME.replace("id: p\n", "id: q\nmatter: p\n")
    assert [item.key for item in overlaps(load(files)[0].packs.values())] == [(OLD, "test/2018-1/q")]


def test_a_higher_organ_of_a_wider_region_is_told_as_a_warning():
    library, _ = library_of(region="370800", level="city")
    (problem,) = check_versions(library)
    assert (problem.severity, "上级机关" in problem.message) == ("warning", True)


def test_the_order_decides_on_the_days_on_which_both_are_in_force():
    library, _ = library_of()
    told = rivals(overlaps(library.packs.values()), (), ())
    assert {name: [(one.says, one.period) for one in found] for name, found in told.items()} == {
        OLD: [(YIELDS, BOTH)],
        NEW: [(PREVAILS, BOTH)],
    }


def test_a_ruling_holds_from_its_day_and_until_the_next():
    library, _ = library_of(dated=False)
    (item,) = overlaps(library.packs.values())
    rulings = (ruling_of(item, OLD, date(2018, 3, 1)), ruling_of(item, NEW, date(2018, 6, 1)))
    told = rivals([item], rulings, ())
    assert [(one.says, str(one.period)) for one in told[OLD]] == [
        (DISPUTED, "2018-01-01/2018-02-28"),
        (PREVAILS, "2018-03-01/2018-05-31"),
        (YIELDS, "2018-06-01/2018-12-31"),
    ]
    assert ruled_on(item, rulings, date(2018, 2, 1))[0] is None
    assert ruled_on(item, rulings, date(2018, 6, 1))[0] == NEW
    early = (ruling_of(item, OLD, date(2017, 1, 1)),)
    assert [(one.says, one.period) for one in rivals([item], early, ())[NEW]] == [(YIELDS, BOTH)]


def test_a_ruling_on_other_words_does_not_count():
    library, _ = library_of(dated=False)
    (item,) = overlaps(library.packs.values())
    stale = replace(ruling_of(item, OLD, date(2018, 1, 1)), words="0" * 64)
    assert [one.says for one in rivals([item], (stale,), ())[OLD]] == [DISPUTED]


@pytest.mark.parametrize(("areas", "told_above"), [((), False), (("370800",), False), (("370828",), True)])
def test_the_wider_document_goes_on_where_the_office_serves_other_places_too(areas, told_above):
    library, _ = library_of(region="370800", level="city")
    (item,) = overlaps(library.packs.values())
    told = rivals([item], (ruling_of(item, NEW, date(2018, 1, 1)),), areas)
    assert set(told) == ({OLD, NEW} if told_above else {NEW})


@pytest.mark.parametrize(
    ("on", "dated", "status", "words"),
    [
        (date(2017, 12, 31), False, "eligible", ""),
        (date(2018, 1, 1), False, "unknown", "两个文件冲突，待裁定"),
        (date(2018, 1, 1), True, "not_in_force", "不适用本文件"),
    ],
)
def test_a_decision_says_that_it_stops_or_yields_and_why(on, dated, status, words):
    library, files = library_of(dated=dated)
    told = rivals(overlaps(library.packs.values()), (), ())
    changed = ranked_files(files, library.packs[FOLDER], {name: tuple(found) for name, found in told.items()})
    written_in, problems = load(changed)
    assert not problems
    pack = written_in.packs[FOLDER]
    assert pack.digest != library.packs[FOLDER].digest
    assert pack.programmes[0].validity.rivals == tuple(told[OLD])
    answer = decide(compile_programme(pack.programmes[0]), pack, written_in.vocabulary, {"works": True}, on)
    assert answer.status == status
    assert (words in answer.validity_note) if words else not answer.validity_note
    assert [item.says for item in answer.readings] == (
        [("裁定适用本文件",), ("裁定适用另一份文件",)] if status == "unknown" else []
    )
    refused = decide(compile_programme(pack.programmes[0]), pack, written_in.vocabulary, {"works": False}, on)
    assert refused.status == ("not_in_force" if status == "not_in_force" else "ineligible")


def test_rows_columns_and_trees_agree_on_every_day():
    text = PROGRAMME.replace("payee: none", "payee: none\napplies_by: event\nevent_on: began_on")
    library, problems = load(pack_files(text, FACTS))
    assert not problems
    programme = library.packs[FOLDER].programmes[0]
    around = (
        Rival("a/b/p", "甲", "一", YIELDS, "x", Period(date(2016, 5, 1), date(2016, 5, 3))),
        Rival("a/c/p", "乙", "一", DISPUTED, "x", Period(date(2016, 5, 3), date(2016, 5, 5))),
        Rival("a/d/p", "丙", "一", PREVAILS, "x", Period(date(2016, 5, 6), None)),
    )
    programme = replace(programme, validity=replace(programme.validity, rivals=around))
    days = [
        date(2016, 4, 30),
        *(date(2016, 5, day) for day in range(1, 8)),
        date(2015, 12, 31),
        date(2019, 1, 1),
    ]
    covers = [programme.validity.covers(day) for day in days]
    assert covers == [True, False, False, False, None, None, True, True, False, False]
    frame = pl.DataFrame({"began_on": days})
    assert frame.select(in_force_expr(programme, days[0]).alias("x"))["x"].to_list() == covers
    nodes = in_force_nodes(programme)
    sure = [all(evaluate(node, {"began_on": day}, days[0]) for node in nodes) for day in days]
    assert sure == [value is True for value in covers]
