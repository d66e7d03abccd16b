"""Decisions of single cases as a page that reads like an official's answer, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.rules.answers.decision import (
    ELIGIBLE,
    INELIGIBLE,
    RESULT_LABELS,
    STATUS_LABELS,
    UNKNOWN,
    ConditionResult,
    Decision,
)
from jiuchuang.domain.rules.answers.show import EVERY_LABELS
from jiuchuang.gateways.screening.examples import Example
from jiuchuang.gateways.screening.page_parts import notice, page, paragraph
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.wording import population_line, validity_note

TITLE = "认定示例"
_KINDS = {ELIGIBLE: "符合的一件", INELIGIBLE: "不符合的一件", UNKNOWN: "还不能判断的一件"}
_STYLES = {ELIGIBLE: "yes", INELIGIBLE: "no", UNKNOWN: "unknown"}
_RESULT_STYLES = {"yes": "yes", "no": "no"}
_EXCEPTIONS = {"yes": "例外适用", "no": "例外不适用"}


def decisions_page(screening: Screening, examples: Iterable[Example]) -> str:
    """The page as HTML: for each document what was found among the population."""
    return page(TITLE, _body(screening, examples))


def _body(screening: Screening, examples: Iterable[Example]) -> Iterator[str]:
    yield f"<h1>{TITLE}</h1>"
    yield paragraph(f"认定日：{screening.on.isoformat()}。数据：{population_line(screening)}")
    yield paragraph("每份文件从筛查结果中各取一件，由同一套规则单独认定，逐条说明理由和条款。", "pale")
    for number, (pack, found) in enumerate(groupby(examples, key=lambda example: example.pack)):
        mark = ' class="first"' if number == 0 else ""
        yield f"<h2{mark}>{escape(pack.document.name)}</h2>"
        yield notice(validity_note(pack))
        for example in found:
            yield f"<h3>{_KINDS[example.wanted]}</h3>"
            yield _case(example) if example.decision else paragraph("这批数据里没有这样的一件。", "pale")


def _case(example: Example) -> str:
    assert example.decision is not None
    return decision_block(
        example.decision, f"对象 {example.case_id}{'，' + example.region if example.region else ''}"
    )


def decision_block(decision: Decision, about: str) -> str:
    """One decision with its reasons, clause by clause; `about` says whose case it is."""
    parts = [
        f"<h4>{escape(decision.title)}〔{escape(decision.clause)}〕</h4>",
        paragraph(about, "pale"),
        f'<p class="verdict {_STYLES.get(decision.status, "unknown")}">结论：{STATUS_LABELS[decision.status]}</p>',
        paragraph(decision_money(decision)),
        paragraph(decision.validity_note),
        '<ul class="reasons">' + "".join(map(_reason, decision.conditions)) + "</ul>",
        *_missing(decision),
        *_open(decision),
        paragraph(
            f"回执：政策包 {decision.receipt.pack[:12]}，事实 {decision.receipt.facts[:12]}，"
            f"引擎 {decision.receipt.engine}",
            "pale",
        ),
    ]
    return f'<div class="case">{"".join(parts)}</div>'


def _reason(item: ConditionResult) -> str:
    style = _RESULT_STYLES.get(item.result, "unknown")
    label = RESULT_LABELS[item.result]
    if item.role != "condition":
        style, label = (
            "pale",
            f"例外：{'适用' if item.result == 'yes' else '不适用' if item.result == 'no' else '不详'}",
        )
    cited = f"〔{item.clause}{'：' + item.phrase if item.phrase else ''}〕"
    return (
        f'<li><strong class="{style}">{label}</strong>　{escape(item.sentence)}'
        f'<span class="pale">{escape(cited)}</span></li>'
    )


def decision_money(decision: Decision) -> str:
    """What is paid, in a sentence; empty when nothing is."""
    if decision.amount_state == "known" and decision.amount_fen is not None:
        every = EVERY_LABELS[decision.schedule.every] if decision.schedule else ""
        return f"金额：{every} {format_fen(decision.amount_fen)}"
    if decision.amount_state == "not_specified":
        return f"金额：原文未给数额（{decision.amount_note}）"
    if decision.amount_state == "readings_differ":
        return "金额：因对原文的理解不同而不同，见下。"
    return "金额：事实不全，暂不能确定。" if decision.amount_state == "unknown" else ""


def _missing(decision: Decision) -> Iterator[str]:
    if decision.missing:
        labels = "；".join(f"{fact.label}（{fact.source}）" for fact in decision.missing)
        yield paragraph(f"还缺：{labels}")
    if decision.next_question is not None:
        yield f"<p><strong>下一个要问的：</strong>{escape(decision.next_question.question)}</p>"


def _open(decision: Decision) -> Iterator[str]:
    for reading in decision.readings:
        money = f"，{format_fen(reading.amount_fen)}" if reading.amount_fen is not None else ""
        yield paragraph(f"按“{'；'.join(reading.says)}”理解：{STATUS_LABELS[reading.status]}{money}")
    for term in decision.open_terms:
        yield paragraph(f"原文未定：{term.term}〔{term.clause}〕{term.note}", "pale")
