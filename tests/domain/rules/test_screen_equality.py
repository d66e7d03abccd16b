"""Columns answer as rows do: every computable programme of every pack, row by row, on random facts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest

from domain.rules.random_rows import Row, random_rows
from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import BOOL
from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.domain.rules.pack import Group, Programme, leaves
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.missing import MissingFacts, plan_missing, with_parts
from jiuchuang.domain.rules.population.screen import Screened, ScreenPlan, plan_screen, screen
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.pack_store import read_pack_files

ROWS = 60
DAYS = (date(2018, 4, 20), date(2025, 2, 28))
"""One day inside the real documents, one inside the sample; a month's end among them."""
VERDICTS = {"eligible": True, "ineligible": False, "not_in_force": False, "unknown": None}
RESULTS = {"yes": True, "no": False}


@cache
def library() -> Library:
    loaded, problems = load_library(read_pack_files())
    assert not problems
    return loaded


@cache
def compiled() -> tuple[CompiledProgramme, ...]:
    return tuple(compile_programme(programme) for programme in library().programmes())


def verdict_only(programme: CompiledProgramme) -> CompiledProgramme:
    """Without money, so that `missing` names what the verdict alone needs."""
    variants = [
        replace(variant, payable=None, count=None, used=None, until=None) for variant in programme.variants
    ]
    return replace(programme, variants=tuple(variants))


def amount_only(programme: CompiledProgramme) -> CompiledProgramme:
    """Without instalments, so that `missing` of a case that is met names what its amount needs."""
    variants = [replace(variant, count=None, used=None, until=None) for variant in programme.variants]
    return replace(programme, variants=tuple(variants))


def screened_rows(plan: ScreenPlan, rows: list[Row]) -> list[dict[str, object]]:
    table = pl.DataFrame(rows, schema={fact.name: column_type(fact.type) for fact in plan.facts})
    missing = plan_missing(plan, library().vocabulary)
    frame = with_parts(screen(table.lazy().select(sound_facts(plan, table.schema)), plan), missing).collect()
    facts = MissingFacts(frame, missing)
    asked = {item.column("missing"): facts.of(item) for item in plan.programmes}
    for item in plan.programmes:
        waits, names = facts.of_amount(item)
        asked[item.column("of_amount")] = {
            name: flags & waits for name, flags in names.items() if waits is not None
        }
    return [
        row
        | {name: [fact for fact, holds in found.items() if holds[number]] for name, found in asked.items()}
        for number, row in enumerate(frame.to_dicts())
    ]


def decision(item: Screened, facts: Row, on: date, programme: CompiledProgramme | None = None) -> Decision:
    """Of the item's own programme, or of one with less in it."""
    pack = library().packs[item.programme.id.rpartition("/")[0]]
    return decide(programme or item.compiled, pack, library().vocabulary, facts, on)


def asked_for_amount(item: Screened, facts: Row, answer: Decision, on: date) -> set[str]:
    """What one case that is met is asked for, where its amount waits for a fact."""
    if answer.status != "eligible" or not decision(item, facts, on, amount_only(item.compiled)).missing:
        return set()
    assert answer.amount_state == "unknown"
    return {fact.name for fact in answer.missing}


