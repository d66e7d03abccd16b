"""What ceilings over several cases take off: which ceilings, in what order the cases are served, how much is cut."""

from __future__ import annotations

from collections.abc import Iterator

from jiuchuang.domain.rules.answers.show import cap_lines
from jiuchuang.domain.rules.answers.wording import Words
from jiuchuang.domain.rules.population.shared_ceilings import OWN_FIRM, Ceiling, Component
from jiuchuang.domain.rules.population.simulate import SIDES
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, Vocabulary
from jiuchuang.gateways.screening.sheets import Cell, Column
from jiuchuang.gateways.simulation.run import ProgrammeResult, Simulation
from jiuchuang.gateways.simulation.table_run import BY_ID
from jiuchuang.gateways.simulation.tables import Table

_SIDE_LABELS = {"before": "改前", "after": "改后"}
_UNPLACED = "不知道归谁合用的 {count:,} 件（数据表缺归属编号）：低口径不发，高口径按单独一户计。"


def shared_table(simulation: Simulation) -> Table | None:
    """One row for each programme and version with a shared ceiling; None where there is none."""
    vocabulary = simulation.versions.vocabulary
    rows: list[list[Cell]] = []
    for result in simulation.results:
        for side, cost in zip(SIDES, result.cost, strict=True):
            words = "；".join(_ceilings(result, side, vocabulary))
            if not words or (side == "after" and not result.pair.changed):
                continue
            money: list[Cell] = [None] * 4
            if (budget := cost.budget) is not None:
                money = [budget.low_fen + budget.cut_low_fen, budget.cut_low_fen]
                money += [budget.high_fen + budget.cut_high_fen, budget.cut_high_fen]
            label = _SIDE_LABELS[side] if result.pair.changed else "不变"
            rows.append([result.pair.programme.title, label, words, *money])
    if not rows:
        return None
    columns = (
        Column("项目", 30), Column("版本", 8), Column("合用的封顶、名额", 44), Column("逐件相加低", 16, "yuan"),
        Column("其中少发低", 16, "yuan"), Column("逐件相加高", 16, "yuan"), Column("其中少发高", 16, "yuan"),
    )  # fmt: skip
    return Table("shared", "合用封顶和名额少发多少", columns, rows, _note(simulation))


def _note(simulation: Simulation) -> str:
    lines = [
        f"合用一个封顶的各件依次发放：{order_words(simulation.order)}；前面发过的计入台账，后面的只发余额，"
        "名额满了就不发。费用、得失、够用月数都已这样扣减。低：不详的不发、不占额度；高：不详的都发、占额度。"
    ]
    unplaced = max((result.unplaced for result in simulation.results), default=0)
    lines += [_UNPLACED.format(count=unplaced)] if unplaced else []
    if _presumes_own_firm(simulation):
        lines.append("个人表没有本人企业的编号（own_firm_id），按一人一户企业计。")
    return "".join(lines)


def order_words(order: str) -> str:
    """In what order cases are served."""
    inside = "同一对象的几个项目按文件中的先后"
    if order == BY_ID:
        return f"按编号先后，{inside}"
    return f"按“{order}”先后，同日按编号，没有日期的排在最后，{inside}"


def _presumes_own_firm(simulation: Simulation) -> bool:
    parts = simulation.population.tables.get("person", ())
    uses = any(OWN_FIRM in part.keys for part in _components(simulation))
    return uses and not any(OWN_FIRM in part.schema for part in parts)


def _components(simulation: Simulation) -> Iterator[Component]:
    for result in simulation.results:
        if result.shared is not None:
            yield from result.shared.parts


def _ceilings(result: ProgrammeResult, side: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The shared ceilings of one version of a programme in words."""
    item = result.pair.screened[SIDES.index(side)]
    if item is None or result.shared is None:
        return
    for component in result.shared.sides[side]:
        for ceiling in component.ceilings:
            if ceiling.is_shared and component.items[ceiling.holder].key == item.key:
                yield _words(ceiling, component, vocabulary)


def _words(ceiling: Ceiling, component: Component, vocabulary: Vocabulary) -> str:
    programme = component.items[ceiling.holder].programme
    if ceiling.places is not None:
        unit = "个名额" if ceiling.counts == "cases" else "分"
        return f"全部{ENTITY_LABELS[programme.entity]}合计 {ceiling.places:,} {unit}"
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    number = [cap.id for cap in programme.caps].index(ceiling.name)
    line = cap_lines(programme, words)[number].strip().removeprefix("封顶：")
    partners = {component.items[place].programme.title for fed in ceiling.fed_by for place in fed} - {
        programme.title
    }
    return line + (f"，与{'、'.join(sorted(partners))}合计（有的理解如此）" if partners else "")
