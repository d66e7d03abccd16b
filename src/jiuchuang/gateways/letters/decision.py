"""What a decision letter (决定书) says: decision, facts, reasons by clause, the way of appeal."""

from __future__ import annotations

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.gateways.letters.data import Contact, FactLine, LetterData, Reason
from jiuchuang.gateways.letters.sheet import Block, Grid, Heading, Paragraph, Sheet

TITLES = {"approved": "批准决定书", "refused": "不予批准决定书", "recognised": "认定决定书"}
DECISIONS = {
    "approved": "批准你（单位）的申请。",
    "refused": "不予批准你（单位）的申请。",
    "recognised": "你（单位）符合条件，予以认定。",
}
FINDINGS = {"met": "符合", "not_met": "不符合", "unknown": "无法查明"}
NUMERALS = "一二三四五六七八九十"


def decision_sheet(data: LetterData) -> Sheet:
    """The letter as a sheet."""
    parts: list[tuple[str, list[Block]]] = [("决定", _decision(data))]
    if data.facts:
        parts.append(("查明的事实", [_facts(data.facts)]))
    parts.append(("理由和依据", _reasons(data)))
    parts.append(("权利告知", [Paragraph(_appeal(data))]))
    opening: list[Block] = [
        Paragraph(f"{data.applicant}（{data.applicant_number}）：", indent=False),
        Paragraph(
            f"你（单位）于{format_day(data.applied_on)}申请{data.matter}，办件编号{data.case}。"
            "经审查，现决定如下："
        ),
    ]
    blocks = opening
    for numeral, (heading, body) in zip(NUMERALS, parts, strict=False):
        blocks = [*blocks, Heading(f"{numeral}、{heading}"), *body]
    return Sheet(
        title=(data.matter, TITLES[data.outcome]),
        organ=data.organ,
        blocks=tuple(blocks),
        letterhead=True,
        number=data.number,
        signed_by=data.organ,
        signed_on=data.decided_on,
        seal=True,
        note=f"（联系方式：{contact_words(data.contact)}）" if data.contact else "",
    )


def contact_words(contact: Contact) -> str:
    """Office, telephone, address and hours in one line, as far as they are known."""
    words = (contact.office, contact.phone, contact.address, contact.hours)
    return "，".join(word for word in words if word)


def source_words(document: str, clause: str) -> str:
    """A document and a clause as they are cited: `金发〔2017〕21号二（三）5`; the marks of a locator run on."""
    return f"{document}{clause.replace('/', '')}"


def _decision(data: LetterData) -> list[Block]:
    words = DECISIONS[data.outcome]
    if data.amount_fen is not None:
        words += (
            f"金额{format_fen_grouped(data.amount_fen)}（大写：人民币{capital_amount(data.amount_fen)}）。"
        )
    words += _ended(data.amount_note)
    if data.valid_from and data.valid_to:
        words += f"有效期自{format_day(data.valid_from)}至{format_day(data.valid_to)}。"
    elif data.valid_from:
        words += f"自{format_day(data.valid_from)}起有效。"
    blocks: list[Block] = [Paragraph(words)]
    if data.schedule:
        total = sum(part.amount_fen for part in data.schedule)
        blocks += [
            Paragraph("分期如下："),
            Grid(
                "分期",
                ("期次", "发放时间", "金额"),
                tuple(
                    (str(number), part.when, format_fen_grouped(part.amount_fen))
                    for number, part in enumerate(data.schedule, start=1)
                ),
                (1, 4, 3),
                right=(2,),
                foot=("合计", "", format_fen_grouped(total)),
            ),
        ]
    return blocks


def _facts(facts: tuple[FactLine, ...]) -> Grid:
    rows = []
    for fact in facts:
        day = f"（截至{format_day(fact.as_of)}）" if fact.as_of else ""
        rows.append((fact.label, fact.value, f"{fact.source}{day}"))
    return Grid("查明的事实", ("事项", "查明的情况", "来源"), tuple(rows), (5, 5, 6))


def _reasons(data: LetterData) -> list[Block]:
    blocks: list[Block] = []
    if data.basis:
        blocks.append(Paragraph(f"依据{'、'.join(data.basis)}审查，结果如下："))
    blocks += [
        Paragraph(f"{number}.{_reason(reason)}") for number, reason in enumerate(data.reasons, start=1)
    ]
    blocks += _readings(data)
    if data.open_words:
        blocks.append(Paragraph("文件没有写明的词语，决定书一并告知："))
        blocks += [
            Paragraph(
                f"（{number}）“{one.term}”{_note(one.note)}依据：{source_words(data.document, one.clause)}。"
            )
            for number, one in enumerate(data.open_words, start=1)
        ]
    if data.explanation:
        blocks.append(Paragraph(f"决定机关的说明：{_ended(data.explanation)}"))
    return blocks


def _readings(data: LetterData) -> list[Block]:
    """Every way to read the document, with what it comes to; which of them was decided by, the decider has written."""
    if not data.readings:
        return []
    lines = []
    for number, one in enumerate(data.readings, start=1):
        money = "" if one.amount_fen is None else f"，金额{format_fen_grouped(one.amount_fen)}"
        lines.append(Paragraph(f"（{number}）{one.says}：{one.outcome}{money}。"))
    return [Paragraph(f"文件有{len(lines)}种理解，都列在这里："), *lines]


def _note(note: str) -> str:
    return f"：{_ended(note)}" if note else "。"


def _reason(reason: Reason) -> str:
    evidence = _ended(reason.evidence)
    cited = source_words(reason.document, reason.clause)
    source = f"依据：{cited}。" if cited else ""
    return f"{reason.condition.rstrip('。')}：{FINDINGS[reason.finding]}。{evidence}{source}"


def _appeal(data: LetterData) -> str:
    appeal = data.appeal
    return (
        f"不服本决定的，可以自收到本决定书之日起{appeal.days}日内向{appeal.organ}申请行政复议{_by(appeal.days_by)}，"
        f"也可以自收到之日起{appeal.months}个月内向{appeal.court}提起行政诉讼{_by(appeal.months_by)}。"
    )


def _by(article: str) -> str:
    return f"（{article}）" if article else ""


def _ended(text: str) -> str:
    return text if not text or text.endswith(("。", "！", "？", "；")) else f"{text}。"