def faults(item: Screened, facts: Row, got: dict[str, object], on: date) -> list[str]:
    """Where the columns differ from the row evaluator, for one programme and one row."""
    answer = decision(item, facts, on)
    wanted: dict[str, object] = {item.column("verdict"): VERDICTS[answer.status]}
    for condition in answer.conditions:
        if condition.role == "condition":
            wanted[item.conditions[condition.id]] = RESULTS.get(condition.result)
    variants = item.compiled.variants
    for name, variant in zip(item.of_variants("payable"), variants, strict=True):
        if variant.payable is not None:
            wanted[name] = evaluate(variant.payable, facts, on)
    if item.gives_figure:
        wanted[item.column("payable")] = answer.amount_fen
        paid = [evaluate(variant.payable, facts, on) for variant in variants if variant.payable is not None]
        known = answer.status == "eligible" and None not in paid
        wanted[item.column("low")] = min(paid) if known else None
        wanted[item.column("high")] = max(paid) if known else None
    found = [
        f"{item.programme.id} {name}: {got[name]} ≠ {value}"
        for name, value in wanted.items()
        if got[name] is not value and got[name] != value
    ]
    if answer.status == "unknown":
        asked = {fact.name for fact in decision(item, facts, on, verdict_only(item.compiled)).missing}
        if set(got[item.column("missing")]) != asked:
            found.append(f"{item.programme.id} missing: {got[item.column('missing')]} ≠ {sorted(asked)}")
    asked = asked_for_amount(item, facts, answer, on)
    if set(got[item.column("of_amount")]) != asked:
        found.append(f"{item.programme.id} of_amount: {got[item.column('of_amount')]} ≠ {sorted(asked)}")
    return found


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("entity", ENTITIES)
def test_columns_equal_rows(entity: str, on: date) -> None:
    plan = plan_screen(compiled(), library().vocabulary, entity, on)
    if not plan.programmes:
        pytest.skip(f"no programme for {entity} in force on {on}")
    rows = random_rows(plan, ROWS, seed=on.year)
    wrong = []
    for row, got in zip(rows, screened_rows(plan, rows), strict=True):
        facts = {name: value for name, value in row.items() if value is not None}
        for item in plan.programmes:
            wrong += faults(item, facts, got, on)
    assert wrong == []


def test_the_random_rows_bring_every_kind_of_answer() -> None:
    plan = plan_screen(compiled(), library().vocabulary, "person", DAYS[0])
    seen: Counter[object] = Counter()
    asked = priced = 0
    for got in screened_rows(plan, random_rows(plan, ROWS, seed=DAYS[0].year)):
        for item in plan.programmes:
            verdict = got[item.column("verdict")]
            seen[verdict] += 1
            asked += verdict is None and bool(got[item.column("missing")])
            priced += bool(got[item.column("of_amount")])
    assert min(seen[True], seen[False], seen[None]) > 20
    assert asked > 100
    assert priced > 0


def always_met(programme: Programme) -> CompiledProgramme:
    """The programme with one condition that everybody meets, so that every unknown amount is one that is due."""
    leaf = replace(next(iter(leaves(programme.conditions))), expression=tree.Constant(BOOL, True))
    easy = replace(programme, conditions=Group("all", (leaf,)), exceptions=(), applies_by="application")
    return compile_programme(easy)


def test_an_amount_due_asks_for_what_one_case_is_asked_for() -> None:
    on = DAYS[0]
    paying = [item.programme for item in compiled() if item.variants[0].payable is not None]
    wrong, listed = [], Counter[str]()
    for entity in ENTITIES:
        plan = plan_screen(map(always_met, paying), library().vocabulary, entity, on)
        if not plan.facts:
            continue
        rows = random_rows(plan, ROWS, seed=3)
        for row, got in zip(rows, screened_rows(plan, rows), strict=True):
            facts = {name: value for name, value in row.items() if value is not None}
            for item in plan.programmes:
                wrong += faults(item, facts, got, on)
                listed[item.programme.id] += bool(got[item.column("of_amount")])
    assert wrong == []
    assert len([name for name, count in listed.items() if count > 2]) > 10


def test_every_computable_programme_is_in_one_plan() -> None:
    on = DAYS[0]
    plans = [plan_screen(compiled(), library().vocabulary, entity, on) for entity in ENTITIES]
    screened = [item.programme.id for plan in plans for item in plan.programmes]
    wanted = [
        programme.id
        for programme in library().programmes()
        if programme.extent != "recorded"
        and (programme.applies_by == "event" or programme.validity.covers(on) is not False)
    ]
    assert sorted(screened) == sorted(wanted)
    assert len(wanted) > 60
