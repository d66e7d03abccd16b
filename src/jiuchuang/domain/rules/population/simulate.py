"""Two versions of the law over one table of facts: who is treated differently, and by how much money.

Both versions are columns of one plan over the same sound facts, so a condition that did not change is computed
once. Every case falls into exactly one kind of difference, or none, and every figure is a sum over cases: winners
less losers is the difference of the totals, and the townships add up to the county.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.language.tree import fact_names
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.domain.rules.population.screen import Screened, ScreenPlan, plan_screen
from jiuchuang.domain.rules.population.simulate_groups import Grouping, groupings
from jiuchuang.domain.rules.population.tally import Budget
from jiuchuang.domain.rules.vocabulary import Vocabulary

NEWLY, NO_LONGER, MORE, LESS = "newly_eligible", "no_longer_eligible", "more_money", "less_money"
BY_READING, TO_UNKNOWN, TO_KNOWN, STILL_OPEN = "by_reading", "becomes_unknown", "becomes_known", "still_open"
KIND_LABELS = {
    NEWLY: "新增符合",
    NO_LONGER: "不再符合",
    MORE: "金额增加",
    LESS: "金额减少",
    BY_READING: "增减因理解而异",
    TO_UNKNOWN: "变为不能确定",
    TO_KNOWN: "变为能够确定",
    STILL_OPEN: "仍待定而可能的金额变化",
}
SIDES = ("before", "after")
MONEY = tuple(f"{side}_{end}" for side in SIDES for end in ("low", "high"))
"""Money of a case in fen under a version: low when unknown pays nothing, high when unknown pays."""
COUNTS = ("before_met", "after_met")


@dataclass(frozen=True)
class Pair:
    """A programme before and after; None where a version does not have it. `key` begins its columns.

    `tied`: a programme that shares a ceiling with it changes, so that it may pay otherwise by the same rule.
    """

    key: str
    before: Programme | None
    after: Programme | None
    screened: tuple[Screened | None, Screened | None]
    tied: bool = False

    @property
    def programme(self) -> Programme:
        """The programme of which the pair speaks: the one in force, or the new one."""
        found = self.before or self.after
        assert found is not None
        return found

    @property
    def changed(self) -> bool:
        """Whether the two versions differ at all."""
        return self.tied or self.before != self.after

    def column(self, what: str) -> str:
        """Name of a column of the comparison."""
        return f"{self.key}.{what}"


@dataclass(frozen=True)
class SimulationPlan:
    """Both versions of all programmes of one entity as one plan, and how cases are grouped."""

    screen: ScreenPlan
    pairs: tuple[Pair, ...]
    groupings: tuple[Grouping, ...]


def pair_programmes(
    before: Iterable[Programme], after: Iterable[Programme], renamed: Mapping[str, str]
) -> list[tuple[Programme | None, Programme | None]]:
    """The computable programmes of two versions matched by id; `renamed` names those that take another's place.

    A programme that takes another's place is applied within the period of the one that it replaces. Programmes
    that are about different entities in the two versions are not matched.
    """
    old = {programme.id: programme for programme in before if programme.extent != "recorded"}
    new = {programme.id: programme for programme in after if programme.extent != "recorded"}
    pairs: list[tuple[Programme | None, Programme | None]] = []
    for name, programme in old.items():
        heir = new.get(renamed.get(name, name))
        if heir is not None and name in renamed:
            heir = replace(heir, validity=programme.validity)
        if heir is not None and heir.entity != programme.entity:
            pairs += [(programme, None), (None, heir)]
        else:
            pairs.append((programme, heir))
    return pairs + [
        (None, programme) for name, programme in new.items() if name not in {*old, *renamed.values()}
    ]


def plan_simulation(
    pairs: Iterable[tuple[Programme | None, Programme | None]],
    vocabulary: Vocabulary,
    entity: str,
    on: date,
    present: Iterable[str],
) -> SimulationPlan:
    """The plan for one entity on one day; `present` are the columns at hand, by which cases can be grouped."""
    own = [pair for pair in pairs if any(side is not None and side.entity == entity for side in pair)]
    compiled = [
        (
            None if old is None else compile_programme(old),
            None if new is None or new == old else compile_programme(new),
        )
        for old, new in own
    ]
    plan = plan_screen([item for sides in compiled for item in sides if item], vocabulary, entity, on)
    screened = {id(item.compiled): item for item in plan.programmes}
    found = []
    for number, ((old, new), (first, second)) in enumerate(zip(own, compiled, strict=True)):
        left = screened.get(id(first))
        right = left if new == old else screened.get(id(second))
        found.append(Pair(f"d{number}", old, new, (left, right)))
    groups = groupings(entity, vocabulary, frozenset(present), on)
    extra = [name for group in groups for name in group.facts]
    extra += [name for item in plan.programmes for name in _schedule_facts(item)]
    facts = dict.fromkeys(
        (*plan.facts, *(vocabulary.facts[name] for name in _with_guards(extra, vocabulary)))
    )
    return SimulationPlan(replace(plan, facts=tuple(facts)), tuple(found), groups)


def _schedule_facts(item: Screened) -> Iterator[str]:
    """What must be known to say how many instalments a case still has."""
    for variant in item.compiled.variants:
        trees = (variant.count, variant.used, variant.until, *(cap.limit for cap in variant.caps))
        for node in trees:
            yield from () if node is None else fact_names(node)


def _with_guards(names: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    for name in names:
        link: str | None = name
        while link is not None:
            yield link
            link = vocabulary.facts[link].guard


def with_differences(frame: pl.LazyFrame, plan: SimulationPlan) -> pl.LazyFrame:
    """Money of both versions, whether each is met, the kind of difference, and the groups, as further columns.

    The frame is one that went through `screen.screen` under `plan.screen`.
    """
    sides = [
        expr.alias(pair.column(f"{side}_{what}"))
        for pair in plan.pairs
        for side, item in zip(SIDES, pair.screened, strict=True)
        for what, expr in _side(item).items()
    ]
    kinds = [kind_expr(pair).alias(pair.column("kind")) for pair in plan.pairs]
    groups = [group.expr.alias(f"group.{group.name}") for group in plan.groupings]
    return frame.with_columns(sides + groups).with_columns(kinds)


def _side(item: Screened | None) -> dict[str, pl.Expr]:
    """verdict, low, high and whether the amount is known, of one version; a version without it refuses everybody."""
    nothing, refused = pl.lit(0, dtype=pl.Int64), pl.lit(False, dtype=pl.Boolean)
    if item is None:
        return {"verdict": refused, "low": nothing, "high": nothing, "known": refused}
    verdict = pl.col(item.column("verdict"))
    if not item.gives_figure:
        return {"verdict": verdict, "low": nothing, "high": nothing, "known": refused}
    possible = [
        pl.when(pl.col(met).fill_null(True)).then(pl.col(fen)).fill_null(0)
        for met, fen in zip(item.of_variants("verdict"), item.of_variants("payable"), strict=True)
    ]
    low = pl.col(item.column("low"))
    return {
        "verdict": verdict,
        "low": low.fill_null(0),
        # Unknown amounts are filled in above, so the plain greatest is safe: they are counted apart.
        "high": pl.max_horizontal(possible),
        "known": low.is_not_null(),
    }


def kind_expr(pair: Pair) -> pl.Expr:
    """The one kind of difference of a case, from the columns of both versions; null where nothing differs."""
    if not pair.changed:
        return pl.lit(None, dtype=pl.String)

    def col(what: str) -> pl.Expr:
        return pl.col(pair.column(what))

    met = [col(f"{side}_verdict").fill_null(False) for side in SIDES]
    is_open = [col(f"{side}_verdict").is_null() for side in SIDES]
    known = [col(f"{side}_known") for side in SIDES]
    up = [col(f"after_{end}") > col(f"before_{end}") for end in ("low", "high")]
    down = [col(f"after_{end}") < col(f"before_{end}") for end in ("low", "high")]
    rises, falls = up[0] | up[1], down[0] | down[1]
    both, both_known = met[0] & met[1], known[0] & known[1]
    possible_moves = up[1] | down[1]
    rules = (
        (is_open[0] & is_open[1], pl.when(possible_moves).then(pl.lit(STILL_OPEN))),
        (is_open[1], pl.lit(TO_UNKNOWN)),
        (is_open[0], pl.lit(TO_KNOWN)),
        (met[1] & ~met[0], pl.lit(NEWLY)),
        (met[0] & ~met[1], pl.lit(NO_LONGER)),
        (both & both_known & rises & falls, pl.lit(BY_READING)),
        (both & both_known & rises, pl.lit(MORE)),
        (both & both_known & falls, pl.lit(LESS)),
        (both & known[0] & ~known[1], pl.lit(TO_UNKNOWN)),
        (both & known[1] & ~known[0], pl.lit(TO_KNOWN)),
        (both & ~known[0] & ~known[1] & possible_moves, pl.lit(STILL_OPEN)),
    )
    found: pl.Expr = pl.lit(None, dtype=pl.String)
    for condition, kind in reversed(rules):
        found = pl.when(condition).then(kind).otherwise(found)
    return found


def group_sums(frame: pl.LazyFrame, pair: Pair, grouping: Grouping) -> pl.LazyFrame:
    """group, kind, cases, money and cases met of both versions: one row a group and kind (null: no difference)."""
    sums = {what: pl.col(pair.column(what)).sum() for what in MONEY}
    met = {name: pl.col(pair.column(name.replace("met", "verdict"))).sum().cast(pl.Int64) for name in COUNTS}
    keys = [pl.col(f"group.{grouping.name}").alias("group"), pl.col(pair.column("kind")).alias("kind")]
    return frame.group_by(keys).agg(cases=pl.len().cast(pl.Int64), **sums, **met)


def difference_rows(frame: pl.LazyFrame, pair: Pair) -> pl.LazyFrame:
    """id, region, programme, kind and the money of both versions: one row for each case that differs."""
    rows = frame.filter(pl.col(pair.column("kind")).is_not_null())
    return rows.select(
        "id",
        "region",
        programme=pl.lit(pair.programme.id),
        kind=pl.col(pair.column("kind")),
        **{what: pl.col(pair.column(what)) for what in MONEY},
    )


def cost_exprs(item: Screened) -> list[pl.Expr]:
    """Sums of one batch from which `read_cost` tells the cost under one and the same reading for all."""
    sums = {"cases": pl.len(), "met": pl.col(item.column("verdict")).sum()}
    sums["open"] = pl.col(item.column("verdict")).is_null().sum()
    if item.gives_figure:
        columns = zip(item.of_variants("verdict"), item.of_variants("payable"), strict=True)
        for index, (verdict, amount) in enumerate(columns):
            met, is_open, fen = pl.col(verdict), pl.col(verdict).is_null(), pl.col(amount)
            sums[f"low:{index}"] = fen.filter(met).sum()
            sums[f"high:{index}"] = fen.filter(met | is_open).sum()
            sums[f"outside_met:{index}"] = (met & fen.is_null()).sum()
            sums[f"outside_open:{index}"] = (is_open & fen.is_null()).sum()
    return [expr.cast(pl.Int64).alias(f"{item.key}#{name}") for name, expr in sums.items()]


@dataclass(frozen=True)
class Cost:
    """One version of a programme over the whole table; `budget` None where the text gives no figure."""

    cases: int
    met: int
    open: int
    budget: Budget | None


def read_cost(item: Screened | None, sums: Mapping[str, int]) -> Cost:
    """The cost of one instalment for everybody, from summed batches; nothing where the version has no programme."""
    if item is None:
        return Cost(0, 0, 0, Budget(0, 0, 0, 0))

    def total(name: str) -> int:
        return sums.get(f"{item.key}#{name}", 0)

    budget = None
    if item.gives_figure:
        each = {
            name: [total(f"{name}:{index}") for index in range(len(item.compiled.variants))]
            for name in ("low", "high", "outside_met", "outside_open")
        }
        budget = Budget(
            min(each["low"]), max(each["high"]), max(each["outside_met"]), max(each["outside_open"])
        )
    return Cost(total("cases"), total("met"), total("open"), budget)
