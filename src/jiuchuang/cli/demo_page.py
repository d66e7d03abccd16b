"""Where to look after the demonstration: a start page, and a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from jiuchuang.cli.demo_documents import ReadDocument
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.gateways.screening.page_parts import key_figures, page, paragraph, table
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.wording import (
    count_one_short,
    is_entitlement,
    population_line,
    population_sizes,
)

TITLE = "就创演示：从政策文件到逐条有据的认定"


def start_page(documents: list[ReadDocument], findings: list[Problem], screening: Screening) -> str:
    """The page that links to everything the demonstration left."""
    return page(TITLE, _body(documents, findings, screening))


def closing_words(
    documents: list[ReadDocument], findings: list[Problem], screening: Screening, out: Path
) -> str:
    """The short report at the end: what was done, and where it lies."""
    clauses = sum(len(document.reading.clauses) for document in documents)
    figures = sum(len(clause.quantities) for document in documents for clause in document.reading.clauses)
    lines = [
        "",
        f"读了 {len(documents)} 份文件：条款 {clauses} 条，数字 {figures} 个。",
        *(f"  {words}" for words in _without_packs(documents)),
        f"查了 {len(screening.packs)} 个政策包：提醒 {len(findings)} 条，错误 0 条。",
        f"按 {screening.on.isoformat()} 筛查合成县（{population_sizes(screening)}，全部虚构）：",
        "  " + "，".join(f"{name} {value}" for name, value in _keys(screening)) + "。",
        "",
        "看这里：",
        f"  {out / 'index.html'}                 从这一页进入全部结果",
        f"  {out / 'documents'}/                 每份文件的重点任务分工表（Excel、Word）和 JSON",
        f"  {out / 'screening' / 'report.html'}      筛查报告；同名 .xlsx 可筛选，charts/ 是图",
        f"  {out / 'decisions.html'}             每份文件三件认定：符合、不符合、还缺什么",
    ]
    return "\n".join(lines)


def _without_packs(documents: list[ReadDocument]) -> list[str]:
    lines = [f"{document.name}：没有政策包，只作分解。" for document in documents if not document.pack]
    if len(lines) == len(documents):
        lines.append("这些文件都没有政策包，下面的筛查和认定用内置样例县的政策包。")
    return lines


def _keys(screening: Screening) -> list[tuple[str, str]]:
    tallies = screening.tallies
    return [
        ("应享未享", f"{sum(tally.unclaimed for tally in tallies if is_entitlement(tally)):,} 件"),
        ("不应享已享", f"{sum(tally.not_due_but_paid for tally in tallies):,} 件"),
        ("符合即享项目差一项", f"{count_one_short(tallies):,} 件"),
        ("待查事实", f"{sum(tally.open_for_facts for tally in tallies):,} 件"),
    ]


def _body(documents: list[ReadDocument], findings: list[Problem], screening: Screening) -> Iterator[str]:
    yield f"<h1>{TITLE}</h1>"
    yield '<h2 class="first">一、读出来的文件</h2>'
    yield "<ul>" + "".join(map(_links, documents)) + "</ul>"
    head = ("文件", "标题或文号", "条款", "责任单位", "数字", "目标", "待核对", "政策包")
    yield table(head, [_row(document) for document in documents])
    yield from (paragraph(words, "notice") for words in _without_packs(documents))
    yield "<h2>二、政策包检查</h2>"
    yield paragraph(f"{len(screening.packs)} 个政策包与原文逐条对照：错误 0 条，提醒 {len(findings)} 条。")
    if findings:
        yield "<ul>" + "".join(f"<li>{escape(str(problem))}</li>" for problem in findings) + "</ul>"
    yield "<h2>三、筛查一个合成县</h2>"
    yield paragraph(f"筛查日 {screening.on.isoformat()}。{population_line(screening)}")
    yield key_figures(_keys(screening))
    yield '<p><a href="screening/report.html">筛查报告</a>　<a href="screening/report.xlsx">Excel</a></p>'
    yield "<h2>四、单件认定</h2>"
    yield '<p><a href="decisions.html">每份文件三件：符合、不符合、还不能判断</a></p>'


def _links(document: ReadDocument) -> str:
    name = escape(document.name, quote=True)
    kinds = "　".join(
        f'<a href="documents/{name}.{ending}">{label}</a>'
        for ending, label in (("xlsx", "分工表 Excel"), ("docx", "分工表 Word"), ("json", "JSON"))
    )
    return f"<li>{name}：{kinds}</li>"


def _row(document: ReadDocument) -> tuple[str, ...]:
    reading = document.reading
    known = reading.metadata.number or reading.metadata.title or "（正文中没有）"
    return (
        document.name,
        known,
        f"{len(reading.clauses):,}",
        f"{sum(len(clause.units) for clause in reading.clauses):,}",
        f"{sum(len(clause.quantities) for clause in reading.clauses):,}",
        f"{len(reading.targets):,}",
        f"{len(reading.repairs) + len(reading.problems):,}",
        document.pack or "（没有）",
    )
