"""Cases out of a screening (免申即享): for everybody whose award is certain, or for nobody it is not.

Whoever may screen marks the rows, all at once; a job then opens one case after the other, each in its own
transaction with the row that it belongs to. Broken off anywhere, the job goes on where it stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.open_from_screening import open_from_screening
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.screening.actions.start_run import RUN, chain_of
from jiuchuang.apps.screening.models import Award, Opening, ScreeningRun, Stage
from jiuchuang.apps.screening.queries import to_open
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

TOLD_MOST = 300


@dataclass(frozen=True)
class CasesMarked:
    """How many rows wait for their case now."""

    count: int


@transaction.atomic
def open_cases(*, access: Access, run_id: int, programme: str, at: datetime) -> CasesMarked | Refusal:
    """Mark every row of the programme for which a case may be opened; a job opens them (`open_marked`).

    Rows that were marked before and still wait, since their job was broken off, count too.
    """
    run = ScreeningRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None or not access.units(RUN).filter(pk=run.unit_id).exists():
        return Refusal((Problem("no-run", "没有这次筛查，或者您不能据此开办"),))
    if run.stage != Stage.DONE:
        return Refusal((Problem("not-done", "筛查还没有完成"),))
    wanted = to_open(access, run, programme)
    waiting = run.awards.filter(programme=programme, opening=Opening.MARKED).count()
    if not wanted.count and not waiting:
        problem = Problem("nobody-to-open", "没有可以直接开办的对象", Place("programme"))
        return Refusal((problem,))
    marked = Award.objects.filter(pk__in=wanted.rows.order_by().values("pk")).update(opening=Opening.MARKED)
    content = {"programme": programme, "count": marked, "fen": wanted.sum_fen, "waiting": waiting}
    record(chain=chain_of(run.pk), kind="CasesOrdered", actor=access.actor, at=at, content=content)
    return CasesMarked(marked + waiting)


def open_marked(*, access: Access, run_id: int, programme: str, at: datetime) -> int:
    """Open the case of every marked row; returns how many rows were dealt with, opened or told why not."""
    done = 0
    rows = Award.objects.filter(run_id=run_id, programme=programme, opening=Opening.MARKED)
    while (number := rows.order_by("pk").values_list("pk", flat=True).first()) is not None:
        done += _open_one(access, number, at)
    return done


@transaction.atomic
def _open_one(access: Access, number: int, at: datetime) -> int:
    """One row and its case, together or not at all; 0 where another job was quicker."""
    award = Award.objects.select_for_update(of=("self",)).select_related("run").get(pk=number)
    if award.opening != Opening.MARKED:
        return 0
    done = open_from_screening(
        access=access,
        programme=award.programme,
        kind=award.kind,
        number=award.number,
        amount_fen=award.amount_fen,
        on=award.run.on,
        origin=f"screening/{award.run_id}/{award.programme}/{award.kind}:{award.number}",
        at=at,
    )
    if isinstance(done, Refusal):
        award.opening, award.told = Opening.REFUSED, str(done)[:TOLD_MOST]
    else:
        award.opening, award.case_number = Opening.OPENED, done.number
    award.save(update_fields=["opening", "told", "case_number"])
    return 1
