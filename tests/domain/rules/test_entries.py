"""What an approval enters into a register is told in the pack, and every fault of it with its place."""

from __future__ import annotations

import pytest

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files

FOLDER = "songyuan/2018"
PATH = f"{FOLDER}/programmes/poor-labourer-status.yaml"
LINE = "  - {register: hardship, category: other, term: null, phrase: 比照就业困难人员}"
TERM = "parameters:\n  span: {type: months, value: 12个月, phrase: 比照就业困难人员}"


@pytest.fixture(scope="module")
def files():
    return read_pack_files(folders=(FOLDER,))


def loaded(files, line, **replaced):
    text = files[PATH].replace(LINE, line)
    assert text != files[PATH] or line == LINE
    for old, new in replaced.items():
        assert f"{old}:" in text
        text = "\n".join(new if row.startswith(f"{old}:") else row for row in text.splitlines())
    library, problems = load_library({**files, PATH: text})
    found = [one for one in problems if one.place.source == PATH and one.severity == "error"]
    return library.packs[FOLDER].programme(f"{FOLDER}/poor-labourer-status"), found, text


def test_what_the_pack_says_is_read(files):
    programme, problems, _ = loaded(files, LINE)
    assert problems == []
    [entry] = programme.enters
    assert (entry.register, entry.category, entry.valid_months) == ("hardship", "other", None)
    assert entry.citation.phrase == "比照就业困难人员"


def test_the_term_is_a_figure_of_the_text(files):
    programme, problems, _ = loaded(files, LINE.replace("null", "span"), parameters=TERM)
    assert problems == [] and programme.enters[0].valid_months == 12


def test_a_truth_of_the_same_subject_is_entered(files):
    programme, problems, _ = loaded(files, "  - {register: fact, fact: is_veteran, phrase: 比照}")
    assert problems == [] and programme.enters[0].fact == "is_veteran"


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        (LINE.replace("other", "no-such"), "bad-choice", "no-such"),
        (LINE.replace("null", "nothing"), "enters-term", "nothing"),
        (LINE.replace("hardship", "cats"), "bad-choice", "cats"),
        (LINE.replace(", phrase: 比照就业困难人员", ""), "missing-citation", "{"),
        (LINE.replace("term: null", "fact: is_veteran"), "enters-key", "is_veteran"),
        (LINE.replace("term: null", "months: 3"), "unknown-key", "months"),
        (f"{LINE}\n{LINE}", "enters-twice", "- {"),
        ("  - {register: fact, fact: is_enterprise, phrase: 比照}", "enters-fact", "is_enterprise"),
        ("  - {register: fact, fact: is_hardship_person, phrase: 比照}", "enters-fact", "is_hardship_person"),
        ("  - {register: fact, fact: is_veteran, category: other, phrase: 比照}", "enters-key", "other"),
    ],
)
def test_a_fault_is_told_where_it_stands(files, line, code, word):
    _, problems, text = loaded(files, line)
    assert [one.code for one in problems] == [code], problems
    row = text.splitlines()[problems[0].place.line - 1]
    assert row[problems[0].place.column - 1 :].startswith(word)


def test_only_a_status_enters_and_only_a_person_is_in_hardship(files):
    _, problems, _ = loaded(files, LINE, kind="kind: discretionary")
    assert [one.code for one in problems] == ["enters-of-kind"]
    _, problems, _ = loaded(files, LINE, entity="entity: household")
    assert "enters-entity" in {one.code for one in problems}
