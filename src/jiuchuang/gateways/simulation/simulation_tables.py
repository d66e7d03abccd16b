"""The tables of a simulation: cost, kinds of difference, winners and losers by group, months that the fund lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiuchuang.domain.rules.population.simulate import (
    KIND_LABELS,
    LESS,
    MORE,
    NEWLY,
    NO_LONGER,
    SIDES,
    TO_KNOWN,
    TO_UNKNOWN,
)
from jiuchuang.domain.rules.population.simulate_flow import (
    ENDS,
    HORIZON,
    Flow,
    Lasting,
    add_flows,
    months_covered,
)
from jiuchuang.domain.rules.population.simulate_groups import UNKNOWN_LABEL
from jiuchuang.gateways.screening.charts import Legend, Row, Segment, bar_chart
from jiuchuang.gateways.screening.sheets import Cell, Column
from jiuchuang.gateways.screening.wording import every, short_yuan
from jiuchuang.gateways.simulation.run import ProgrammeResult, Simulation
from jiuchuang.gateways.simulation.shared_table import shared_table
from jiuchuang.gateways.simulation.tables import Table

TOTAL = "合计"
SIDE_LABELS = {"before": "改前", "after": "改后"}
END_LABELS = {"low": "低", "high": "高"}
WINNERS, LOSERS = (NEWLY, MORE), (NO_LONGER, LESS)


@dataclass(frozen=True)
class Fund:
    """Money that the simulated programmes draw on; `name` limits them to one source, None means all."""

    fen: int
    name: str | None = None

    def draws(self, result: ProgrammeResult, side: str) -> bool:
        """Whether a version of a programme draws on it."""
        programme = result.pair.before if side == "before" else result.pair.after
        return programme is not None and (self.name is None or programme.fund == self.name)


def simulation_tables(simulation: Simulation, fund: Fund | None) -> list[Table]:
    """Every table of the report in order."""
    tables = [cost_table(simulation), kinds_table(simulation)]
    tables += [table for name in simulation.groupings if (table := group_table(simulation, name)) is not None]
    shared = shared_table(simulation)
    tables += [shared] if shared else []
    if fund is not None:
        tables += [lasting_table(simulation, fund), flow_table(simulation)]
    return tables


def _title(result: ProgrammeResult) -> str:
    return result.pair.programme.title


def cost_table(simulation: Simulation) -> Table:
    """One instalment for everybody before and after; cases whose amount cannot be known are outside."""
    rows: list[list[Cell]] = []
    bars = []
    for result in simulation.results:
        row: list[Cell] = [
            _title(result),
            every(result.pair.programme),
            "有变化" if result.pair.changed else "不变",
        ]
        for side, cost in zip(SIDES, result.cost, strict=True):
            budget = cost.budget
            money = (None, None) if budget is None else (budget.low_fen, budget.high_fen)
            outside = (cost.met, cost.open) if budget is None else (budget.outside_met, budget.outside_open)
            row += [cost.met, *money, *outside]
            if budget is not None and budget.high_fen and result.pair.changed:
                parts = (Segment(budget.low_fen, "done"), Segment(budget.high_fen - budget.low_fen, "open"))
                span = f"{short_yuan(budget.low_fen)}—{short_yuan(budget.high_fen)}"
                bars.append(Row(f"{_title(result)}·{SIDE_LABELS[side]}", parts, span))
        rows.append(row)
    columns = [Column("项目", 34), Column("发放", 9), Column("变化", 8)]
    for label in SIDE_LABELS.values():
        columns += [Column(f"{label}符合", 10, "count")]
        columns += [Column(f"{label}低", 16, "yuan"), Column(f"{label}高", 16, "yuan")]
        columns += [
            Column(f"{label}符合而金额不详", 14, "count"),
            Column(f"{label}待定且金额不详", 14, "count"),
        ]
    legend = (Legend("done", "不详的都不发"), Legend("open", "不详的都发"))
    title = "一期费用：改前与改后，由低到高"
    svg = bar_chart(title, bars, legend) if bars else None
    note = (
        "低：不详的都不发；高：不详的都发。金额不能确定的不按零计，单列在区间之外；—：原文没有给数额。"
        "原文有两种理解的，按全体同一理解取低、取高。各项目发放周期不同，不相加；按年合计见各项目首年支出。"
    )
    return Table("cost", title, tuple(columns), rows, note, svg, _changed_rows(simulation))


def _changed_rows(simulation: Simulation, *further: int) -> tuple[int, ...]:
    """Rows of tables with one row a programme: those of programmes that differ, and further ones."""
    changed = (number for number, result in enumerate(simulation.results) if result.pair.changed)
    return (*changed, *further)


def kinds_table(simulation: Simulation) -> Table:
    """Each changed programme by kind of difference, with the money of both versions."""
    rows: list[list[Cell]] = []
    bars = []
    for result in simulation.changed:
        for kind, label in KIND_LABELS.items():
            cell = result.kind(kind)
            if cell["cases"]:
                rows.append([_title(result), label, cell["cases"], *_money(cell), *_moved(cell)])
                colour = "done" if kind in WINNERS else "gap" if kind in LOSERS else "open"
                bars.append(
                    Row(
                        f"{_title(result)}·{label}",
                        (Segment(cell["cases"], colour),),
                        f"{cell['cases']:,} 件",
                    )
                )
        total = result.figures.total()
        rows.append([_title(result), "合计（含无变化）", total["cases"], *_money(total), *_moved(total)])
    columns = (Column("项目", 34), Column("差别", 20), Column("件数", 10, "count"), *_MONEY_COLUMNS)
    title = "谁的结果变了"
    note = (
        "每件只归一种差别，各行相加等于合计。低：不详的都不发；高：不详的都发。"
        "低、高逐件计：原文有两种理解时，可能比按同一理解合计的区间宽。"
    )
    return Table("kinds", title, columns, rows, note, bar_chart(title, bars) if bars else None)


_MONEY_COLUMNS = (
    *(Column(f"{SIDE_LABELS[side]}{END_LABELS[end]}", 16, "yuan") for side in SIDES for end in ENDS),
    Column("增减（低）", 16, "yuan"),
    Column("增减（高）", 16, "yuan"),
)


def _money(cell: Counter[str]) -> list[Cell]:
    return [cell[f"{side}_{end}"] for side in SIDES for end in ENDS]


def _moved(cell: Counter[str]) -> list[Cell]:
    return [cell[f"after_{end}"] - cell[f"before_{end}"] for end in ENDS]


def group_table(simulation: Simulation, grouping: str) -> Table | None:
    """Winners and losers by group, over all changed programmes; None where the table would be empty."""
    label = simulation.groupings[grouping]
    results = [item for item in simulation.changed if item.figures.groups(grouping)]
    groups = sorted({group for item in results for group in item.figures.groups(grouping)})
    rows: list[list[Cell]] = []
    bars = []
    for group in groups:
        cells = {kind: _sum(results, grouping, group, kind) for kind in KIND_LABELS}
        gains, losses = _together(cells, WINNERS), _together(cells, LOSERS)
        total = _sum(results, grouping, group, "*")
        rows.append(
            [
                group, gains["cases"], _moved(gains)[0], losses["cases"], _moved(losses)[0],
                cells[TO_UNKNOWN]["cases"], cells[TO_KNOWN]["cases"], *_money(total), *_moved(total),
            ]
        )  # fmt: skip
        if gains["cases"] or losses["cases"]:
            parts = (Segment(gains["cases"], "done"), Segment(losses["cases"], "gap"))
            bars.append(Row(group, parts, f"得 {gains['cases']:,} 失 {losses['cases']:,} 件"))
    if not rows:
        return None
    if len(rows) > 1:
        rows.append([TOTAL, *(_column_sum(rows, at) for at in range(1, len(rows[0])))])
    columns = (
        Column(label, 20), Column("得益（件）", 10, "count"), Column("得益金额", 16, "yuan"),
        Column("受损（件）", 10, "count"), Column("受损金额", 16, "yuan"),
        Column("变为不能确定（件）", 12, "count"), Column("变为能够确定（件）", 12, "count"), *_MONEY_COLUMNS,
    )  # fmt: skip
    title = f"得失按{label}"
    svg = bar_chart(title, bars, (Legend("done", "得益"), Legend("gap", "受损"))) if bars else None
    note = (
        "只计有变化的项目，一期金额；得益：新增符合、金额增加；受损：不再符合、金额减少。各行相加等于合计。"
        f"{UNKNOWN_LABEL}：数据里没有这一项。金额不详的不按零计，件数见费用表。"
    )
    return Table(f"by-{grouping}", title, columns, rows, note, svg)


def _column_sum(rows: list[list[Cell]], at: int) -> int:
    """Of what is known; — stays outside."""
    return sum(cell for row in rows if isinstance(cell := row[at], int))


def _sum(results: list[ProgrammeResult], grouping: str, group: str, kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for result in results:
        found.update(result.figures.total(grouping, group, kind))
    return found


def _together(cells: Mapping[str, Counter[str]], kinds: tuple[str, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind in kinds:
        found.update(cells[kind])
    return found


def fund_flows(simulation: Simulation, fund: Fund) -> dict[str, Flow]:
    """Fen by month that all programmes draw on the fund, for before_low, before_high, after_low, after_high."""
    return {
        f"{side}_{end}": add_flows(
            [item.flows[f"{side}_{end}"] for item in simulation.results if fund.draws(item, side)]
        )
        for side in SIDES
        for end in ENDS
    }


def lastings(simulation: Simulation, fund: Fund) -> dict[str, Lasting]:
    """How long the fund lasts under each version and end."""
    return {name: months_covered(fund.fen, flow) for name, flow in fund_flows(simulation, fund).items()}


def lasting_table(simulation: Simulation, fund: Fund) -> Table:
    """Whole months that the fund covers."""
    flows = fund_flows(simulation, fund)
    rows: list[list[Cell]] = []
    for name, lasting in lastings(simulation, fund).items():
        side, _, end = name.partition("_")
        words = f"{lasting.months} 个月" if lasting.months is not None else f"{HORIZON} 个月内没有用完"
        flow = flows[name]
        rows.append([SIDE_LABELS[side], _END_WORDS[end], flow[0], sum(flow[:12]), words, lasting.left_fen])
    columns = (
        Column("版本", 8), Column("口径", 20), Column("首月支出", 16, "yuan"), Column("首年支出", 16, "yuan"),
        Column("够用的整月数", 20), Column("其后剩余", 16, "yuan"),
    )  # fmt: skip
    source = f"资金“{fund.name}”" if fund.name else "不分来源，所列文件的全部项目"
    title = f"资金 {short_yuan(fund.fen)} 够用多久（{source}）"
    return Table("fund", title, columns, rows, _FUND_NOTE)


_END_WORDS = {"low": "低：不详的都不发", "high": "高：不详的都发"}
_FUND_NOTE = (
    "只算筛查日已有的对象，不算以后新增的。一次性和按次的都在首月支出（按次的，原文没有写一年几次，按一次计）；按月的每月一期，按年的每十二个月一期，"
    "到剩余期数或止期为止；年度和累计封顶逐期扣减，合用的封顶依次发放。原文没有写期数的，低按一期、高按一直发放计。"
    "累计支出不超过资金的整月数即够用的月数，金额均为整数分。"
)


def flow_table(simulation: Simulation) -> Table:
    """What each programme draws in the first month and year."""
    rows: list[list[Cell]] = []
    for result in simulation.results:
        row: list[Cell] = [_title(result), result.pair.programme.fund or "原文没有写"]
        for side, cost in zip(SIDES, result.cost, strict=True):
            flows = (result.flows[f"{side}_{end}"] for end in ENDS)
            row += [None if cost.budget is None else sum(flow[:12]) for flow in flows]
        rows.append(row)
    if len(rows) > 1:
        rows.append([f"{TOTAL}（有数额的）", "", *(_column_sum(rows, at) for at in range(2, len(rows[0])))])
    columns = (
        Column("项目", 34),
        Column("资金来源", 20),
        *(Column(f"{SIDE_LABELS[side]}首年{END_LABELS[end]}", 16, "yuan") for side in SIDES for end in ENDS),
    )
    note = "—：原文没有给数额，支出不能计算，不按零计；金额不详的件数见费用表。"
    total = (len(rows) - 1,) if len(rows) > len(simulation.results) else ()
    return Table("flow", "各项目首年支出", columns, rows, note, brief=_changed_rows(simulation, *total))


def open_amounts(simulation: Simulation) -> Iterator[tuple[str, str]]:
    """Programmes for which the text gives no figure, with the words that leave it open."""
    for result in simulation.results:
        amount = (result.pair.after or result.pair.programme).amount
        if amount is not None and amount.open_words:
            yield _title(result), amount.open_words
