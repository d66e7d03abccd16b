"""Whole programmes: the conformance cases of decisions and money, and what a decision owes to its reader."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import polars as pl
import pytest

from domain.rules.small_packs import CONFORMANCE, FOLDER, fact_entry, load, pack_files, plain, written
from jiuchuang.domain.kernel.money import parse_money
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.engines.columns import column_type, to_column
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.screen import plan_screen, screen

FRAME = {"id": "p", "title": "试验", "extent": "full", "clause": "一", "payee": "person", "owner": ["人社局"]}


@cache
def file_of(name: str) -> Any:
    data, problems = read_yaml((CONFORMANCE / "programmes" / name).read_text(encoding="utf-8"), name)
    assert not problems, problems
    return plain(data)


def group_of(file: str, name: str) -> dict[str, Any]:
    return next(group for group in file_of(file)["groups"] if group["name"] == name)


@cache
def small_library(file: str, name: str) -> Library:
    group = group_of(file, name)
    facts = [fact_entry(fact, given) for fact, given in file_of(file)["vocabulary"].items()]
    force = {**group["in_force"], "basis": "末段"} if "in_force" in group else None
    files = pack_files(written({**FRAME, **group["programme"]}), written(facts), force)
    library, problems = load(files)
    assert not problems, "\n".join(map(str, problems))
    return library


def compiled_of(library: Library) -> CompiledProgramme:
    programme = library.programme(f"{FOLDER}/p")
    assert programme is not None
    return compile_programme(programme)


def cases() -> Iterator[Any]:
    for path in sorted((CONFORMANCE / "programmes").glob("*.yaml")):
        for group in file_of(path.name)["groups"]:
            for case in group["cases"]:
                case = {"on": group.get("on"), **case}
                yield pytest.param(path.name, group["name"], case, id=f"{group['name']}:{case['id']}")


CASES = list(cases())


def facts_of(case: Mapping[str, Any], library: Library) -> dict[str, Any]:
    facts, problems = read_facts(case["facts"], library.vocabulary, "case")
    assert not problems, problems
    return facts


def answer(file: str, name: str, case: Mapping[str, Any]) -> Decision:
    library = small_library(file, name)
    facts = facts_of(case, library)
    return decide(compiled_of(library), library.packs[FOLDER], library.vocabulary, facts, case["on"])


def fen(text: str | None) -> int | None:
    return None if text is None else parse_money(text).fen


@pytest.mark.parametrize(("file", "name", "case"), CASES)
def test_decision(file: str, name: str, case: dict[str, Any]) -> None:
    got = answer(file, name, case)
    assert (got.status, got.amount_fen) == (case["status"], fen(case["amount"]))
    if "state" in case:
        assert got.amount_state == case["state"]
    results = {item.id: item.result for item in got.conditions}
    assert {key: results[key] for key in case.get("results", {})} == case.get("results", {})
    if "missing" in case:
        assert [fact.name for fact in got.missing] == case["missing"]
    if "next" in case:
        assert got.next_question is not None and got.next_question.name == case["next"]
    if "bit" in case:
        assert [cap.id for cap in got.caps if cap.bit] == case["bit"]
    if "readings" in case:
        check_readings(got, case["readings"])
    for key, field in (("remaining", "remaining"), ("total", "total_fen")):
        if key in case:
            assert got.schedule is not None
            wanted = fen(case[key]) if key == "total" else case[key]
            assert getattr(got.schedule, field) == wanted


def check_readings(got: Decision, wanted: Mapping[str, str]) -> None:
    readings = {reading.key: reading for reading in got.readings}
    assert bool(readings) == bool(wanted)
    for key, value in wanted.items():
        if value in ("eligible", "ineligible", "unknown", "not_in_force"):
            assert readings[key].status == value
        else:
            assert readings[key].amount_fen == fen(value)


@pytest.mark.parametrize(("file", "name", "case"), CASES)
def test_columns_come_to_the_same_verdict_and_amount(file: str, name: str, case: dict[str, Any]) -> None:
    library = small_library(file, name)
    facts, on = facts_of(case, library), case["on"]
    types = {fact.name: column_type(fact.type) for fact in library.vocabulary.facts.values()}
    frame = pl.DataFrame([pl.Series(key, [facts.get(key)], dtype=type_) for key, type_ in types.items()])
    for variant in compiled_of(library).variants:
        for node in (variant.verdict, variant.amount, variant.payable, variant.until):
            if node is not None:
                assert frame.select(to_column(node, on).alias("x")).item() == evaluate(node, facts, on)


@pytest.mark.parametrize(("file", "name", "case"), CASES)
def test_screening_counts_the_case_as_the_decision_does(file: str, name: str, case: dict[str, Any]) -> None:
    library = small_library(file, name)
    facts, got = facts_of(case, library), answer(file, name, case)
    plan = plan_screen([compiled_of(library)], library.vocabulary, "person", case["on"])
    if not plan.programmes:
        assert got.status == "not_in_force"
        return
    frame = pl.LazyFrame(
        [pl.Series(fact.name, [facts.get(fact.name)], dtype=column_type(fact.type)) for fact in plan.facts]
    )
    row = screen(frame, plan).collect().row(0, named=True)
    item = plan.programmes[0]
    verdicts = {"eligible": True, "ineligible": False, "not_in_force": False, "unknown": None}
    assert row[item.column("verdict")] is verdicts[got.status]
    if got.amount_fen is not None:
        assert row[item.column("payable")] == got.amount_fen


def test_the_same_facts_give_the_same_receipt_in_any_order() -> None:
    library = small_library("money.yaml", "caps")
    facts = {"in_hardship": True, "heads": 7, "drawn": 100, "drawn_year": 0}
    receipts = set()
    for seed in range(6):
        items = list(facts.items())
        random.Random(seed).shuffle(items)
        on = file_on("money.yaml", "caps")
        receipts.add(
            decide(compiled_of(library), library.packs[FOLDER], library.vocabulary, dict(items), on).receipt
        )
    assert len(receipts) == 1


def file_on(file: str, name: str) -> Any:
    return group_of(file, name)["on"]


def test_the_receipt_changes_with_whatever_could_change_the_answer() -> None:
    library, on = small_library("money.yaml", "caps"), file_on("money.yaml", "caps")
    pack, compiled = library.packs[FOLDER], compiled_of(library)

    def receipt(**changes: Any) -> Any:
        facts = {"in_hardship": True, "heads": 7, "drawn": 0, "drawn_year": 0, **changes.get("facts", {})}
        return decide(
            compiled, changes.get("pack", pack), library.vocabulary, facts, changes.get("on", on)
        ).receipt

    other = small_library("money.yaml", "instalments").packs[FOLDER]
    first = receipt()
    assert receipt() == first
    assert receipt(facts={"heads": 8}).facts != first.facts
    assert receipt(facts={"heads": None}).facts != first.facts
    assert receipt(on=on.replace(day=2)) != first
    assert receipt(pack=other).pack != first.pack
    assert all(len(value) == 64 for key, value in first.to_json().items() if key.endswith("_sha256"))


def test_every_condition_is_explained_with_its_clause_even_when_one_fails() -> None:
    case = next(param.values[2] for param in CASES if param.id == "conditions:one-short")
    got = answer("decisions.yaml", "conditions", case)
    assert [(item.id, item.clause, item.phrase) for item in got.conditions] == [
        ("shop", "一", "某"), ("age", "一", "某"), ("staff", "一", "某"),
    ]  # fmt: skip
    assert all(item.sentence for item in got.conditions)


def test_a_refusal_outside_the_term_says_why() -> None:
    for name in ("validity", "open-start"):
        late = next(c for c in group_of("decisions.yaml", name)["cases"] if c["status"] == "not_in_force")
        assert answer("decisions.yaml", name, late).validity_note


def test_an_exact_residual_settles_what_logic_leaves_open() -> None:
    library = small_library("decisions.yaml", "groups")
    args = (
        compiled_of(library),
        library.packs[FOLDER],
        library.vocabulary,
        {},
        file_on("decisions.yaml", "groups"),
    )
    assert decide(*args).status == "unknown"
    assert decide(*args, residual=lambda node, facts, on: False).status == "ineligible"
    assert decide(*args, residual=lambda node, facts, on: True).status == "eligible"
