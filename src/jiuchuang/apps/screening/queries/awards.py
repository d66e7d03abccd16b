"""What runs found, scoped by the units of whoever asks, names masked where they may not be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.queries import ProgrammeShown, programme_shown
from jiuchuang.apps.screening.models import Award, Opening, ScreeningRun, Standing
from jiuchuang.apps.screening.queries.runs import READ, RUN
from jiuchuang.domain.kernel.masking import mask_name

STANDING_LABELS: dict[str, str] = {standing.value: str(standing.label) for standing in Standing}


@dataclass(frozen=True)
class Filter:
    """Which rows of a run: empty values ask for all."""

    programme: str = ""
    standing: str = ""
    unit_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class AwardShown:
    """A row as it may be shown; money in fen, None where it is not known."""

    id: int
    programme: str
    kind: str
    number: str
    name: str
    unit: str
    standing: str
    standing_label: str
    amount_fen: int | None
    low_fen: int | None
    high_fen: int | None
    paid_fen: int | None
    last_paid_on: date | None
    detail: str
    case_number: str
    opening: str
    told: str


def awards_in(access: Access, run: ScreeningRun, wanted: Filter) -> QuerySet[Award]:
    """Rows of the run that belong to units which the account reads."""
    rows = Award.objects.filter(run=run, unit__in=access.units(READ)).select_related("unit")
    if wanted.programme:
        rows = rows.filter(programme=wanted.programme)
    if wanted.standing:
        rows = rows.filter(standing=wanted.standing)
    if wanted.unit_id is not None:
        rows = rows.filter(unit_id=wanted.unit_id)
    if wanted.text:
        rows = rows.filter(number__startswith=wanted.text)
    return rows.order_by("programme", "standing", "number")


def units_in(access: Access, run: ScreeningRun) -> QuerySet[Unit]:
    """Units that the account reads and that have rows in the run."""
    places = Award.objects.filter(run=run).order_by().values("unit").distinct()
    return access.units(READ).filter(pk__in=places).order_by("region_code", "code")


def award_shown(access: Access) -> Callable[[Award], AwardShown]:
    """How rows are shown to the account; what it sees of a unit is asked once."""
    seen: dict[int | None, frozenset[str]] = {None: frozenset()}

    def shown(row: Award) -> AwardShown:
        if row.unit_id not in seen:
            seen[row.unit_id] = access.sees(row.unit_id or 0)
        bare = "name" in seen[row.unit_id] or row.kind == "employer"
        return AwardShown(
            id=row.pk,
            programme=row.programme,
            kind=row.kind,
            number=row.number,
            name=row.name if bare else _masked(row),
            unit=row.unit.name if row.unit else "",
            standing=row.standing,
            standing_label=STANDING_LABELS[row.standing],
            amount_fen=row.amount_fen,
            low_fen=row.low_fen,
            high_fen=row.high_fen,
            paid_fen=row.paid_fen,
            last_paid_on=row.last_paid_on,
            detail="；".join(row.detail),
            case_number=row.case_number,
            opening=row.opening,
            told=row.told,
        )

    return shown


def _masked(row: Award) -> str:
    firm, bracket, person = row.name.partition("（")
    return f"{firm}（{mask_name(person.rstrip('）'))}）" if bracket else mask_name(row.name)


@dataclass(frozen=True)
class ProgrammeCount:
    """Rows of one programme by standing, and money: `due_fen` of those whose amount is known."""

    programme: str
    rows: dict[str, int] = field(default_factory=dict)
    due_fen: int = 0
    due_without_figure: int = 0
    paid_not_due_fen: int = 0


def counted(access: Access, run: ScreeningRun) -> dict[str, ProgrammeCount]:
    """Counts of the rows that the account sees, by programme."""
    rows = (
        awards_in(access, run, Filter())
        .order_by()
        .values("programme", "standing")
        .annotate(rows=Count("pk"), fen=Sum("amount_fen"), paid=Sum("paid_fen"), bare=_WITHOUT_FIGURE)
    )
    found: dict[str, ProgrammeCount] = {}
    for row in rows:
        known = found.get(row["programme"], ProgrammeCount(row["programme"]))
        is_due = row["standing"] == Standing.DUE
        found[row["programme"]] = ProgrammeCount(
            row["programme"],
            {**known.rows, row["standing"]: row["rows"]},
            (row["fen"] or 0) if is_due else known.due_fen,
            row["bare"] if is_due else known.due_without_figure,
            (row["paid"] or 0) if row["standing"] == Standing.PAID_NOT_DUE else known.paid_not_due_fen,
        )
    return found


_WITHOUT_FIGURE = Count("pk", filter=Q(amount_fen__isnull=True))


@dataclass(frozen=True)
class ToOpen:
    """Who could be given a case at once under a programme, what it comes to, and why others cannot."""

    programme: ProgrammeShown | None
    rows: QuerySet[Award]
    count: int
    sum_fen: int
    left_out: tuple[tuple[str, int], ...]


def to_open(access: Access, run: ScreeningRun, programme: str) -> ToOpen:
    """The rows of a programme for which cases may be opened: due, not in a case, and the amount known for sure."""
    mine = Award.objects.filter(run=run, programme=programme, unit__in=access.units(RUN))
    due = mine.filter(standing=Standing.DUE)
    ready = (
        due.filter(amount_fen__isnull=False, opening=Opening.NONE).select_related("unit").order_by("number")
    )
    total = ready.aggregate(count=Count("pk"), fen=Sum("amount_fen"))
    differing = due.filter(amount_fen__isnull=True, low_fen__isnull=False).count()
    reasons = (
        ("两种理解的金额不同，须先由政策人员裁定", differing),
        ("原文没有可算的金额", due.filter(amount_fen__isnull=True, low_fen__isnull=True).count()),
        ("金额还缺事实", mine.filter(standing=Standing.AMOUNT_MISSING).count()),
        ("已有办件", mine.filter(standing=Standing.IN_CASE).count()),
        ("已经发放过", mine.filter(standing=Standing.PAID).count()),
        ("这次筛查已经开过", due.exclude(opening=Opening.NONE).count()),
    )
    left_out = tuple((words, count) for words, count in reasons if count)
    return ToOpen(programme_shown(programme, run.on), ready, total["count"], total["fen"] or 0, left_out)


def opening_counts(run: ScreeningRun, programme: str) -> dict[str, int]:
    """How far the opening of cases is: rows by `Opening`, those that nobody asked for left out."""
    rows = run.awards.filter(programme=programme).exclude(opening=Opening.NONE)
    return dict(rows.order_by().values_list("opening").annotate(count=Count("pk")))
