"""Which charts a screening draws, from its figures; each with the table that stands under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.domain.rules.population.wording import condition_labels
from jiuchuang.gateways.screening.charts import Legend, Row, Segment, bar_chart
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.wording import (
    counter,
    every,
    is_entitlement,
    shared_note,
    short_yuan,
    tallies_of,
    yuan,
)

MOST_FACTS = 15


@dataclass(frozen=True)
class Figure:
    """A chart (None where there is nothing to draw) over its table. `name` is the file name without suffix."""

    name: str
    title: str
    svg: str | None
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def claims_figure(screening: Screening, pack: Pack) -> Figure | None:
    """Who meets the conditions of each entitlement: paid, and not paid."""
    tallies = sorted(
        (tally for tally in tallies_of(screening, pack) if is_entitlement(tally) and tally.met),
        key=lambda tally: -tally.unclaimed,
    )
    if not tallies:
        return None
    title = "应享未享：符合条件的，领了多少，还有多少没领"
    bars = [
        Row(
            tally.programme.title,
            (Segment(tally.met_and_paid, "done"), Segment(tally.unclaimed, "gap")),
            f"未享 {tally.unclaimed:,} {counter(tally.programme)}",
        )
        for tally in tallies
    ]
    legend = (Legend("done", "符合且已享"), Legend("gap", "符合而未享"))
    rows = [
        (
            tally.programme.title,
            f"{tally.met:,}",
            f"{tally.met_and_paid:,}",
            f"{tally.unclaimed:,}",
            _unclaimed_money(tally),
        )
        for tally in tallies
    ]
    head = ("项目", "符合", "已享", "应享未享", "未享金额（一期，元）")
    svg, note = bar_chart(title, bars, legend), _claims_note(tallies)
    return Figure(_name(pack, "unclaimed"), title, svg, head, rows, note)


def _claims_note(tallies: Sequence[ProgrammeTally]) -> str:
    """Programmes that the ledger knows nothing of: nobody paid may mean that nobody wrote it down."""
    silent = [tally.programme.title for tally in tallies if not tally.paid]
    return f"发放记录里完全没有这些项目，先核对台账是否接入：{'、'.join(silent)}。" if silent else ""


def _unclaimed_money(tally: ProgrammeTally) -> str:
    if tally.budget is None:
        return "原文未给数额"
    bare = f"{tally.unclaimed_without_figure:,} {counter(tally.programme)}金额不详"
    if not tally.unclaimed_without_figure:
        return yuan(tally.unclaimed_fen)
    return f"{yuan(tally.unclaimed_fen)}；另 {bare}" if tally.unclaimed_fen else bare


def budget_figure(screening: Screening, pack: Pack) -> Figure | None:
    """What one instalment costs: surest to widest, with who is outside the sum."""
    priced = [(tally, tally.budget) for tally in tallies_of(screening, pack) if tally.budget is not None]
    if not priced:
        return None
    title = "预算区间：一期金额之和，由低到高"
    bars = [
        Row(
            f"{tally.programme.title}（{every(tally.programme)}）",
            (Segment(budget.low_fen, "done"), Segment(budget.high_fen - budget.low_fen, "open")),
            _span(budget.low_fen, budget.high_fen),
        )
        for tally, budget in sorted(priced, key=lambda pair: -pair[1].high_fen)
        if budget.high_fen
    ]
    rows = [
        (
            tally.programme.title,
            every(tally.programme),
            yuan(budget.low_fen),
            yuan(budget.high_fen),
            f"{budget.outside_met:,}",
            f"{budget.outside_open:,}",
        )
        for tally, budget in priced
    ]
    head = ("项目", "发放", "低（元）", "高（元）", "符合而金额不详", "待定且金额不详")
    legend = (Legend("done", "符合者的已知金额"), Legend("open", "待定者的已知金额"))
    svg = bar_chart(title, bars, legend) if bars else None
    note = "后两栏的对象不在区间之内，不按零计。" + "".join(
        f"{tally.programme.title}{shared_note(budget)}" for tally, budget in priced if shared_note(budget)
    )
    return Figure(_name(pack, "budget"), title, svg, head, rows, note)


def _span(low: int, high: int) -> str:
    return short_yuan(low) if low == high else f"{short_yuan(low)}—{short_yuan(high)}"


def region_figure(screening: Screening, pack: Pack) -> Figure | None:
    """Persons with at least one unclaimed entitlement, by region."""
    counts = {
        region or "（地区不详）": count
        for (document, entity, region), count in screening.unclaimed_by_region.items()
        if document == pack.document.id and entity == "person"
    }
    if not counts:
        return None
    title = "各地有应享未享项目的人数（一人多项只计一次）"
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    bars = [Row(region, (Segment(count, "gap"),), f"{count:,} 人") for region, count in ordered]
    rows = [(region, f"{count:,}") for region, count in ordered]
    return Figure(_name(pack, "regions"), title, bar_chart(title, bars), ("地区", "人数"), rows)


def demand_figure(screening: Screening) -> Figure | None:
    """The facts that most cases wait for."""
    if not screening.demand:
        return None
    facts = screening.library.vocabulary.facts
    title = f"最该先查的事实（前 {min(MOST_FACTS, len(screening.demand))} 项）"
    most = sorted(screening.demand.items(), key=lambda pair: (-pair[1].alone, -pair[1].cases))[:MOST_FACTS]
    bars = [
        Row(
            facts[name].label,
            (Segment(demand.alone, "done"), Segment(demand.cases - demand.alone, "open")),
            f"{demand.alone:,} / {demand.cases:,} 件",
        )
        for name, demand in most
    ]
    rows = [
        (
            facts[name].label,
            facts[name].source,
            f"{demand.alone:,}",
            f"{demand.cases:,}",
            f"{demand.holders:,}",
        )
        for name, demand in most
    ]
    legend = (Legend("done", "只差这一项事实"), Legend("open", "还差别的事实"))
    head = ("事实", "来源", "只差此项（件）", "等待此项（件）", "涉及对象")
    return Figure("facts", title, bar_chart(title, bars, legend), head, rows)


def funnel_figure(screening: Screening, tally: ProgrammeTally) -> Figure:
    """Condition by condition: how many are left, and where they fall out."""
    labels = condition_labels(tally.programme, screening.library.vocabulary)
    unit = counter(tally.programme)
    steps = [row for row in tally.funnel if row.survivors is not None]
    bars = [
        Row(
            f"{number}. {labels[row.condition]}",
            (Segment(row.survivors or 0, "step"),),
            f"剩 {row.survivors:,} {unit}",
        )
        for number, row in enumerate(steps, start=1)
    ]
    drawn = bar_chart(f"{tally.programme.title}：逐条筛下来还剩多少", bars) if steps[0].survivors else None
    rows = [
        (
            ("　· " if row.within else "") + labels[row.condition],
            f"{row.yes:,}",
            f"{row.no:,}",
            f"{row.unknown:,}",
            "" if row.survivors is None else f"{row.survivors:,}",
        )
        for row in tally.funnel
    ]
    name = "funnel-" + tally.programme.id.replace("/", "-")
    head = ("条件", "符合", "不符合", "不详", "逐条剩余")
    return Figure(name, tally.programme.title, drawn, head, rows)


def _name(pack: Pack, what: str) -> str:
    return f"{what}-{pack.document.id.replace('/', '-')}"
