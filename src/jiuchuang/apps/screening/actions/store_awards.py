"""From the row files of a screening into rows of the database, with unit and name of each subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.apps.screening.models import Award, ScreeningRun, Standing
from jiuchuang.apps.screening.queries.subjects import names_and_units, subjects_with_cases
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.gateways.screening.registers_run import condition_words

STRETCH = 1_000
Told = Callable[[int, int], None]
"""Told how many rows of how many are kept."""


def store_awards(run: ScreeningRun, folder: Path, library: Library, told: Told) -> None:
    """Keep every row of the files in `folder`; what a subject already has a case for is told apart."""
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in _READERS}
    total, done = sum(frame.height for frame in frames.values()), 0
    keeping = _Keeping(run, library, _waiting_amounts(frames["work_list"]))
    for name, frame in frames.items():
        read = _READERS[name]
        for (programme_id,), rows in frame.group_by("programme", maintain_order=True):
            programme = library.programme(str(programme_id))
            if programme is None:
                raise LookupError(f"screened programme {programme_id} is not in the library")
            for stretch in rows.iter_slices(STRETCH):
                found = [
                    award for row in stretch.iter_rows(named=True) for award in read(keeping, programme, row)
                ]
                Award.objects.bulk_create(_placed(programme.entity, found), batch_size=STRETCH)
                done += stretch.height
                told(done, total)


def _waiting_amounts(work_list: pl.DataFrame) -> frozenset[tuple[str, str]]:
    """Programme and subject whose conditions are met, but whose amount waits for facts."""
    rows = work_list.filter(pl.col("open") == "amount").select("programme", "id")
    return frozenset((programme, number) for programme, number in rows.iter_rows())


@dataclass
class _Keeping:
    """What the rows of one run share."""

    run: ScreeningRun
    library: Library
    waiting: frozenset[tuple[str, str]]

    def __post_init__(self) -> None:
        self._taken: dict[str, frozenset[str]] = {}
        self._words: dict[str, Mapping[str, str]] = {}

    def award(self, programme: Programme, row: Mapping[str, Any], standing: Standing, **more: Any) -> Award:
        """A row of the database for a row of a file."""
        return Award(
            run=self.run,
            programme=programme.id,
            kind=programme.entity,
            number=row["id"],
            standing=standing,
            **more,
        )

    def has_case(self, programme: Programme, number: str) -> bool:
        """Whether the subject has an open or decided case under the programme."""
        if programme.id not in self._taken:
            self._taken[programme.id] = subjects_with_cases(programme.id)
        return f"{programme.entity}:{number}" in self._taken[programme.id]

    def words(self, programme: Programme, conditions: list[str]) -> list[str]:
        """Conditions in words."""
        known = self._words.setdefault(programme.id, condition_words(programme))
        return [known.get(condition, condition) for condition in conditions]


def _award(keeping: _Keeping, programme: Programme, row: Mapping[str, Any]) -> Iterator[Award]:
    if (programme.id, row["id"]) in keeping.waiting and not row["paid"]:
        return  # told by the work list, with the facts that the amount waits for
    standing = (
        Standing.PAID
        if row["paid"]
        else Standing.IN_CASE
        if keeping.has_case(programme, row["id"])
        else Standing.DUE
    )
    amounts = {"amount_fen": row["fen"], "low_fen": row["fen_low"], "high_fen": row["fen_high"]}
    yield keeping.award(programme, row, standing, **amounts)


def _waiting(keeping: _Keeping, programme: Programme, row: Mapping[str, Any]) -> Iterator[Award]:
    standing = Standing.AMOUNT_MISSING if row["open"] == "amount" else Standing.FACTS_MISSING
    facts = keeping.library.vocabulary.facts
    yield keeping.award(programme, row, standing, detail=[facts[name].label for name in row["missing"]])


def _one_short(keeping: _Keeping, programme: Programme, row: Mapping[str, Any]) -> Iterator[Award]:
    detail = keeping.words(programme, [row["condition"]])
    yield keeping.award(programme, row, Standing.ONE_SHORT, detail=detail)


def _paid_not_due(keeping: _Keeping, programme: Programme, row: Mapping[str, Any]) -> Iterator[Award]:
    detail = keeping.words(programme, row["failed"])
    paid = {"paid_fen": row["paid_fen"], "last_paid_on": row["last_paid_on"]}
    yield keeping.award(programme, row, Standing.PAID_NOT_DUE, detail=detail, **paid)


_READERS: dict[str, Callable[[_Keeping, Programme, Mapping[str, Any]], Iterator[Award]]] = {
    "awards": _award,
    "work_list": _waiting,
    "one_short": _one_short,
    "paid_not_due": _paid_not_due,
}
"""Row file → how its rows are kept."""


def _placed(kind: str, awards: list[Award]) -> list[Award]:
    """The awards with name and unit of their subjects."""
    known = names_and_units(kind, [award.number for award in awards])
    for award in awards:
        award.name, award.unit_id = known.get(award.number, ("", None))
    return awards
