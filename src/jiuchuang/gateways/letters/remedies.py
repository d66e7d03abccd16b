"""The terms of appeal that every decision letter tells, with the articles that fix them (`packs/letters`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.gateways.pack_store import BUILT_IN

_FILE = "letters/remedies.yaml"


@dataclass(frozen=True)
class Remedies:
    """Months for the court (行政诉讼), and the articles by which there are days for 复议 and months for the court."""

    months: int
    days_by: str
    months_by: str


@cache
def remedies() -> Remedies:
    """Those that are shipped. Raises ValueError for a file that says anything else."""
    found, problems = read_yaml((BUILT_IN / _FILE).read_text(encoding="utf-8"), _FILE)
    try:
        first, second = found["reconsideration"], found["litigation"]
        months = second["months"]
        if problems or type(months) is not int or months < 1:
            raise ValueError(f"{_FILE}: {problems or months!r}")
        return Remedies(months, _cited(first), _cited(second))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"{_FILE}: {fault!r}") from fault


def _cited(one: dict[str, str]) -> str:
    return f"《{one['law']}》{one['article']}"
