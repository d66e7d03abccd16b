"""The lists themselves: well formed, and every figure really stands in its document."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SEEDS = Path(os.environ.get("JIUCHUANG_SEEDS", HERE.parents[4] / "shared" / "seeds"))
LISTS = sorted(HERE.glob("*.json")) + sorted((HERE.parent / "unseen").glob("*.json"))
LOCATOR = re.compile(
    r"前言|附件(?:#2)?|尾段|[一二三四五六七八九十]+|第[一二三四五六七八九十]+[章条]|（[一二三四五六七八九十]+）"
    r"|[0-9]+|（[0-9]+）|[①-⑳]|[一二三四五六七八九十][是要]|第[一二三四五六七八九十]|末段"
)
ROLES = {"lead", "support", "responsible"}
COMPARISONS = {"at_least", "more_than", "at_most", "less_than", "about", "exactly", "range", "none"}
KINDS = {"money", "rate", "count", "duration", "date", "frequency"}

pytestmark = pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)


def listed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def rows(path: Path, key: str) -> list[list[Any]]:
    gold = listed(path)
    return [*gold[key], *gold["arguable"][key]]


def test_locators_are_written_in_one_way_and_once(path: Path) -> None:
    clauses = listed(path)["clauses"]
    assert len(clauses) == len(set(clauses)) > 0
    assert [c for c in clauses if not all(LOCATOR.fullmatch(part) for part in c.split("/"))] == []
    parents = {c.rpartition("/")[0] for c in clauses} - {""}
    assert parents <= set(clauses)


def test_entries_stand_under_listed_clauses_with_known_words(path: Path) -> None:
    clauses = set(listed(path)["clauses"])
    assert {row[0] for row in rows(path, "units") + rows(path, "quantities")} <= clauses
    assert {row[2] for row in rows(path, "units")} <= ROLES
    assert {row[4] for row in rows(path, "quantities")} <= COMPARISONS
    assert {row[5] for row in rows(path, "quantities")} <= KINDS


def test_a_unit_is_listed_once_for_a_role(path: Path) -> None:
    units = [tuple(row) for row in rows(path, "units")]
    assert len(units) == len(set(units))


def test_every_figure_stands_in_the_document(path: Path) -> None:
    beside = path.with_suffix(".txt")
    source = beside if beside.exists() else SEEDS / beside.name
    if not source.exists():
        pytest.skip(f"{source.name} is not at hand: set JIUCHUANG_SEEDS to the folder of the documents")
    text = re.sub(r"\s", "", source.read_text(encoding="utf-8"))
    figures = [row[1] for row in rows(path, "quantities")]
    assert [figure for figure in figures if figure not in text] == []
    for figure in set(figures):
        assert figures.count(figure) <= text.count(figure)
