"""The report on whether a document can be afforded: year by year, what is set apart, what is open, who is cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.population.simulate_flow import Lasting
from jiuchuang.gateways.screening.charts import Legend, Row, Segment, bar_chart
from jiuchuang.gateways.screening.sheets import Cell, Column
from jiuchuang.gateways.screening.wording import every, short_yuan, validity_note
from jiuchuang.gateways.simulation.afford import Affordability, Pledge, Queue
from jiuchuang.gateways.simulation.reports_out import Report, Section, sizes
from jiuchuang.gateways.simulation.table_run import BY_ID
from jiuchuang.gateways.simulation.tables import Table

TITLE = "文件承诺与资金测算报告"
SOURCES = {
    "draws": "由本资金列支",
    "apart": "由本资金预留列支",
    "unwritten": "原文没有写资金来源",
    "other": "由别的资金列支",
}
METHOD = (
    "低：只算筛查日已能认定符合的，以后没有新增；高：待定的全部算上，以后每年新增与今年同样多。",
    "一次性和按次的当年支出；按月、按年的逐期计算。限名额的项目，高按每年名额用满。金额均为整数分相加。",
    "预留给某一项目的资金单列，不分年度。金额未定的项目只列名，不按零计，也不在合计之内。",
)


def afford_report(found: Affordability) -> Report:
    """Everything as one report."""
    order = (
        "编号先后（没有申请日期）"
        if found.order == BY_ID
        else f"“{found.order}”先后，同日按编号，没有日期的排在最后"
    )
    return Report(
        title=TITLE,
        about=(
            f"文件：{found.pack.document.name}。资金：{found.fund_name or '（原文没有写名称）'} "
            f"{short_yuan(found.fund_fen)}，{found.years} 年。筛查日：{found.on.isoformat()}。",
            f"数据：{sizes(found.population)}",
            *METHOD,
        ),
        caveats=tuple(
            line for line in (validity_note(found.pack), _outside(found), _by_event(found)) if line
        ),
        sections=(
            Section("结论", tuple(conclusions(found))),
            Section("逐年支出", tables=(years_table(found), sums_table(found))),
            Section("先到先得", (f"排队次序：{order}。逐件见 cut_off.parquet。",), (queue_table(found),)),
            Section("没有算进去的", tuple(open_pledges(found))),
        ),
        figures=_figures(found),
    )


def _outside(found: Affordability) -> str:
    if not found.outside_period:
        return ""
    return f"筛查日不在施行期内、没有计算的项目：{'、'.join(found.outside_period)}。"


def _by_event(found: Affordability) -> str:
    titles = [
        pledge.screened.programme.title
        for pledge in found.pledges
        if pledge.years is not None and pledge.screened.programme.schedule.every == "event"
    ]
    if not titles:
        return ""
    return f"按次支付、原文没有写一年几次的，每年按一次计，实际可能更多：{'、'.join(titles)}。"


def conclusions(found: Affordability) -> Iterator[str]:
    """Whether the money is enough, in sentences."""
    left = found.fund_fen - found.earmarked_fen
    low, high = found.total("draws")
    widest = found.total("draws", "unwritten")[1]
    if found.earmarked_fen:
        yield f"先扣预留 {short_yuan(found.earmarked_fen)}，其余项目可用 {short_yuan(left)}。"
    yield f"由本资金列支、能算出数额的项目，{found.years} 年合计 {short_yuan(low)}—{short_yuan(high)}。"
    if high <= left:
        yield f"能算出的部分够用，最少剩 {short_yuan(left - high)}。"
    elif low > left:
        yield f"能算出的部分不够，至少缺 {short_yuan(low - left)}。"
    else:
        yield f"能算出的部分不一定够：最多剩 {short_yuan(left - low)}，最多缺 {short_yuan(high - left)}。"
    yield _lasting(found)
    if found.of_source("unwritten"):
        verdict = "仍在其内" if widest <= left else f"最多缺 {short_yuan(widest - left)}"
        yield f"没有写资金来源的项目也由此列支的话，最多 {short_yuan(widest)}，{verdict}。"
    count = sum(pledge.years is None and pledge.source in ("draws", "apart") for pledge in found.pledges)
    outside = sum(_outside_cases(pledge) for pledge in found.of_source("draws"))
    if count or outside:
        yield f"另有 {count} 个列支项目原文没有给数额，{outside:,} 件金额不详，都没有算进去，结论以此为限。"


def _lasting(found: Affordability) -> str:
    """How many whole months the money covers."""

    def words(lasting: Lasting) -> str:
        return f" {found.years} 年内用不完" if lasting.months is None else f"够 {lasting.months} 个整月"

    low, high = found.lasting
    return f"按月累计：支出低时{words(low)}，支出高时{words(high)}（一次性和按次的算在每年首月）。"


def _outside_cases(pledge: Pledge) -> int:
    budget = pledge.cost.budget
    return budget.outside_met + budget.outside_open if budget else 0


def years_table(found: Affordability) -> Table:
    """Every pledge by year; — where the text gives no figure."""
    rows: list[list[Cell]] = []
    for pledge in found.pledges:
        programme, cost = pledge.screened.programme, pledge.cost
        row: list[Cell] = [programme.title, SOURCES[pledge.source], every(programme), cost.met, cost.open]
        row.append(pledge.earmark.value if pledge.earmark else None)
        for year in range(found.years):
            row += list(pledge.years[year]) if pledge.years is not None else [None, None]
        row += list(pledge.total) if pledge.years is not None else [None, None]
        rows.append(row)
    for source, label in SOURCES.items():
        own = found.of_source(source)
        if any(pledge.years is not None for pledge in own):
            rows.append(_years_sum(found, own, f"合计：{label}（有数额的）"))
    columns = [Column("项目", 34), Column("资金", 16), Column("发放", 8)]
    columns += [Column("符合", 8, "count"), Column("待定", 8, "count"), Column("预留", 14, "yuan")]
    for label in [*(f"第{year + 1}年" for year in range(found.years)), "合计"]:
        columns += [Column(f"{label}低", 14, "yuan"), Column(f"{label}高", 14, "yuan")]
    bars = [
        Row(
            pledge.screened.programme.title,
            (Segment(pledge.total[0], "done"), Segment(pledge.total[1] - pledge.total[0], "open")),
            f"{short_yuan(pledge.total[0])}—{short_yuan(pledge.total[1])}",
        )
        for pledge in found.pledges
        if pledge.total[1]
    ]
    title = f"各项目 {found.years} 年支出"
    legend = (Legend("done", "低"), Legend("open", "高"))
    note = "—：原文没有给数额，不能计算，不按零计。待定：缺少事实，低不算、高全算。"
    return Table("years", title, tuple(columns), rows, note, bar_chart(title, bars, legend) if bars else None)


def _years_sum(found: Affordability, pledges: Sequence[Pledge], label: str) -> list[Cell]:
    """Fen of each year over the pledges that have a figure; what is set apart over all of them."""
    apart = [pledge.earmark.value for pledge in pledges if pledge.earmark]
    row: list[Cell] = [
        label,
        "",
        "",
        sum(item.cost.met for item in pledges),
        sum(item.cost.open for item in pledges),
    ]
    row.append(sum(apart) if apart else None)
    years = [pledge.years for pledge in pledges if pledge.years is not None]
    for year in range(found.years):
        row += [sum(each[year][end] for each in years) for end in (0, 1)]
    return row + [sum(pledge.total[end] for pledge in pledges) for end in (0, 1)]


def sums_table(found: Affordability) -> Table:
    """Year by year what the fund pays and what is left of it."""
    left = [found.fund_fen - found.earmarked_fen] * 2
    rows: list[list[Cell]] = []
    bars = []
    for year in range(found.years):
        sums = [
            sum(pledge.years[year][end] for pledge in found.of_source("draws") if pledge.years is not None)
            for end in (0, 1)
        ]
        left = [left[0] - sums[0], left[1] - sums[1]]
        rows.append([f"第{year + 1}年", *sums, *left])
        parts = (Segment(sums[0], "done"), Segment(max(sums[1] - sums[0], 0), "open"))
        bars.append(Row(f"第{year + 1}年", parts, f"{short_yuan(sums[0])}—{short_yuan(sums[1])}"))
    rows.append(["合计", *found.total("draws"), *left])
    columns = (
        Column("年度", 10), Column("支出低", 16, "yuan"), Column("支出高", 16, "yuan"),
        Column("累计后剩余（支出低）", 18, "yuan"), Column("累计后剩余（支出高）", 18, "yuan"),
    )  # fmt: skip
    title = f"由本资金列支的逐年合计（已扣预留 {short_yuan(found.earmarked_fen)}）"
    note = "剩余为负数即不够的数额。未写资金来源的、金额不详的不在内，不按零计。"
    drawn = bar_chart(title, bars, (Legend("done", "低"), Legend("open", "高"))) if any(rows) else None
    return Table("sums", title, columns, rows, note, drawn)


def queue_table(found: Affordability) -> Table:
    """Places and money that are served in order."""
    rows: list[list[Cell]] = []
    for pledge in found.pledges:
        if pledge.quota is not None:
            rows.append(_queue_row(f"名额：{pledge.screened.programme.title}", pledge.quota))
    rows.append(_queue_row("资金：由本资金列支的全部项目（首年，金额按低）", found.queue))
    rows.append(_queue_row("资金：由本资金列支的全部项目（首年，金额按高）", found.queue_high))
    columns = (
        Column("限额", 40), Column("名额", 8, "count"), Column("已用", 8, "count"), Column("符合（件）", 10, "count"),
        Column("排得上（件）", 10, "count"), Column("排得上的金额", 16, "yuan"), Column("排不上（件）", 10, "count"),
        Column("待定（件）", 10, "count"),
    )  # fmt: skip
    note = (
        "只排能认定符合、金额已知的；待定的查清后若符合，也要占名额和资金。"
        "资金排到不能足额支付的一件为止，其后都排不上。"
    )
    return Table("queue", "先到先得", columns, rows, note)


def _queue_row(label: str, queue: Queue) -> list[Cell]:
    used = None if queue.places is None else queue.used
    return [label, queue.places, used, queue.cases, queue.served, queue.served_fen, queue.cut_off, queue.open]


def open_pledges(found: Affordability) -> Iterator[str]:
    """Pledges without a figure: never as zero."""
    for pledge in found.pledges:
        programme = pledge.screened.programme
        if programme.amount is not None and programme.amount.open_words:
            apart = f"；预留 {short_yuan(pledge.earmark.value)}" if pledge.earmark else ""
            yield (
                f"{programme.title}〔{programme.clause}〕（{SOURCES[pledge.source]}）：{programme.amount.open_words}；"
                f"符合 {pledge.cost.met:,} 件，待定 {pledge.cost.open:,} 件{apart}"
            )
        elif _outside_cases(pledge):
            yield f"{programme.title}〔{programme.clause}〕：{_outside_cases(pledge):,} 件缺少算金额的事实"
        if pledge.years is not None and not pledge.cost.met + pledge.cost.open:
            amounts = "、".join(
                item.written for item in programme.parameters.values() if item.type.kind is Kind.MONEY
            )
            yield (
                f"{programme.title}〔{programme.clause}〕（{SOURCES[pledge.source]}）：筛查日没有符合或待定的对象，"
                f"以后出现就要支出，原文的数额：{amounts or '无'}"
            )
    named = [item.title for item in found.pack.programmes if item.extent == "recorded"]
    if named:
        yield f"只有名目、没有规则的项目 {len(named)} 个：{'、'.join(named)}"


def _figures(found: Affordability) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "document": found.pack.document.id,
        "pack_sha256": found.pack.digest,
        "fund": {"name": found.fund_name, "fen": found.fund_fen, "years": found.years},
        "earmarked_fen": found.earmarked_fen,
        "total": dict(zip(("low", "high"), found.total("draws"), strict=True)),
        "total_with_unwritten": dict(zip(("low", "high"), found.total("draws", "unwritten"), strict=True)),
        "order": found.order,
        "queue": asdict(found.queue),
        "queue_high": asdict(found.queue_high),
        "months_covered": dict(zip(("low", "high"), map(asdict, found.lasting), strict=True)),
        "outside_period": list(found.outside_period),
        "pledges": [
            {
                "id": pledge.screened.programme.id,
                "source": pledge.source,
                "cost": asdict(pledge.cost),
                "years": pledge.years,
                "earmark_fen": pledge.earmark.value if pledge.earmark else None,
                "quota": asdict(pledge.quota) if pledge.quota else None,
            }
            for pledge in found.pledges
        ],
    }
