"""A programme in plain Chinese, for an official to read beside the clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.domain.kernel.day import format_months
from jiuchuang.domain.rules.answers.wording import Words, condition_text, plain
from jiuchuang.domain.rules.engines.compile import leaf_node
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.pack import Citation, Group, Leaf, Programme, leaves
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, Vocabulary

EXTENT_LABELS = {
    "full": "原文足以计算",
    "partial": "原文只够计算一部分",
    "recorded": "原文只提到名称，无可计算的条件与标准（待细则）",
}
KIND_LABELS = {
    "entitlement": "符合即享",
    "quota": "限额评选",
    "discretionary": "视情支持",
    "budget_limited": "以资金为限",
    "status": "身份或待遇，不直接付款",
}
EVERY_LABELS = {"once": "一次性", "month": "按月", "year": "按年", "event": "按次"}
PERIOD_LABELS = {"once": "每次", "month": "每月", "year": "每年", "life": "累计"}
EFFECT_LABELS = {"excluded": "除外", "admitted": "另予准入"}
_GROUP_LABELS = {"all": "同时符合以下各项", "any": "符合以下任一项", "not": "不属于以下情形"}


@dataclass(frozen=True)
class RuleRow:
    """A line of the conditions: a condition with its clause, or (citation None) the head of a group.

    `role` is condition, open (the text leaves it open), group, excluded or admitted; `depth` from 1.
    """

    depth: int
    role: str
    text: str
    citation: Citation | None = None


def rule_rows(programme: Programme, vocabulary: Vocabulary) -> list[RuleRow]:
    """Conditions and exceptions in the order of the pack, in plain Chinese."""
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    rows = list(_group(programme.conditions, words, 1))
    return rows + [
        RuleRow(1, rule.effect, condition_text(rule.when, words), rule.citation)
        for rule in programme.exceptions
    ]


def show_programme(programme: Programme, vocabulary: Vocabulary, document: str) -> str:
    """Several lines of text: what, who, conditions clause by clause, money, what stays open."""
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    lines = [
        f"【{programme.title}】 {programme.id}",
        f"依据：{document} {programme.clause}",
        f"程度：{EXTENT_LABELS[programme.extent]}；性质：{KIND_LABELS[programme.kind]}",
        f"对象：{ENTITY_LABELS[programme.entity]}；"
        f"付给：{ENTITY_LABELS.get(programme.payee, '不付款')}；资金：{programme.fund or '原文未写'}",
        f"责任单位：{'、'.join(programme.owner) or '原文未写'}",
        f"施行期：{validity_text(programme)}",
    ]
    if programme.extent != "recorded":
        lines += ["", "条件", *(_line(row) for row in rule_rows(programme, vocabulary))]
        lines += ["", "金额", *amount_lines(programme, words)]
        lines += schedule_lines(programme, words) + cap_lines(programme, words)
        lines += _other_figures(programme) + entry_lines(programme, vocabulary)
    lines += _readings(programme) + open_lines(programme)
    if programme.papers:
        lines += ["", f"材料：{'、'.join(programme.papers)}"]
    return "\n".join(lines)


def entry_lines(programme: Programme, vocabulary: Vocabulary) -> list[str]:
    """What an approval enters into the registers; nothing where it enters nothing."""
    lines = []
    for entry in programme.enters:
        if entry.register == "fact":
            what = f"“{vocabulary.facts[entry.fact].label}”记为是"
        else:
            table = vocabulary.relations.tables["hardship_recognitions"]
            category = dict(table.columns["category"].labels)[entry.category]
            term = f"，有效{format_months(entry.valid_months)}" if entry.valid_months else "，原文未写期限"
            what = f"就业困难人员认定（{category}）{term}"
        lines.append(f"  批准后记入登记库：{what} {_cite(entry.citation)}")
    return ["", "登记", *lines] if lines else []


def validity_text(programme: Programme) -> str:
    """First and last day, or that the text does not say."""
    first = programme.validity.from_on.isoformat() if programme.validity.from_on else "（原文未载，待确认）"
    last = programme.validity.to_on.isoformat() if programme.validity.to_on else "（原文未写止期）"
    return f"{first} 至 {last}"


def _cite(citation: Citation) -> str:
    return f"〔{citation.clause}{f'：{citation.phrase}' if citation.phrase else ''}〕"


def _line(row: RuleRow) -> str:
    indent = "  " * row.depth
    if row.citation is None:
        return f"{indent}{row.text}："
    if row.role in EFFECT_LABELS:
        return f"{indent}{EFFECT_LABELS[row.role]}：{row.text} {_cite(row.citation)}"
    return f"{indent}· {'原文未定：' if row.role == 'open' else ''}{row.text} {_cite(row.citation)}"


def _group(group: Group | Leaf, words: Words, depth: int) -> Iterator[RuleRow]:
    if isinstance(group, Leaf):
        if group.expression is None:
            yield RuleRow(depth, "open", group.open_words, group.citation)
        else:
            yield RuleRow(depth, "condition", condition_text(group.expression, words), group.citation)
        return
    head = f"至少符合以下 {group.count} 项" if group.op == "at_least" else _GROUP_LABELS[group.op]
    if depth > 1 or group.op != "all":
        yield RuleRow(depth, "group", head)
        depth += 1
    for item in group.items:
        yield from _group(item, words, depth)


def amount_lines(programme: Programme, words: Words) -> list[str]:
    """What is paid per instalment, with the clause."""
    amount = programme.amount
    if amount is None:
        return ["  不直接付款。"]
    if amount.open_words:
        return [f"  原文未给数额（{amount.open_words}）。 {_cite(amount.citation)}"]
    if amount.expression is not None:
        return [f"  {plain(amount.expression, words)} {_cite(amount.citation)}"]
    return [
        f"  {condition_text(band.when, words)}：{plain(band.amount, words)} {_cite(band.citation)}"
        for band in amount.bands
    ]


def schedule_lines(programme: Programme, words: Words) -> list[str]:
    """How often, how many times at most, until when."""
    if programme.amount is None:
        return []
    schedule = programme.schedule
    text = f"  发放：{EVERY_LABELS[schedule.every]}"
    if schedule.count is not None:
        text += f"，最多{plain(schedule.count, words)}"
        text += "" if schedule.count.type.kind is Kind.MONTHS else "次"
    if schedule.until is not None:
        text += f"，至{plain(schedule.until, words)}为止"
    return [text]


def cap_lines(programme: Programme, words: Words) -> list[str]:
    """The ceilings."""
    return [
        f"  封顶：{ENTITY_LABELS[cap.per]}{PERIOD_LABELS[cap.period]}不超过{plain(cap.limit, words)} "
        f"{_cite(cap.citation)}"
        for cap in programme.caps
    ]


def _other_figures(programme: Programme) -> list[str]:
    """Figures that no expression uses and that stand only in sentences (a rate that is told, not paid)."""
    nodes = [leaf_node(leaf) for leaf in leaves(programme.conditions)]
    nodes += [rule.when for rule in programme.exceptions] + list(programme.lets.values())
    schedule, amount = programme.schedule, programme.amount
    nodes += [node for node in (schedule.count, schedule.used, schedule.until) if node is not None]
    nodes += [cap.limit for cap in programme.caps]
    if amount is not None:
        nodes += [amount.expression] if amount.expression is not None else []
        nodes += [node for band in amount.bands for node in (band.when, band.amount)]
    used = {item.name for node in nodes for item in tree.walk(node) if isinstance(item, tree.Constant)}
    return [
        f"  数字：{item.written} {_cite(item.citation)}"
        for name, item in programme.parameters.items()
        if name not in used
    ]


def _readings(programme: Programme) -> list[str]:
    lines = []
    for reading in programme.readings:
        lines += ["", f"两种理解：{reading.question} {_cite(reading.citation)}"]
        for option in reading.options:
            mark = "（已裁定）" if option.id == reading.signed else ""
            lines.append(f"  · {option.says}{mark}")
        if reading.signed is None:
            lines.append("  尚无人裁定，认定时并列两种结果。")
    return lines


def open_lines(programme: Programme) -> list[str]:
    """What the text leaves open and what we assume."""
    lines = []
    if programme.open_terms:
        lines += ["", "原文未定"]
        lines += [f"  · {item.term}〔{item.clause}〕：{item.note}" for item in programme.open_terms]
    if programme.assumptions:
        lines += ["", "我们的假定"]
        for item in programme.assumptions:
            lines.append(
                f"  · {item.says}（{'已由' + item.signed_by + '签认' if item.signed_by else '尚未签认'}）"
            )
    return lines
