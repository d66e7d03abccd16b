"""Every worked case of every pack, answered by columns as its author computed it by hand."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from jiuchuang.domain.kernel.money import parse_money
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.loading.library import Library, document_folders, load_library
from jiuchuang.domain.rules.pack import WorkedCase
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen, screen
from jiuchuang.gateways.pack_store import read_pack_files

FILES = read_pack_files()
VERDICTS = {"eligible": True, "ineligible": False, "not_in_force": False, "unknown": None}


@cache
def library() -> Library:
    loaded, problems = load_library(FILES)
    assert not problems, "\n".join(map(str, problems))
    return loaded


@cache
def compiled(programme: str) -> CompiledProgramme:
    found = library().programme(programme)
    assert found is not None, f"no programme {programme}"
    return compile_programme(found)


def answers(plan: ScreenPlan, cases: list[WorkedCase]) -> list[dict[str, object]]:
    """The result columns of the cases, one row each; a case may know facts that no condition reads."""
    schema = {fact.name: column_type(fact.type) for fact in plan.facts}
    table = pl.DataFrame([{name: case.facts.get(name) for name in schema} for case in cases], schema=schema)
    if not schema:
        table = pl.DataFrame({"row": range(len(cases))})
    kept = [pl.col("row")] if not schema else []
    facts = table.lazy().select([*kept, *sound_facts(plan, table.schema)])
    return screen(facts, plan).collect().to_dicts()


def expected(case: WorkedCase) -> dict[str, object]:
    """Verdict, and money where the case gives it."""
    wanted: dict[str, object] = {"verdict": VERDICTS[case.expect["status"]]}
    amount = case.expect.get("amount")
    if amount is not None and wanted["verdict"]:
        wanted["payable"] = parse_money(str(amount)).fen
    return wanted


def faults(programme: str, cases: list[WorkedCase]) -> list[str]:
    """Cases of one programme on one day whose columns differ from what the author expects."""
    item = compiled(programme)
    plan = plan_screen([item], library().vocabulary, item.programme.entity, cases[0].on)
    if not plan.programmes:
        refused = {"not_in_force"} if item.programme.extent != "recorded" else {"unknown", "not_in_force"}
        return [f"{case.place} {case.name}" for case in cases if case.expect["status"] not in refused]
    found = []
    for case, row in zip(cases, answers(plan, cases), strict=True):
        for what, value in expected(case).items():
            got = row.get(plan.programmes[0].column(what))
            if got is not value and got != value:
                found.append(f"{case.place} {case.name}: {what} 应为 {value}，得 {got}")
    return found


@pytest.mark.parametrize("folder", document_folders(FILES))
def test_worked_cases_by_columns(folder: str) -> None:
    cases, problems = load_cases(FILES, folder, library().vocabulary)
    assert not problems
    together: dict[tuple[str, object], list[WorkedCase]] = {}
    for case in cases:
        together.setdefault((case.programme, case.on), []).append(case)
    wrong = [fault for (programme, _), same in together.items() for fault in faults(programme, same)]
    assert not wrong, "\n".join(wrong)
    assert cases
