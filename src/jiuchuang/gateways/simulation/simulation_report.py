"""The report of a simulation: what would be different, for whom, at what cost, with a person for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.rules.answers.decision import STATUS_LABELS, Decision
from jiuchuang.domain.rules.language.valuetypes import Value, format_value
from jiuchuang.domain.rules.population.simulate import KIND_LABELS, SIDES, Cost
from jiuchuang.domain.rules.population.simulate_flow import HORIZON, Lasting
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, Vocabulary
from jiuchuang.gateways.screening.decisions_page import decision_block, decision_money
from jiuchuang.gateways.screening.page_parts import paragraph
from jiuchuang.gateways.screening.wording import short_yuan
from jiuchuang.gateways.simulation.reports_out import Report, Section, sizes
from jiuchuang.gateways.simulation.run import ProgrammeResult, Simulation
from jiuchuang.gateways.simulation.simulation_tables import (
    LOSERS,
    SIDE_LABELS,
    WINNERS,
    Fund,
    lastings,
    open_amounts,
    simulation_tables,
)
from jiuchuang.gateways.simulation.witnesses import (
    FROM_POPULATION,
    FROM_SOLVER,
    NO_SOLVER,
    NONE_EXISTS,
    NOT_SETTLED,
    Witness,
)

TITLE = "政策调整模拟报告"
FOUND_WORDS = {
    FROM_POPULATION: "数据中的一件",
    FROM_SOLVER: "数据中没有，求解器给出的最小一件（虚构，只列必需的事实）",
    NONE_EXISTS: "数据中没有；求解器证明：事实齐全的任何一件都不会这样变",
    NOT_SETTLED: "数据中没有；求解器在限定的计算量内没有得出结论",
    NO_SOLVER: "数据中没有；没有安装求解器，未再查找",
}


def simulation_report(simulation: Simulation, witnesses: Sequence[Witness], fund: Fund | None) -> Report:
    """Everything as one report."""
    tables = simulation_tables(simulation, fund)
    names = "、".join(_document(name, simulation) for name in simulation.versions.documents)
    return Report(
        title=TITLE,
        about=(
            f"文件：{names}。筛查日：{simulation.on.isoformat()}。数据：{sizes(simulation.population)}",
            "改前、改后在同一批事实上一次算出；低：不详的都不发；高：不详的都发。",
        ),
        caveats=tuple(_caveats(simulation)),
        sections=(
            Section("结论", tuple(conclusions(simulation, fund))),
            Section("改了什么", tuple(_changes(simulation))),
            Section("结果", tables=tuple(tables)),
            Section(
                "原文没有给数额的项目", tuple(f"{name}：{words}" for name, words in open_amounts(simulation))
            ),
            Section(
                "举例说明",
                tuple(
                    line
                    for item in witnesses
                    for line in _witness_lines(item, simulation.versions.vocabulary)
                ),
                blocks=tuple(_witness_block(item, simulation.versions.vocabulary) for item in witnesses),
            ),
        ),
        figures=_figures(simulation, witnesses, fund),
    )


def _document(name: str, simulation: Simulation) -> str:
    library = (
        simulation.versions.before if name in simulation.versions.before.packs else simulation.versions.after
    )
    return library.packs[name].document.name


def conclusions(simulation: Simulation, fund: Fund | None) -> Iterator[str]:
    """What comes of it, in a few sentences."""
    cells = {kind: sum(item.kind(kind)["cases"] for item in simulation.changed) for kind in KIND_LABELS}
    told = "、".join(f"{KIND_LABELS[kind]} {count:,} 件" for kind, count in cells.items() if count)
    yield f"{len(simulation.changed)} 个项目有变化；{told or '没有一件的结果不同'}。"
    for result in simulation.changed:
        spans = [_span(cost) for cost in result.cost]
        gains, losses = (sum(result.kind(kind)["cases"] for kind in kinds) for kinds in (WINNERS, LOSERS))
        moved = f"得益 {gains:,} 件，受损 {losses:,} 件" if gains or losses else "没有能认定的得失"
        yield f"{result.pair.programme.title}：{moved}；一期费用 {spans[0]} → {spans[1]}。"
    if fund is not None:
        found = lastings(simulation, fund)
        words = {
            side: "—".join(dict.fromkeys(_months(found[f"{side}_{end}"]) for end in ("high", "low")))
            for side in SIDES
        }
        yield f"资金 {short_yuan(fund.fen)}：改前够用 {words['before']}，改后够用 {words['after']}（只算现有对象）。"


def _span(cost: Cost) -> str:
    if cost.budget is None:
        return "原文没有给数额"
    low, high = cost.budget.low_fen, cost.budget.high_fen
    span = short_yuan(low) if low == high else f"{short_yuan(low)}—{short_yuan(high)}"
    outside = cost.budget.outside_met + cost.budget.outside_open
    return f"{span}（另有 {outside:,} 件金额不详）" if outside else span


def _months(lasting: Lasting) -> str:
    return f"{HORIZON} 个月以上" if lasting.months is None else f"{lasting.months} 个月"


def _caveats(simulation: Simulation) -> Iterator[str]:
    if simulation.tables_missing:
        tables = "、".join(ENTITY_LABELS[entity] for entity in simulation.tables_missing)
        yield f"没有数据表、因而未计算的对象：{tables}。"
    for result in simulation.results:
        for side, programme, item in zip(
            SIDES, (result.pair.before, result.pair.after), result.pair.screened, strict=True
        ):
            if programme is not None and item is None and (side == "before" or result.pair.changed):
                yield f"{programme.title}（{SIDE_LABELS[side]}）筛查日不在施行期内，按不发计。"
    if not simulation.changed:
        yield "两个版本没有不同的可计算项目。"


def _changes(simulation: Simulation) -> Iterator[str]:
    for result in simulation.changed:
        yield f"{result.pair.programme.title}（{result.pair.programme.id}）"
        yield from (f"　{line}" for line in result.changes)


def _witness_lines(item: Witness, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"{item.result.pair.programme.title}·{KIND_LABELS[item.kind]}：{_about(item, vocabulary)}"
    for label, decision in (("改前", item.before), ("改后", item.after)):
        if decision is not None:
            yield f"　{label}：{STATUS_LABELS[decision.status]}。{decision_money(decision)}"
            yield from (f"　　{reason.sentence}" for reason in decision.conditions if reason.result != "yes")


def _about(item: Witness, vocabulary: Vocabulary) -> str:
    words = FOUND_WORDS[item.found]
    if item.found == FROM_POPULATION:
        return f"{words}，对象 {item.case_id}{_served(item)}"
    if item.found == FROM_SOLVER and item.facts is not None:
        told = "；".join(fact_words(name, value, vocabulary) for name, value in item.facts.items())
        return f"{words}：{told}"
    return words


def _served(item: Witness) -> str:
    """What the case gets when its turn comes, where it shares a ceiling; the decisions below look at it alone."""
    if item.result.shared is None:
        return ""
    case = item.result.first[item.kind]
    before, after = _fen(case.before_low, case.before_high), _fen(case.after_low, case.after_high)
    return f"。下面的认定只看这一件；合用封顶、依次发放，轮到这一件时改前实得 {before}，改后实得 {after}"


def _fen(low: int, high: int) -> str:
    """Money of the two lines; what is cut off when others are paid can be the lesser one."""
    least, most = sorted((low, high))
    return f"{format_fen(least)}" if least == most else f"{format_fen(least)}—{format_fen(most)}"


def fact_words(name: str, value: Value, vocabulary: Vocabulary) -> str:
    """A fact as people read it."""
    fact = vocabulary.facts[name]
    return f"{fact.label}：{format_value(value, fact.type, dict(fact.labels))}"


def _witness_block(item: Witness, vocabulary: Vocabulary) -> str:
    title = f"{item.result.pair.programme.title}：{KIND_LABELS[item.kind]}"
    parts = [f"<h3>{escape(title)}</h3>", paragraph(_about(item, vocabulary), "pale")]
    for label, decision in (("改前", item.before), ("改后", item.after)):
        if decision is not None:
            parts.append(decision_block(decision, label))
        elif item.facts is not None:
            parts.append(paragraph(f"{label}：没有这个项目。"))
    return "".join(parts)


def _figures(simulation: Simulation, witnesses: Sequence[Witness], fund: Fund | None) -> dict[str, Any]:
    versions = simulation.versions
    figures: dict[str, Any] = {
        "on": simulation.on.isoformat(),
        "packs": {
            side: {name: library.packs[name].digest for name in versions.documents if name in library.packs}
            for side, library in zip(SIDES, (versions.before, versions.after), strict=True)
        },
        "order": simulation.order,
        "rows": {entity: simulation.population.rows(entity) for entity in simulation.population.tables},
        "programmes": [_programme(result, simulation) for result in simulation.results],
        "witnesses": [_witness(item) for item in witnesses],
    }
    if fund is not None:
        lasting = {name: asdict(item) for name, item in lastings(simulation, fund).items()}
        figures["fund"] = {"fen": fund.fen, "name": fund.name, "months_covered": lasting}
    return figures


def _programme(result: ProgrammeResult, simulation: Simulation) -> dict[str, Any]:
    return {
        "id": result.pair.programme.id,
        "entity": result.pair.programme.entity,
        "changed": result.pair.changed,
        "changes": list(result.changes),
        "shared_with": [pair.programme.id for pair in result.shared.pairs] if result.shared else None,
        "unplaced": result.unplaced,
        "cost": {side: asdict(cost) for side, cost in zip(SIDES, result.cost, strict=True)},
        "kinds": {kind: dict(result.kind(kind)) for kind in KIND_LABELS if result.kind(kind)},
        "total": dict(result.figures.total()),
        "groups": {
            name: {group: dict(result.figures.total(name, group)) for group in result.figures.groups(name)}
            for name in simulation.groupings
            if result.figures.groups(name)
        },
    }


def _witness(item: Witness) -> dict[str, Any]:
    def told(decision: Decision | None) -> dict[str, Any] | None:
        if decision is None:
            return None
        fen = decision.amount_fen
        return {
            "status": decision.status,
            "amount_fen": fen,
            "amount": None if fen is None else format_fen(fen),
        }

    return {
        "programme": item.result.pair.programme.id,
        "kind": item.kind,
        "found": item.found,
        "id": item.case_id,
        "before": told(item.before),
        "after": told(item.after),
    }
