"""What the window hands over: the receipt (受理回执) and the correction notice (补正告知书)."""

from __future__ import annotations

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.gateways.letters.data import CorrectionData, ReceiptData
from jiuchuang.gateways.letters.decision import contact_words, source_words
from jiuchuang.gateways.letters.sheet import Block, Grid, Heading, Paragraph, Sheet


def receipt_sheet(data: ReceiptData) -> Sheet:
    """The receipt as a sheet; `received_at` is shown as it is, in its own zone."""
    received = f"{format_day(data.received_at.date())}{data.received_at:%H:%M}"
    blocks: list[Block] = [
        Paragraph(f"{data.applicant}（{data.applicant_number}）：", indent=False),
        Paragraph(f"你（单位）的申请已于{received}收到，由{data.clerk}收件。"),
        Grid(
            "收到的申请",
            ("办件编号", "事项", "办结期限"),
            tuple(
                (case.case, case.matter, format_day(case.due_on) if case.due_on else "见办事指南")
                for case in data.cases
            ),
            (5, 7, 4),
        ),
    ]
    if data.papers:
        blocks += [Heading("已交材料"), *_numbered(data.papers)]
    if data.to_follow:
        blocks += [Heading("容后补交的材料"), *_numbered(data.to_follow)]
    if data.contact:
        blocks.append(Paragraph(f"咨询：{contact_words(data.contact)}。"))
    return Sheet(
        title=("受理回执",),
        organ=data.organ,
        blocks=tuple(blocks),
        signed_by=data.organ,
        signed_on=data.received_at.date(),
        seal=True,
        code=data.address,
        code_words="用手机扫码查看办理进度。凭办件编号也可以在全县任一窗口查询。",
    )


def correction_sheet(data: CorrectionData) -> Sheet:
    """The correction notice as a sheet."""
    blocks: list[Block] = [
        Paragraph(f"{data.applicant}（{data.applicant_number}）：", indent=False),
        Paragraph(f"你（单位）申请{data.matter}（办件编号{data.case}），尚需补正下列内容，现一次告知："),
        Grid(
            "需要补正的内容",
            ("序号", "需要补正", "原因", "依据"),
            tuple(
                (str(number), item.wanted, item.why, source_words(item.document, item.clause))
                for number, item in enumerate(data.items, start=1)
            ),
            (2, 6, 6, 5),
        ),
        Paragraph(
            f"请在{data.working_days}个工作日内，即{format_day(data.due_on)}前（含当日）补正。"
            "补正期间不计入办理期限。除上列内容外，不再要求补正其他材料。"
        ),
    ]
    if data.contact:
        blocks.append(Paragraph(f"咨询：{contact_words(data.contact)}。"))
    return Sheet(
        title=("补正告知书",),
        organ=data.organ,
        blocks=tuple(blocks),
        signed_by=data.organ,
        signed_on=data.sent_on,
        seal=True,
        code=data.address,
        code_words="用手机扫码即可逐项补正、拍照上传。",
    )


def _numbered(texts: tuple[str, ...]) -> list[Block]:
    return [Paragraph(f"{number}.{text}") for number, text in enumerate(texts, start=1)]
