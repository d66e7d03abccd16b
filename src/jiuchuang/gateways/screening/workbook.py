"""The report of a screening as an Excel workbook: frozen headers, filters, ready for A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from jiuchuang.domain.rules.population.wording import condition_labels
from jiuchuang.gateways.screening.first_cases import first_cases
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.sheets import Cell, Column, SheetWriter, new_book
from jiuchuang.gateways.screening.wording import (
    DEFINITIONS,
    TITLE,
    caveats,
    counter,
    every,
    is_entitlement,
    kind,
    population_line,
    shared_note,
    validity_note,
)

LISTED = 500
"""Most cases listed for one programme; all of them are in the Parquet files."""


def write_workbook(screening: Screening, rows: Path, path: Path) -> None:
    """Write the workbook to `path`; the lists come from the Parquet files in the folder `rows`."""
    book = new_book(path, TITLE)
    writer = SheetWriter(book, TITLE)
    titles = {tally.programme.id: tally.programme.title for tally in screening.tallies}
    entitlements = {tally.programme.id for tally in screening.tallies if is_entitlement(tally)}
    limit = f"每项最多列 {LISTED:,} 件，全部在 {{}}。"
    writer.sheet("总览", _OVERVIEW, _overview(screening), _overview_notes(screening))
    unpaid = ~pl.col("paid") & pl.col("programme").is_in(sorted(entitlements))
    writer.sheet(
        "应享未享",
        _UNCLAIMED,
        _unclaimed(first_cases(rows / "awards.parquet", LISTED, unpaid), titles),
        [DEFINITIONS[3][1] + limit.format("awards.parquet")],
    )
    writer.sheet(
        "不应享已享",
        _NOT_DUE,
        _not_due(screening, rows / "paid_not_due.parquet", titles),
        [DEFINITIONS[5][1] + limit.format("paid_not_due.parquet")],
    )
    writer.sheet(
        "差一项",
        _ONE_SHORT,
        _one_short(screening, rows / "one_short.parquet", titles),
        [DEFINITIONS[6][1] + limit.format("one_short.parquet")],
    )
    writer.sheet(
        "缺失事实工作清单",
        _DEMAND,
        _demand(screening),
        [
            "逐件清单在 work_list.parquet（open 列：verdict 是否符合待查，amount 符合而金额待查）；先查“只差此项”多的。"
        ],
    )
    writer.sheet(
        "条件漏斗", _FUNNEL, _funnel(screening), ["逐条剩余：符合本项及以前各项的；组内各条不逐条计。"]
    )
    writer.sheet("预算区间", _BUDGET, _budget(screening), [DEFINITIONS[7][1]])
    book.close()


_OVERVIEW = (
    Column("文件", 22),
    Column("项目", 34),
    Column("条款", 12),
    Column("性质", 16),
    Column("单位", 6),
    Column("筛查", 10, "count"),
    Column("符合", 10, "count"),
    Column("不符合", 10, "count"),
    Column("待查事实", 10, "count"),
    Column("待政策人员", 11, "count"),
    Column("符合且已发", 11, "count"),
    Column("应享未享", 10, "count"),
    Column("符合未发", 10, "count"),
    Column("未享金额（一期，元）", 20, "yuan"),
    Column("不应享已享", 11, "count"),
    Column("差一项", 9, "count"),
)
_CASE = (Column("编号", 14), Column("地区", 16), Column("项目", 36), Column("项目编号", 36))
_UNCLAIMED = (
    *_CASE,
    Column("一期金额（元）", 14, "yuan"),
    Column("最低（元）", 12, "yuan"),
    Column("最高（元）", 12, "yuan"),
)
_NOT_DUE = (
    *_CASE,
    Column("已发金额（元）", 14, "yuan"),
    Column("最近发放日", 12),
    Column("不符合的条件", 60),
)
_ONE_SHORT = (*_CASE, Column("差的这一项", 60))
_DEMAND = (
    Column("事实", 40),
    Column("来源", 22),
    Column("可自报", 8),
    Column("要问的话", 50),
    Column("只差此项（件）", 14, "count"),
    Column("等待此项（件）", 14, "count"),
    Column("涉及对象", 10, "count"),
)
_FUNNEL = (
    Column("项目", 36),
    Column("条件", 60),
    Column("属于组", 12),
    Column("符合", 10, "count"),
    Column("不符合", 10, "count"),
    Column("不详", 10, "count"),
    Column("逐条剩余", 10, "count"),
)
_BUDGET = (
    Column("文件", 22),
    Column("项目", 36),
    Column("性质", 16),
    Column("发放", 9),
    Column("低（元）", 18, "yuan"),
    Column("高（元）", 18, "yuan"),
    Column("符合而金额不详", 14, "count"),
    Column("待定且金额不详", 14, "count"),
    Column("说明", 30),
)


def _overview(screening: Screening) -> Iterator[Sequence[Cell]]:
    names = {pack.document.id: pack.document.name for pack in screening.packs}
    for tally in screening.tallies:
        programme, owed = tally.programme, is_entitlement(tally)
        yield (
            names[programme.id.rpartition("/")[0]],
            programme.title,
            programme.clause,
            kind(programme),
            counter(programme),
            tally.cases,
            tally.met,
            tally.not_met,
            tally.open_for_facts,
            tally.open_for_officers,
            tally.met_and_paid if tally.pays else None,
            tally.unclaimed if owed else None,
            tally.unclaimed if tally.pays and not owed else None,
            tally.unclaimed_fen if owed and tally.budget else None,
            tally.not_due_but_paid,
            sum(tally.one_short.values()),
        )


def _overview_notes(screening: Screening) -> list[str]:
    notes = [f"{pack.document.name}：{note}" for pack in screening.packs if (note := validity_note(pack))]
    head = f"筛查日 {screening.on.isoformat()}。{population_line(screening)}"
    return [head, *caveats(screening), *notes, *(f"{term}：{says}" for term, says in DEFINITIONS)]


def _unclaimed(cases: pl.DataFrame, titles: dict[str, str]) -> Iterator[Sequence[Cell]]:
    for row in cases.iter_rows(named=True):
        head = (row["id"], row["region"], titles[row["programme"]], row["programme"])
        yield (*head, row["fen"], row["fen_low"], row["fen_high"])


def _not_due(screening: Screening, path: Path, titles: dict[str, str]) -> Iterator[Sequence[Cell]]:
    labels = _labels(screening)
    for row in first_cases(path, LISTED).iter_rows(named=True):
        programme = row["programme"]
        failed = "；".join(labels[programme][condition] for condition in row["failed"])
        day = row["last_paid_on"].isoformat()
        yield (row["id"], row["region"], titles[programme], programme, row["paid_fen"], day, failed)


def _one_short(screening: Screening, path: Path, titles: dict[str, str]) -> Iterator[Sequence[Cell]]:
    labels = _labels(screening)
    for row in first_cases(path, LISTED).iter_rows(named=True):
        programme = row["programme"]
        yield (row["id"], row["region"], titles[programme], programme, labels[programme][row["condition"]])


def _labels(screening: Screening) -> dict[str, dict[str, str]]:
    vocabulary = screening.library.vocabulary
    return {
        tally.programme.id: dict(condition_labels(tally.programme, vocabulary)) for tally in screening.tallies
    }


def _demand(screening: Screening) -> Iterator[Sequence[Cell]]:
    for name, demand in screening.demand.items():
        fact = screening.library.vocabulary.facts[name]
        told = "是" if fact.self_declared else "否"
        yield (fact.label, fact.source, told, fact.question, demand.alone, demand.cases, demand.holders)


def _funnel(screening: Screening) -> Iterator[Sequence[Cell]]:
    labels = _labels(screening)
    for tally in screening.tallies:
        for row in tally.funnel:
            name = labels[tally.programme.id][row.condition]
            yield (tally.programme.title, name, row.within, row.yes, row.no, row.unknown, row.survivors)


def _budget(screening: Screening) -> Iterator[Sequence[Cell]]:
    names = {pack.document.id: pack.document.name for pack in screening.packs}
    for tally in screening.tallies:
        programme, budget = tally.programme, tally.budget
        if not tally.pays:
            continue
        head = (names[programme.id.rpartition("/")[0]], programme.title, kind(programme), every(programme))
        if budget is None:
            yield (*head, None, None, tally.met, tally.open, "原文未给数额，只列人数")
        else:
            yield (
                *head,
                budget.low_fen,
                budget.high_fen,
                budget.outside_met,
                budget.outside_open,
                shared_note(budget),
            )
