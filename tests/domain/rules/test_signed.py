"""Signatures written into the text of packs, whatever way the text is laid out."""

from __future__ import annotations

import pytest

from jiuchuang.domain.rules.loading.library import load_pack
from jiuchuang.domain.rules.loading.signed import (
    ASSUMPTION,
    READING,
    Signed,
    signable,
    signed_files,
    words_of,
)
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

PACK = "sample/yunxi-2024-6"
FLEXIBLE = f"{PACK}/flexible-insurance-subsidy"
PATH = f"{PACK}/programmes/flexible-insurance-subsidy.yaml"


@pytest.fixture(scope="module")
def shipped():
    files = read_pack_files(folders=(PACK,))
    return files, load_vocabulary(files)[0]


def loaded(files, vocabulary):
    pack, problems = load_pack(files, PACK, vocabulary)
    assert problems == []
    return pack


def signature(pack, kind, subject, choice="", basis="会议纪要", by="人员甲"):
    item = signable(pack.programme(FLEXIBLE))[kind, subject]
    return Signed(FLEXIBLE, kind, subject, words_of(item), choice, basis, by, "2026-03-02")


def test_a_reading_and_an_assumption_are_read_back_as_signed(shipped):
    files, vocabulary = shipped
    pack = loaded(files, vocabulary)
    assumption = pack.programme(FLEXIBLE).assumptions[1].id
    wanted = [
        signature(pack, READING, "term", "running_time"),
        signature(pack, ASSUMPTION, assumption),
    ]
    text, used = signed_files(files, pack, wanted)
    ruled = loaded(text, vocabulary)
    programme = ruled.programme(FLEXIBLE)
    assert len(used) == 2
    assert programme.readings[0].signed == "running_time"
    assert [item.signed_by for item in programme.assumptions] == [None, "人员甲", None]
    assert ruled.digest != pack.digest
    assert {path for path in files if text[path] != files[path]} == {PATH}


def test_the_order_in_which_people_sign_does_not_change_the_digest(shipped):
    files, vocabulary = shipped
    pack = loaded(files, vocabulary)
    ids = [item.id for item in pack.programme(FLEXIBLE).assumptions]
    wanted = [signature(pack, ASSUMPTION, name) for name in ids]
    digests = {
        loaded(signed_files(files, pack, order)[0], vocabulary).digest for order in (wanted, wanted[::-1])
    }
    assert len(digests) == 1


@pytest.mark.parametrize("basis", ['引号"和\\反斜杠', "冒号: 井号 # 与 {括号}", "换行\n和\t制表", "'单引号'"])
def test_whatever_an_officer_writes_stays_text(shipped, basis):
    files, vocabulary = shipped
    pack = loaded(files, vocabulary)
    text, _ = signed_files(files, pack, [signature(pack, READING, "term", "months_drawn", basis)])
    assert loaded(text, vocabulary).programme(FLEXIBLE).readings[0].signed == "months_drawn"


@pytest.mark.parametrize("written", [", signed_by: null", ""])
def test_a_key_that_is_not_there_is_put_in(shipped, written):
    files, vocabulary = shipped
    changed = {
        **files,
        PATH: files[PATH].replace(", signed_by: null", written).replace("    signed: null\n", ""),
    }
    pack = loaded(changed, vocabulary)
    assumption = pack.programme(FLEXIBLE).assumptions[0].id
    wanted = [signature(pack, READING, "term", "running_time"), signature(pack, ASSUMPTION, assumption)]
    text, used = signed_files(changed, pack, wanted)
    programme = loaded(text, vocabulary).programme(FLEXIBLE)
    assert len(used) == 2
    assert programme.readings[0].signed == "running_time"
    assert programme.assumptions[0].signed_by == "人员甲"


def test_words_that_were_changed_are_not_signed(shipped):
    files, vocabulary = shipped
    pack = loaded(files, vocabulary)
    signed = signature(pack, READING, "term", "running_time")
    reading = pack.programme(FLEXIBLE).readings[0]
    changed = {**files, PATH: files[PATH].replace(reading.options[0].says, "另一种说法")}
    other = loaded(changed, vocabulary)
    assert signed_files(changed, other, [signed]) == (changed, [])


def test_signatures_of_other_programmes_and_subjects_are_left_aside(shipped):
    files, vocabulary = shipped
    pack = loaded(files, vocabulary)
    strangers = [
        Signed(f"{PACK}/nothing", READING, "term", "", "a", "b", "c", "2026-03-02"),
        Signed(FLEXIBLE, READING, "nothing", "", "a", "b", "c", "2026-03-02"),
    ]
    assert signed_files(files, pack, strangers) == (files, [])
