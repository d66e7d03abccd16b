"""Words and figures that the workbook and the page of a screening share."""

from __future__ import annotations

from collections.abc import Iterable

from jiuchuang.domain.rules.answers.show import EVERY_LABELS, KIND_LABELS
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.domain.rules.population.tally import Budget, ProgrammeTally
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.screening.run import Screening

TITLE = "就业创业政策筛查报告"
ENTITY_COUNTERS = {
    "person": "人",
    "household": "户",
    "employer": "家",
    "employment": "人次",
    "project": "个",
    "place": "个",
    "institution": "家",
}
DEFINITIONS = (
    ("符合", "筛查日全部条件都能认定为符合，且文件在施行期内。"),
    ("待查事实", "还缺事实，查清后才能认定；要查什么见“缺失事实工作清单”。"),
    (
        "待政策人员",
        "事实已够，但原文用语未定、有两种理解未裁定，或施行日期原文未载，须由政策人员确认。",
    ),
    ("应享未享", "符合条件，筛查日以前没有任何发放记录。只对“符合即享”的项目这样称呼。"),
    ("符合未发", "限额、视情或以资金为限的项目：符合条件不等于应当发给，只列人数供遴选。"),
    (
        "不应享已享",
        "有发放记录，而即使不计较只由本系统台账决定的条件（如“未领取过”），按筛查日的事实仍不符合。"
        "当年发放时的事实可能不同，须逐件核对，不能直接作为追回依据。",
    ),
    ("差一项", "只有一项条件不符合，其余各项都符合。只差“未领取过”一类台账条件的不计（那是已经领过）。"),
    (
        "预算区间",
        "每一对象一期（一次、一月或一年）的金额之和。低：只计符合者的已知金额；"
        "高：再加待定者的已知金额。金额不能确定的不按零计，单列在区间之外。不同发放周期不相加。"
        "几件合用一个封顶、名额的（如一户企业合计），按编号先后依次扣减。",
    ),
)


def kind(programme: Programme) -> str:
    """The nature of the programme in a few words."""
    return KIND_LABELS[programme.kind].partition("，")[0]


def every(programme: Programme) -> str:
    """How often an instalment falls due."""
    return EVERY_LABELS[programme.schedule.every]


def counter(programme: Programme) -> str:
    """What one case of the programme is counted as: 人, 户, 家 …"""
    return ENTITY_COUNTERS[programme.entity]


def is_entitlement(tally: ProgrammeTally) -> bool:
    """Whether meeting the conditions is enough to be owed something."""
    return tally.pays and tally.programme.kind == "entitlement"


def count_one_short(tallies: Iterable[ProgrammeTally]) -> int:
    """Cases that one condition keeps from an entitlement."""
    return sum(sum(tally.one_short.values()) for tally in tallies if is_entitlement(tally))


def yuan(fen: int) -> str:
    """Fen as yuan with separators: 1,234,567.00."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def short_yuan(fen: int) -> str:
    """Fen in the unit that people say: 5,000元, 12.3万元, 1.25亿元; rounded half up."""
    for unit, size, decimals in (("亿元", 10_000_000_000, 2), ("万元", 1_000_000, 1)):
        if abs(fen) >= size:
            steps = (abs(fen) * 10**decimals * 2 + size) // (2 * size)
            whole, rest = divmod(steps, 10**decimals)
            return f"{'-' if fen < 0 else ''}{whole:,}.{rest:0{decimals}d}{unit}"
    return f"{'-' if fen < 0 else ''}{(abs(fen) + 50) // 100:,}元"


def tallies_of(screening: Screening, pack: Pack) -> list[ProgrammeTally]:
    """The tallies of one document, in its order."""
    return [tally for tally in screening.tallies if tally.programme.id.rpartition("/")[0] == pack.document.id]


def validity_note(pack: Pack) -> str:
    """What to know about the period of force before using the figures; empty when nothing."""
    if pack.document.validity.from_on is None:
        return "原文没有施行日期：除自带起止日期的项目外，符合条件者一律列为待政策人员确认。"
    return ""


def population_sizes(screening: Screening) -> str:
    """How many persons, households and employers the population has."""
    return "、".join(
        f"{label} {screening.population.rows(entity):,}"
        for entity, label in (("person", "个人"), ("household", "家庭"), ("employer", "用人单位"))
        if screening.population.rows(entity)
    )


def population_line(screening: Screening) -> str:
    """Size of the population, and what its manifest says it is."""
    about = screening.population.about
    statement = str(about.get("statement") or about.get("what") or "")
    return f"{population_sizes(screening)}。{statement}"


def caveats(screening: Screening) -> list[str]:
    """What limits the result: tables, columns and values that were not there or not valid."""
    facts = screening.library.vocabulary.facts
    lines = []
    if not screening.population.payments:
        lines.append("没有发放记录表：所有符合者都按未领取列出，不能据此说“应享未享”。")
    if screening.tables_missing:
        tables = "、".join(ENTITY_LABELS[entity] for entity in screening.tables_missing)
        lines.append(f"没有数据表、因而未筛查的对象：{tables}。")
    if screening.facts_absent:
        names = "、".join(f"{facts[name].label}（{name}）" for name in screening.facts_absent)
        lines.append(f"数据表里没有这些事实的列，一律按不详处理：{names}。")
    if screening.facts_invalid is None:
        lines.append("只要符合者名单：各列有多少无效的值没有清点。")
    for name, count in (screening.facts_invalid or {}).items():
        lines.append(f"“{facts[name].label}”有 {count:,} 个值超出规定范围或代码不识，按不详处理。")
    if screening.outside_period:
        titles = "、".join(
            programme.title
            for programme_id in screening.outside_period
            if (programme := screening.library.programme(programme_id)) is not None
        )
        lines.append(f"筛查日不在施行期内、未筛查的项目：{titles}。")
    return lines


def shared_note(budget: Budget) -> str:
    """What ceilings over several cases took off; empty where nothing."""
    if not (budget.cut_low_fen or budget.cut_high_fen):
        return ""
    low, high = yuan(budget.cut_low_fen), yuan(budget.cut_high_fen)
    return f"合用封顶、名额已扣减：低 {low}元，高 {high}元。"
