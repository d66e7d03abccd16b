"""The report of a screening as one page: self-contained, printable, every chart over its table."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.domain.rules.population.wording import condition_labels
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.screening.figures import (
    Figure,
    budget_figure,
    claims_figure,
    demand_figure,
    funnel_figure,
    region_figure,
)
from jiuchuang.gateways.screening.page_parts import figure, key_figures, notice, page, paragraph, table
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.wording import (
    DEFINITIONS,
    ENTITY_COUNTERS,
    TITLE,
    caveats,
    count_one_short,
    counter,
    is_entitlement,
    kind,
    population_line,
    short_yuan,
    tallies_of,
    validity_note,
    yuan,
)


def report_page(screening: Screening) -> str:
    """The whole page as HTML."""
    return page(TITLE, _body(screening))


def all_figures(screening: Screening) -> Iterator[Figure]:
    """Every figure of the report, for the folder of charts."""
    for pack in screening.packs:
        for draw in (claims_figure, budget_figure, region_figure):
            drawn = draw(screening, pack)
            if drawn is not None:
                yield drawn
        yield from (funnel_figure(screening, tally) for tally in tallies_of(screening, pack))
    demand = demand_figure(screening)
    if demand is not None:
        yield demand


def _body(screening: Screening) -> Iterator[str]:
    yield f"<h1>{TITLE}</h1>"
    yield paragraph(f"筛查日：{screening.on.isoformat()}。数据：{population_line(screening)}")
    for line in caveats(screening):
        yield notice(line)
    yield _contents(screening)
    for number, pack in enumerate(screening.packs):
        yield from _document(screening, pack, first=number == 0)
    demand = demand_figure(screening)
    if demand is not None:
        yield '<h2 id="facts">缺失事实工作清单</h2>'
        yield paragraph(
            "先查“只差此项”多的事实：查清一项，就能认定一件。逐件清单见 work_list.parquet。", "pale"
        )
        yield figure(demand)
    yield '<h2 id="terms">用语</h2><dl class="terms">'
    yield "".join(f"<dt>{escape(term)}</dt><dd>{escape(says)}</dd>" for term, says in DEFINITIONS) + "</dl>"
    packs = "；".join(f"{pack.document.id} {pack.digest[:12]}" for pack in screening.packs)
    yield f"<footer><p>政策包版本：{escape(packs)}</p></footer>"


def _contents(screening: Screening) -> str:
    links = "".join(
        f'<li><a href="#{_anchor(pack)}">{escape(pack.document.name)}</a></li>' for pack in screening.packs
    )
    links += '<li><a href="#facts">缺失事实工作清单</a></li><li><a href="#terms">用语</a></li>'
    return f"<nav><ul>{links}</ul></nav>"


def _anchor(pack: Pack) -> str:
    return pack.document.id.replace("/", "-")


def _document(screening: Screening, pack: Pack, first: bool) -> Iterator[str]:
    tallies = tallies_of(screening, pack)
    mark = ' class="first"' if first else ""
    yield f'<h2 id="{_anchor(pack)}"{mark}>{escape(pack.document.name)}</h2>'
    yield paragraph(pack.document.title or "", "pale")
    yield notice(validity_note(pack))
    if not tallies:
        yield paragraph("这份文件没有在筛查日可以计算的项目。")
        return
    yield _keys(screening, pack, tallies)
    yield "<h3>总览</h3>" + table(OVERVIEW_HEAD, [overview_row(tally) for tally in tallies])
    sections = (
        ("应享未享", claims_figure(screening, pack)),
        ("预算区间", budget_figure(screening, pack)),
        ("各地未享人数", region_figure(screening, pack)),
    )
    for heading, drawn in sections:
        if drawn is not None:
            yield f"<h3>{heading}</h3>" + figure(drawn)
    yield from _not_due(tallies)
    yield from _one_short(screening, tallies)
    yield "<h3>条件漏斗</h3>"
    yield paragraph("图按先后逐条筛；表按全体对象分别计数。组内各条缩进列出，例外列在最后。", "pale")
    for tally in tallies:
        yield f"<h4>{escape(tally.programme.title)}〔{escape(tally.programme.clause)}〕</h4>"
        yield figure(funnel_figure(screening, tally))


def _keys(screening: Screening, pack: Pack, tallies: list[ProgrammeTally]) -> str:
    pairs = []
    for entity, label in ENTITY_LABELS.items():
        count = sum(
            number
            for (document, holder, _), number in screening.unclaimed_by_region.items()
            if document == pack.document.id and holder == entity
        )
        if count:
            pairs.append((f"有应享未享的{label}", f"{count:,} {ENTITY_COUNTERS[entity]}"))
    money = sum(tally.unclaimed_fen for tally in tallies if is_entitlement(tally))
    if money:
        pairs.append(("未享金额（各项一期）", short_yuan(money)))
    pairs.append(("不应享已享（件）", f"{sum(tally.not_due_but_paid for tally in tallies):,}"))
    pairs.append(("符合即享项目差一项（件）", f"{count_one_short(tallies):,}"))
    pairs.append(("待查事实（件）", f"{sum(tally.open_for_facts for tally in tallies):,}"))
    if unpriced := sum(tally.amount_for_facts for tally in tallies):
        pairs.append(("符合而金额待查（件）", f"{unpriced:,}"))
    return key_figures(pairs)


OVERVIEW_HEAD = (
    "项目",
    "条款",
    "性质",
    "筛查",
    "符合",
    "不符合",
    "待查事实",
    "待政策人员",
    "符合且已发",
    "应享未享",
    "符合未发",
)


def overview_row(tally: ProgrammeTally) -> tuple[str, ...]:
    """One programme in the overview; — where the column does not apply to its kind."""
    unpaid = f"{tally.unclaimed:,}"
    return (
        tally.programme.title,
        tally.programme.clause,
        kind(tally.programme),
        f"{tally.cases:,} {counter(tally.programme)}",
        f"{tally.met:,}",
        f"{tally.not_met:,}",
        f"{tally.open_for_facts:,}",
        f"{tally.open_for_officers:,}",
        f"{tally.met_and_paid:,}" if tally.pays else "—",
        unpaid if is_entitlement(tally) else "—",
        unpaid if tally.pays and not is_entitlement(tally) else "—",
    )


def _not_due(tallies: list[ProgrammeTally]) -> Iterator[str]:
    found = [tally for tally in tallies if tally.not_due_but_paid]
    yield "<h3>不应享已享</h3>"
    if not found:
        yield paragraph("没有发现。")
        return
    yield paragraph(
        "按筛查日的事实判断；只由本系统台账决定的条件不计。逐件见 paid_not_due.parquet，须人工核对。", "pale"
    )
    rows = [
        (
            tally.programme.title,
            f"{tally.paid:,}",
            f"{tally.not_due_but_paid:,}",
            yuan(tally.not_due_paid_fen),
        )
        for tally in found
    ]
    yield table(("项目", "有发放记录（件）", "其中不应享（件）", "已发金额（元）"), rows)


def _one_short(screening: Screening, tallies: list[ProgrammeTally]) -> Iterator[str]:
    rows = []
    for tally in tallies:
        labels = condition_labels(tally.programme, screening.library.vocabulary)
        rows += [
            (tally.programme.title, labels[condition], f"{count:,}")
            for condition, count in sorted(tally.one_short.items(), key=lambda pair: -pair[1])
            if count
        ]
    yield "<h3>差一项</h3>"
    if rows:
        yield paragraph("其余条件都已符合，只差所列这一项。逐件见 one_short.parquet。", "pale")
        yield table(("项目", "差的这一项", "件数"), rows)
    else:
        yield paragraph("没有只差一项的。")
