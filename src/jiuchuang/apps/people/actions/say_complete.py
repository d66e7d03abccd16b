"""Say that the registers lack no row of a relation for the subjects of a unit, or take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import By, actor_of, not_allowed, not_yet
from jiuchuang.apps.people.models import Coverage
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

APPROVE = "register.approve"
CHAIN = "register/coverage"


@dataclass(frozen=True)
class CoverageSaid:
    """What holds of the unit now; None: nothing is said any more."""

    coverage: Coverage | None


@transaction.atomic
def say_complete(
    *, by: By, relation: str, end: str, unit: Unit, from_on: date, at: datetime, complete: bool = True
) -> CoverageSaid | Refusal:
    """From the day on the relation, seen from its key column `end`, lists everything for the unit and all below it.

    With `complete` false that is no longer so. Only then do counts out of rows become known (decision 0009).
    """
    problems = [*not_allowed(by, unit.pk, APPROVE), *not_yet(from_on, at, "from_on", "起始日期")]
    known = vocabulary().relations.tables.get(relation)
    if known is None or end not in known.ends:
        problems.append(
            Problem("unknown-relation", f"没有“{relation}”这种登记表或键列“{end}”", Place("relation"))
        )
    open_ = (
        Coverage.objects.select_for_update()
        .filter(relation=relation, end=end, unit=unit, to_on__isnull=True)
        .first()
    )
    if (open_ is not None) == complete:
        message = "已经说明登记齐全" if complete else "没有说明过登记齐全"
        problems.append(Problem("said-already", message, Place("relation")))
    if open_ is not None and not complete and from_on <= open_.from_on:
        problems.append(Problem("period-backward", "要晚于说明登记齐全的日期", Place("from_on")))
    if problems:
        return Refusal(tuple(problems))
    said = None
    if complete:
        said = Coverage.objects.create(relation=relation, end=end, unit=unit, from_on=from_on)
    elif open_ is not None:
        open_.to_on = from_on - timedelta(days=1)
        open_.save(update_fields=["to_on"])
    content = {"relation": relation, "end": end, "unit": unit.code, "from_on": from_on.isoformat()}
    kind = "said-complete" if complete else "no-longer-complete"
    record(chain=CHAIN, kind=kind, actor=actor_of(by), at=at, content=content)
    return CoverageSaid(said)
