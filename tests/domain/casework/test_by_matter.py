"""Which procedure a matter goes through: the programme's own choice before its kind, the kind before who benefits."""

from __future__ import annotations

from jiuchuang.domain.casework.by_matter import read_by_matter
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.procedures.store import load_by_matter, load_procedures

TEXT = """
basis: 由县配置
by_programme: {a/1/x: one}
by_kind: {status: two}
by_entity: {person: three}
"""


def test_the_first_that_fits_is_taken():
    chosen, problems = read_by_matter(TEXT, "by-matter.yaml")
    assert problems == []
    assert chosen.procedure("a/1/x", "status", "person") == "one"
    assert chosen.procedure("a/1/y", "status", "person") == "two"
    assert chosen.procedure("a/1/y", "quota", "person") == "three"
    assert chosen.procedure("a/1/y", "quota", "place") is None


def test_a_misspelt_key_is_told_with_its_place():
    _, problems = read_by_matter(TEXT.replace("by_kind", "by_kinds"), "by-matter.yaml")
    assert [(problem.code, problem.place.line) for problem in problems] == [("unknown-key", 4)]


def test_the_shipped_choice_names_procedures_and_programmes_that_are_there():
    chosen, problems = load_by_matter()
    assert problems == []
    procedures = {item.id for item in load_procedures()[0]}
    named = {*chosen.by_programme.values(), *chosen.by_kind.values(), *chosen.by_entity.values()}
    assert named <= procedures
    library = load_library(read_pack_files())[0]
    assert [name for name in chosen.by_programme if library.programme(name) is None] == []
    assert set(chosen.by_entity) == set(ENTITIES)
