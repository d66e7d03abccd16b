"""How large an enterprise is for statistics: by the row of its industry in `packs/registers/enterprise-size.yaml`.

A class is reached when every figure that the row lists reaches its lower limit; who misses one falls to the next class
below. Of figures that are not known only that is said which they cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiuchuang.domain.kernel.money import parse_money
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml

SIZES = ("large", "medium", "small", "micro")
"""From the largest down; the codes of the fact employer_size."""
FIGURES = ("staff", "revenue", "assets")
FILE = "registers/enterprise-size.yaml"
_KEYS = ("label", *SIZES[:-1])


@dataclass(frozen=True)
class SizeRow:
    """An industry: for each class but the lowest the least of each figure; money in fen, staff in persons."""

    industry: str
    label: str
    limits: Mapping[str, Mapping[str, int]]


def load_size_rows(files: Mapping[str, str]) -> tuple[dict[str, SizeRow], list[Problem]]:
    """The rows by industry, and every fault of the file."""
    if FILE not in files:
        return {}, [Problem("sizes-missing", f"缺少文件 {FILE}", Place(FILE))]
    content, problems = read_yaml(files[FILE], FILE)
    top = Record(content, "文件", ("source", "industries"), problems, Place(FILE, 1, 1))
    top.text("source")
    rows = {}
    for industry, entry, place in top.entries("industries"):
        record = Record(entry, f"“{industry}”", _KEYS, problems, place)
        limits = {size: _limits(record, size) for size in SIZES[:-1]}
        rows[industry] = SizeRow(industry, record.text("label"), limits)
    return rows, problems


def _limits(record: Record, size: str) -> dict[str, int]:
    found = {}
    for figure, written, place in record.entries(size):
        if figure not in FIGURES:
            record.fault("unknown-figure", f"没有“{figure}”这个指标", place, "、".join(FIGURES))
            continue
        try:
            found[figure] = int(written) if figure == "staff" else parse_money(str(written)).fen
        except ValueError as fault:
            record.fault("bad-figure", f"{figure}：{fault}", place)
    if not found:
        record.fault("missing-key", f"{size} 没有写下限")
    return found


def size_of(row: SizeRow, figures: Mapping[str, int | None]) -> str | None:
    """The class of an enterprise with these figures; None where what is not known of them could change it."""
    for size, limits in row.limits.items():
        reached = [_reaches(figures.get(name), least) for name, least in limits.items()]
        if False not in reached:
            return None if None in reached else size
    return SIZES[-1]


def _reaches(figure: int | None, least: int) -> bool | None:
    return None if figure is None else figure >= least
