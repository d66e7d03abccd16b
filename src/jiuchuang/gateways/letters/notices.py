"""What is told to everybody: the published list (公示名单) and all that a matter asks for (一次性告知书)."""

from __future__ import annotations

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.gateways.letters.data import NeededPaper, NoticeData, OneTimeNoticeData
from jiuchuang.gateways.letters.decision import NUMERALS, contact_words, source_words
from jiuchuang.gateways.letters.sheet import Block, Grid, Heading, Paragraph, Sheet


def notice_sheet(data: NoticeData) -> Sheet:
    """The published list as a sheet. Its amounts stand in a column only when a line has one."""
    basis = f"根据{'、'.join(data.basis)}，" if data.basis else ""
    term = f"{format_day(data.opened_on)}至{format_day(data.ends_on)}（{data.working_days}个工作日）"
    return Sheet(
        title=(data.matter, "公示名单"),
        organ=data.organ,
        blocks=(
            Paragraph(
                f"{basis}现将拟办理{data.matter}的名单予以公示，共{data.count or len(data.lines)}项。公示期{term}。"
            ),
            _lines(data),
            Paragraph(
                f"对名单有异议的，请在公示期内向{contact_words(data.contact)}提出，写明理由和联系方式。"
                "对某一项的异议不影响其他各项。"
            ),
        ),
        signed_by=data.organ,
        signed_on=data.opened_on,
        seal=True,
        code=data.address,
        code_words="用手机扫码查看名单、提出异议。公示期满后名单撤下。",
        note=f"（名单编号：{data.id}）",
    )


def one_time_sheet(data: OneTimeNoticeData) -> Sheet:
    """All that one matter asks for, as a sheet."""
    parts: list[tuple[str, list[Block]]] = [("办理条件", _conditions(data))]
    if data.benefit:
        parts.append(("可以得到", [Paragraph(data.benefit)]))
    parts.append(("需要的材料", [_papers(data.papers)] if data.papers else [Paragraph("不需要提交材料。")]))
    if data.steps:
        steps = tuple((str(number), step.label, step.limit) for number, step in enumerate(data.steps, 1))
        parts.append(("办理流程和期限", [Grid("办理流程", ("序号", "环节", "期限"), steps, (2, 8, 6))]))
    if data.places:
        parts.append(("到哪里办", [Paragraph(f"{contact_words(place)}。") for place in data.places]))
    if data.appeal:
        appeal = data.appeal
        words = (
            f"对决定不服的，可以自收到决定书之日起{appeal.days}日内向{appeal.organ}申请行政复议，"
            f"也可以自收到之日起{appeal.months}个月内向{appeal.court}提起行政诉讼。"
        )
        parts.append(("不服决定怎么办", [Paragraph(words)]))
    blocks: list[Block] = []
    for numeral, (heading, body) in zip(NUMERALS, parts, strict=False):
        blocks += [Heading(f"{numeral}、{heading}"), *body]
    return Sheet(
        title=(data.matter, "一次性告知书"),
        organ=data.organ,
        blocks=tuple(blocks),
        signed_by=data.organ,
        signed_on=data.drawn_on,
        code=data.address,
        code_words="用手机扫码查看本事项、先算一算是否符合、在线申请。",
    )


def _lines(data: NoticeData) -> Grid:
    with_detail = any(line.detail for line in data.lines)
    with_amount = any(line.amount_fen is not None for line in data.lines)
    head, widths = ["序号", "公示对象"], [2, 8]
    if with_detail:
        head.append("内容")
        widths.append(6)
    if with_amount:
        head.append("金额")
        widths.append(4)
    rows = []
    for number, line in enumerate(data.lines, start=1):
        row = [str(number), line.display]
        row += [line.detail] if with_detail else []
        amount = "" if line.amount_fen is None else format_fen_grouped(line.amount_fen)
        rows.append((*row, amount) if with_amount else tuple(row))
    last = len(head) - 1
    return Grid("公示名单", tuple(head), tuple(rows), tuple(widths), right=(last,) if with_amount else ())


def _conditions(data: OneTimeNoticeData) -> list[Block]:
    blocks: list[Block] = []
    if data.basis:
        blocks.append(Paragraph(f"依据：{'、'.join(data.basis)}。"))
    for number, condition in enumerate(data.conditions, start=1):
        cited = source_words(condition.document, condition.clause)
        source = f"（{cited}）" if cited else ""
        blocks.append(Paragraph(f"{number}.{condition.condition.rstrip('。')}{source}。"))
    return blocks


def _papers(papers: tuple[NeededPaper, ...]) -> Grid:
    rows = []
    for number, paper in enumerate(papers, start=1):
        ease = "由部门调取，不用交" if paper.fetched else "可以容后补交" if paper.may_follow else "申请时交"
        rows.append((str(number), paper.name, paper.form, paper.issuer, ease))
    return Grid("需要的材料", ("序号", "材料", "形式", "出具单位", "何时交"), tuple(rows), (2, 5, 4, 4, 4))
