"""Figures of a screening: how many meet each condition, who claimed, what it costs, as sums over any partition.

Every figure is a sum over rows, so that batches add up; `ProgrammeTally` reads the sums.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

from jiuchuang.domain.rules.pack import Group, Programme, leaves
from jiuchuang.domain.rules.population.rows import nearly
from jiuchuang.domain.rules.population.screen import Screened, ScreenPlan, agreed

Sums = Mapping[str, int]


@dataclass(frozen=True)
class FunnelRow:
    """A condition over the whole table; `survivors` meet it and every item before it (None inside a group).

    `within` names the group that the condition belongs to, empty at the top; `role` is condition, group or the
    effect of an exception.
    """

    condition: str
    within: str
    role: str
    yes: int
    no: int
    unknown: int
    survivors: int | None


@dataclass(frozen=True)
class Budget:
    """What one instalment for everybody costs, in fen, from the surest to the widest count.

    `low_fen`: known amounts of those who meet the conditions, under the reading that costs least; `high_fen`
    adds the known amounts of those whose case is open, under the reading that costs most. Cases whose amount
    cannot be known are in neither: `outside_met` of those who meet the conditions, `outside_open` of the open.
    `cut_low_fen` and `cut_high_fen`: what ceilings over several cases took off already (see `shared_ceilings`).
    """

    low_fen: int
    high_fen: int
    outside_met: int
    outside_open: int
    cut_low_fen: int = 0
    cut_high_fen: int = 0


@dataclass(frozen=True)
class ProgrammeTally:
    """One programme over the whole table, in cases; money in fen."""

    programme: Programme
    cases: int
    met: int
    not_met: int
    open: int
    open_for_facts: int
    amount_for_facts: int
    """Cases that meet the conditions, of which facts must yet tell how much is due."""
    paid: int
    met_and_paid: int
    not_due_but_paid: int
    not_due_paid_fen: int
    unclaimed_fen: int
    unclaimed_without_figure: int
    one_short: Mapping[str, int]
    budget: Budget | None
    funnel: tuple[FunnelRow, ...]

    @property
    def pays(self) -> bool:
        """Whether the programme pays at all, with or without a figure in the text."""
        return self.programme.amount is not None

    @property
    def unclaimed(self) -> int:
        """Cases that meet the conditions and were never paid; 0 where nothing is paid."""
        return self.met - self.met_and_paid if self.pays else 0

    @property
    def open_for_officers(self) -> int:
        """Open cases that no fact can settle: words left open, readings not ruled on, start of force unknown."""
        return self.open - self.open_for_facts


def tally_exprs(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    """Sums of one batch, named `key` + `#` + figure."""
    verdict, paid = pl.col(item.column("verdict")), pl.col(item.column("paid"))
    not_due = paid & ~pl.col(item.column("due"))
    sums = {
        "cases": pl.len(),
        "met": verdict.sum(),
        "not_met": (~verdict).sum(),
        "paid": paid.sum(),
        "met_and_paid": (verdict & paid).sum(),
        "not_due": not_due.sum(),
        "not_due_fen": pl.col(item.column("paid_fen")).filter(not_due).sum(),
    }
    for part in nearly(item):
        sums[f"short:{part.id}"] = (pl.col(item.column("short")) == part.id).sum()
    return [
        expr.cast(pl.Int64).alias(f"{item.key}#{name}")
        for name, expr in (sums | _funnel_sums(item, plan) | _money_sums(item)).items()
    ]


def _funnel_sums(item: Screened, plan: ScreenPlan) -> dict[str, pl.Expr]:
    columns = {**item.conditions, **{part.id: part.column for part in item.items}}
    values = {name: pl.col(column) for name, column in columns.items()}
    for rule in item.programme.exceptions:
        nodes = [variant.exceptions[rule.id] for variant in item.compiled.variants]
        values[rule.id] = agreed([pl.col(plan.nodes[node]) for node in nodes])
    sums = {}
    for name, value in values.items():
        sums[f"yes:{name}"], sums[f"no:{name}"] = value.sum(), (~value).sum()
    for number, part in enumerate(item.items, start=1):
        so_far = reduce(operator.and_, (pl.col(before.column) for before in item.items[:number]))
        sums[f"survivors:{part.id}"] = so_far.sum()
    return sums


def _money_sums(item: Screened) -> dict[str, pl.Expr]:
    if not item.gives_figure:
        return {}
    unclaimed = pl.col(item.column("verdict")) & ~pl.col(item.column("paid"))
    payable = pl.col(item.column("payable"))
    sums = {
        "unclaimed_fen": payable.filter(unclaimed).sum(),
        "unclaimed_bare": (unclaimed & payable.is_null()).sum(),
    }
    columns = zip(item.of_variants("verdict"), item.of_variants("payable"), strict=True)
    for index, (verdict, amount) in enumerate(columns):
        met, is_open, fen = pl.col(verdict), pl.col(verdict).is_null(), pl.col(amount)
        sums[f"low:{index}"] = fen.filter(met).sum()
        sums[f"high:{index}"] = fen.filter(met | is_open).sum()
        sums[f"outside_met:{index}"] = (met & fen.is_null()).sum()
        sums[f"outside_open:{index}"] = (is_open & fen.is_null()).sum()
    return sums


def read_tally(item: Screened, sums: Sums) -> ProgrammeTally:
    """The figures of one programme from summed batches; what waits for facts is counted with the work list."""

    def total(name: str) -> int:
        return sums.get(f"{item.key}#{name}", 0)

    met, not_met = total("met"), total("not_met")
    return ProgrammeTally(
        programme=item.programme,
        cases=total("cases"),
        met=met,
        not_met=not_met,
        open=total("cases") - met - not_met,
        open_for_facts=total("open_for_facts"),
        amount_for_facts=total("amount_for_facts"),
        paid=total("paid"),
        met_and_paid=total("met_and_paid"),
        not_due_but_paid=total("not_due"),
        not_due_paid_fen=total("not_due_fen"),
        unclaimed_fen=total("unclaimed_fen"),
        unclaimed_without_figure=total("unclaimed_bare"),
        one_short={part.id: total(f"short:{part.id}") for part in nearly(item)},
        budget=_budget(item, sums),
        funnel=tuple(_funnel(item, sums)),
    )


def _budget(item: Screened, sums: Sums) -> Budget | None:
    if not item.gives_figure:
        return None
    each = {
        name: [sums.get(f"{item.key}#{name}:{index}", 0) for index in range(len(item.compiled.variants))]
        for name in ("low", "high", "outside_met", "outside_open")
    }
    return Budget(min(each["low"]), max(each["high"]), max(each["outside_met"]), max(each["outside_open"]))


def _funnel(item: Screened, sums: Sums) -> list[FunnelRow]:
    def row(name: str, within: str, role: str, counted: bool) -> FunnelRow:
        yes, no = sums.get(f"{item.key}#yes:{name}", 0), sums.get(f"{item.key}#no:{name}", 0)
        survivors = sums.get(f"{item.key}#survivors:{name}", 0) if counted else None
        return FunnelRow(name, within, role, yes, no, sums[f"{item.key}#cases"] - yes - no, survivors)

    rows = []
    for part in item.items:
        is_group = isinstance(part.part, Group)
        rows.append(row(part.id, "", "group" if is_group else "condition", counted=True))
        if is_group:
            rows += [row(leaf.id, part.id, "condition", counted=False) for leaf in leaves(part.part)]
    rows += [row(rule.id, "", rule.effect, counted=False) for rule in item.programme.exceptions]
    return rows
