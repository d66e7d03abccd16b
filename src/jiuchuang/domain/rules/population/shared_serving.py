"""Cases that share ceilings served one after another, each with the ledger as those before it left it.

The order is that of the rows; within a row, that of the programmes in the document. Two lines are served: low, where
what is unknown is not paid and takes no room, and high, where it is paid and takes room. So the sums of each line
are exact bounds of what is paid together under one ceiling. A case for which the two lines differ is paid we do not
know what. Where everybody fits under a ceiling nobody is looked at one by one; where not, the cases are, month by
month: a new calendar year gives a yearly ceiling its full room again.

A row whose scope is not known (the firm of a hire, say) draws nothing in the low line, and is alone in the high one.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.population.shared_ceilings import EVERYBODY, OWN, Ceiling, Component
from jiuchuang.domain.rules.population.simulate_flow import STEPS, Flow

FIRST_YEAR = 12


@dataclass(frozen=True)
class Served:
    """What the rows are paid, by place of the programme in the component.

    `first`: fen of each row in the first month; `first_year`: in the first twelve; `flow`: of all rows by month.
    """

    first: tuple[pl.Series, ...]
    first_year: tuple[pl.Series, ...]
    flow: tuple[Flow, ...]


def serve(rows: pl.DataFrame, component: Component, choice: int, end: str, asof: date, months: int) -> Served:
    """Serve the rows under one choice of readings, `end` low or high, for so many months from the day.

    With `months` 1 one instalment is served whatever is left of the schedule. The rows have the columns of
    `shared_ceilings.claim_columns`, the keys and the results of the screening.
    """
    line = _Line(rows, component, choice, end, asof, months)
    return line.served()


class _Line:
    def __init__(
        self, rows: pl.DataFrame, component: Component, choice: int, end: str, asof: date, months: int
    ) -> None:
        self.component, self.choice, self.asof, self.months = component, choice, asof, months
        self.steps = [STEPS.get(item.programme.schedule.every, months) for item in component.items]
        self.ceilings = [
            (number, ceiling) for number, ceiling in enumerate(component.ceilings) if ceiling.fed_by[choice]
        ]
        self.work = rows.select(*self._needs(end), *self._rooms()).with_columns(self._tight())

    def served(self) -> Served:
        """Rows in scopes where all fit at once, the others in turn."""
        count = len(self.component.items)
        work = self.work.with_row_index("@row")
        easy = work.filter(~pl.col("@tight"))
        first = [pl.Series([0], dtype=pl.Int64).new_from_index(0, work.height)] * count
        flow = []
        hard = self._in_turn(work.filter(pl.col("@tight")))
        turned = [pl.DataFrame(found, schema=_TURNED, orient="row") for found in hard.paid]
        year = list(first)
        for place in range(count):
            plain = easy.select("@row", first=self._once(place, 1), year=self._once(place, FIRST_YEAR))
            both = pl.concat([plain.cast(pl.Schema(_TURNED)), turned[place]]).sort("@row")
            first[place], year[place] = both["first"], both["year"]
            flow.append(
                [one + other for one, other in zip(self._flow(easy, place), hard.flow[place], strict=True)]
            )
        return Served(tuple(first), tuple(year), tuple(flow))

    def _needs(self, end: str) -> list[pl.Expr]:
        """One instalment `need{i}` and instalments `left{i}` of each programme; 0 where nothing is claimed."""
        exprs = []
        for place, (item, variant) in enumerate(zip(self.component.items, self._variants(), strict=True)):
            met = pl.col(f"{item.key}.verdict.{variant}").fill_null(end == "high")
            claimed = met & pl.col(f"{item.key}.payable.{variant}").is_not_null()
            if end == "low":
                keys = [ceiling.key for ceiling in self.component.ceilings if ceiling.holder == place]
                known = [pl.col(key).is_not_null() for key in keys if key not in (OWN, EVERYBODY)]
                claimed = reduce(operator.and_, known, claimed)
            base = pl.when(claimed).then(pl.col(f"{item.key}.base.{variant}")).fill_null(0)
            most = -(-self.months // self.steps[place])
            left = (
                pl.col(f"{item.key}.left_{end}").clip(0, most)
                if self.months > 1
                else pl.lit(1, dtype=pl.Int64)
            )
            exprs += [
                base.alias(f"need{place}"),
                left.alias(f"left{place}"),
                claimed.alias(f"claimed{place}"),
            ]
        return exprs

    def _variants(self) -> tuple[int, ...]:
        return self.component.choices[self.choice]

    def _rooms(self) -> list[pl.Expr]:
        """Scope `key{c}`, `room{c}` and `limit{c}` of each ceiling that is filled; an unknown scope is one alone."""
        exprs = []
        for number, ceiling in self.ceilings:
            item = self.component.items[ceiling.holder]
            variant = self._variants()[ceiling.holder]
            key = pl.lit("") if ceiling.key == EVERYBODY else pl.col(ceiling.key).cast(pl.String)
            alone = pl.format("@{}", pl.int_range(pl.len()))
            exprs += [pl.coalesce(key, alone).alias(f"key{number}")]
            exprs += [
                pl.col(f"{item.key}.{what}:{ceiling.name}.{variant}").alias(f"{what}{number}")
                for what in ("room", "limit")
            ]
        return exprs

    def _tight(self) -> pl.Expr:
        """Whether some scope of the row has less room than all its rows together need."""
        found: list[pl.Expr] = []
        for number, ceiling in self.ceilings:
            need = reduce(
                operator.add, (self._whole_need(place, ceiling) for place in ceiling.fed_by[self.choice])
            )
            room = pl.min_horizontal(f"room{number}", f"limit{number}")
            least = pl.when(pl.col(f"claimed{ceiling.holder}")).then(room).min().over(f"key{number}")
            found.append((need.sum().over(f"key{number}") > least).fill_null(value=False))
        return reduce(operator.or_, found, pl.lit(False, dtype=pl.Boolean)).alias("@tight")

    def _whole_need(self, place: int, ceiling: Ceiling) -> pl.Expr:
        if ceiling.counts == "cases":
            return pl.col(f"claimed{place}").cast(pl.Int64)
        return pl.col(f"need{place}") * pl.col(f"left{place}")

    def _once(self, place: int, months: int) -> pl.Expr:
        """Fen of a row that is not cut within so many months."""
        instalments = -(-min(months, self.months) // self.steps[place])
        return pl.col(f"need{place}") * pl.col(f"left{place}").clip(0, instalments)

    def _flow(self, rows: pl.DataFrame, place: int) -> Flow:
        flow, step = [0] * self.months, self.steps[place]
        sums = rows.group_by(f"left{place}").agg(pl.col(f"need{place}").sum())
        for left, fen in sums.iter_rows():
            for index in range(left):
                flow[index * step] += fen
        return flow

    def _in_turn(self, rows: pl.DataFrame) -> _Turns:
        turns = _Turns(self.component, self.choice, self.ceilings, self.steps, self.months)
        if rows.height:
            turns.run(rows, self.asof)
        return turns


_TURNED = {"@row": pl.UInt32(), "first": pl.Int64(), "year": pl.Int64()}


class _Turns:
    """Rows one after another, months one after another; `paid`: row, first month, first year of each programme."""

    def __init__(
        self,
        component: Component,
        choice: int,
        ceilings: Sequence[tuple[int, Ceiling]],
        steps: Sequence[int],
        months: int,
    ) -> None:
        self.ceilings, self.steps, self.months = dict(ceilings), steps, months
        self.places = range(len(component.items))
        self.held = [[number for number, item in ceilings if item.holder == place] for place in self.places]
        self.fills = [
            [number for number, item in ceilings if place in item.fed_by[choice]] for place in self.places
        ]
        self.flow: list[Flow] = [[0] * months for _ in self.places]
        self.paid: list[list[tuple[int, int, int]]] = [[] for _ in self.places]
        self.filled: dict[int, dict[str, int]] = {number: {} for number in self.ceilings}

    def run(self, rows: pl.DataFrame, asof: date) -> None:
        """Fill `flow` and `paid`."""
        need = [rows[f"need{place}"].to_list() for place in self.places]
        left = [
            rows.select(pl.when(f"claimed{place}").then(f"left{place}").otherwise(0)).to_series().to_list()
            for place in self.places
        ]
        keys = {number: rows[f"key{number}"].to_list() for number in self.ceilings}
        rooms = {number: rows[f"room{number}"].to_list() for number in self.ceilings}
        limits = {number: rows[f"limit{number}"].to_list() for number in self.ceilings}
        first = [[0] * rows.height for _ in self.places]
        year = [[0] * rows.height for _ in self.places]
        waiting = list(range(rows.height))
        for month in range(self.months):
            for number in self._renewed(month, asof):
                self.filled[number], rooms[number] = {}, limits[number]
            due = [(place, month // step) for place, step in enumerate(self.steps) if month % step == 0]
            waiting = [
                row
                for row in waiting
                if any(left[place][row] > month // self.steps[place] for place in self.places)
            ]
            for row in waiting if due else ():
                for place, index in due:
                    if index >= left[place][row]:
                        continue
                    fen = self._pay(place, row, need[place][row], keys, rooms)
                    self.flow[place][month] += fen
                    year[place][row] += fen if month < FIRST_YEAR else 0
                    first[place][row] += fen if month == 0 else 0
        numbers = rows["@row"].to_list()
        self.paid = [list(zip(numbers, *pair, strict=True)) for pair in zip(first, year, strict=True)]

    def _renewed(self, month: int, asof: date) -> list[int]:
        """Ceilings that begin a new period with this month: their full limit, and nothing in them."""
        new_year = month > 0 and add_months(asof, month).year != add_months(asof, month - 1).year
        return [
            number
            for number, ceiling in self.ceilings.items()
            if (ceiling.period == "year" and new_year) or (ceiling.period == "month" and month > 0)
        ]

    def _pay(
        self, place: int, row: int, fen: int, keys: dict[int, list[str]], rooms: dict[int, list[int]]
    ) -> int:
        """What is paid now; it fills the ceilings that count it."""
        for number in self.held[place]:
            left = rooms[number][row] - self.filled[number].get(keys[number][row], 0)
            if left <= 0:
                return 0
            if fen > left and not self.ceilings[number].refuses:
                fen = left
        for number in self.fills[place]:
            filled, key = self.filled[number], keys[number][row]
            filled[key] = filled.get(key, 0) + (1 if self.ceilings[number].counts == "cases" else fen)
        return fen
