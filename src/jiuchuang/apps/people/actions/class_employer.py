"""Class an employer by size out of its figures of a year; year, industry and figures are kept with the class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, keep_change, tell
from jiuchuang.apps.people.models import Employer
from jiuchuang.apps.people.queries.sizes import size_rows
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.registers.enterprise_size import SizeRow, size_of

FACT = "employer_size"
_LABELS = {"staff": "从业人员", "revenue": "营业收入", "assets": "资产总额"}


@dataclass(frozen=True)
class Figures:
    """Of a year: persons employed, and fen of revenue and of assets; None where not known."""

    staff: int | None = None
    revenue: int | None = None
    assets: int | None = None


@dataclass(frozen=True)
class EmployerClassed:
    """The class, a code of the fact employer_size."""

    size: str


@transaction.atomic
def class_employer(
    *,
    by: By,
    employer: Employer,
    industry: str,
    year: int,
    figures: Figures,
    on: date,
    at: datetime,
    source: str = "",
    permission: str = WRITE,
) -> EmployerClassed | Refusal:
    """From the day on the employer is of the size that its figures of the year give in the row of the industry.

    Figures that the row asks for and that could change the class must be given. `source` is where they were read.
    """
    problems = [*not_allowed(by, employer.unit_id, permission), *not_yet(on, at, "on", "生效日期")]
    row = size_rows().get(industry)
    given = {"staff": figures.staff, "revenue": figures.revenue, "assets": figures.assets}
    if row is None:
        hint = "、".join(row.label for row in size_rows().values())
        problems.append(Problem("bad-choice", f"没有“{industry}”这个行业", Place("industry"), hint))
    if not 2000 <= year <= on.year:
        problems.append(Problem("fact-range", f"年度应在2000至{on.year}之间", Place("year")))
    problems += [
        Problem("fact-range", f"{_LABELS[name]}不能小于0", Place(name))
        for name, value in given.items()
        if value is not None and value < 0
    ]
    size = size_of(row, given) if row is not None else None
    if row is not None and size is None:
        problems += _missing(row, given)
    if problems or size is None or row is None:
        return Refusal(tuple(problems))
    locked = Employer.objects.select_for_update().get(pk=employer.pk)
    read = " ".join(source.split())
    writing = Writing(by, f"{row.label}{year}年度指标{f'（{read}）' if read else ''}", on, at)
    content = {"industry": industry, "year": year, "size": size, **given}
    keep_change(writing, "employer", locked, {FACT: size}, "stated")
    tell(writing, "employer", employer.number, "size-classed", content)
    return EmployerClassed(size)


def _missing(row: SizeRow, given: dict[str, int | None]) -> list[Problem]:
    """Figures of the row that nobody gave."""
    asked = {name for limits in row.limits.values() for name in limits}
    return [
        Problem("missing", f"{row.label}要有{_LABELS[name]}才能划型", Place(name))
        for name in _LABELS
        if name in asked and given[name] is None
    ]
