"""What happened in a case, in words: one sentence an event, for timelines."""

from __future__ import annotations

from functools import singledispatch

from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.commands import APPEAL_LABELS, STANCE_LABELS
from jiuchuang.domain.casework.conditions import known_words
from jiuchuang.domain.casework.events import OUTCOME_LABELS, Event, Happening
from jiuchuang.domain.casework.procedure import LEVEL_LABELS, Procedure
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import format_fen_grouped

_CLOSINGS = {"passed": "办结", "opposed": "未获同意", "superseded": "作废重办", "ended": "随办件终止"}


def describe(event: Event, procedure: Procedure) -> str:
    """The event in one sentence, without who and when."""
    happening = event.happening
    said = _words(happening)
    if isinstance(happening, e.AtRound):
        node = procedure.by_id.get(happening.node)
        label = node.label if node else happening.node
        turn = f"（第{happening.round}轮）" if happening.round > 1 else ""
        return f"{label}{turn}：{said}"
    return said


def _because(text: str) -> str:
    return f"：{text}" if text.strip() else ""


def _clauses(clauses: tuple[str, ...]) -> str:
    return f"（依据：{'、'.join(clauses)}）" if clauses else ""


@singledispatch
def _words(happening: Happening) -> str:
    """One sentence for a happening."""
    return type(happening).__name__


@_words.register
def _(one: e.CaseOpened) -> str:
    claimed = f"，申请金额{format_fen_grouped(one.claimed_fen)}" if one.claimed_fen is not None else ""
    papers = f"，材料{len(one.papers)}份" if one.papers else ""
    return f"提出申请{papers}{claimed}"


@_words.register
def _(one: e.NodeOpened) -> str:
    limit = f"，限{one.limit_days}个工作日" if one.limit_days else ""
    return f"进入环节{limit}"


@_words.register
def _(one: e.NodeSkipped) -> str:
    return f"不需要办理：只在{one.condition}时办（{known_words(one.claimed_fen, one.first_time)}）"


@_words.register
def _(one: e.NodeClosed) -> str:
    return _CLOSINGS.get(one.closing, one.closing)


@_words.register
def _(one: e.Accepted) -> str:
    parts = ["受理"]
    if one.papers_due:
        due = "、".join(f"{paper.paper}（{format_day(paper.due_on)}前）" for paper in one.papers_due)
        parts.append(f"容缺，待补{due}")
    if one.promises:
        parts.append(f"告知承诺：{'、'.join(one.promises)}")
    return "；".join(parts)


@_words.register
def _(one: e.Declined) -> str:
    return f"不予受理{_because(one.reasons)}{_clauses(one.clauses)}"


@_words.register
def _(one: e.PapersBrought) -> str:
    return f"补交材料：{'、'.join(one.papers)}"


@_words.register
def _(one: e.PromiseVerified) -> str:
    return f"承诺“{one.promise}”{'属实' if one.kept else '不属实'}{_because(one.findings)}"


@_words.register
def _(one: e.CorrectionAsked) -> str:
    items = "；".join(f"{item.paper}（{item.wanted}）" for item in one.items)
    return f"退回补正，{format_day(one.due_on)}前补齐：{items}"


@_words.register
def _(one: e.Supplemented) -> str:
    papers = f"：{'、'.join(one.papers)}" if one.papers else ""
    return f"提交补正{papers}{f'（{one.note}）' if one.note else ''}"


@_words.register
def _(one: e.CorrectionLapsed) -> str:
    return "逾期没有补正"


@_words.register
def _(one: e.Transferred) -> str:
    return f"转办{_because(one.reason)}"


@_words.register
def _(one: e.SignerAdded) -> str:
    return f"加签：请{one.seat.label}出具意见{_because(one.reason)}"


@_words.register
def _(one: e.SentBack) -> str:
    return f"退回上一环节{_because(one.reason)}"


@_words.register
def _(one: e.Recalled) -> str:
    return f"撤回办理{_because(one.reason)}"


@_words.register
def _(one: e.Urged) -> str:
    return f"催办{_because(one.note)}"


@_words.register
def _(one: e.Withdrawn) -> str:
    return f"申请人撤回申请{_because(one.reason)}"


@_words.register
def _(one: e.OpinionGiven) -> str:
    return f"{STANCE_LABELS[one.stance]}{_because(one.reasons)}"


@_words.register
def _(one: e.SilenceTaken) -> str:
    return f"逾期未回复，视为同意（{len(one.seats)}家）"


@_words.register
def _(one: e.Escalated) -> str:
    return f"逾期提级，由{LEVEL_LABELS[one.level]}办理"


@_words.register
def _(one: e.VisitRecorded) -> str:
    result = "符合" if one.satisfied else "不符合"
    return (
        f"{format_day(one.visited_on)}实地核查（{'、'.join(one.visitors)}），{result}{_because(one.findings)}"
    )


@_words.register
def _(one: e.CheckRecorded) -> str:
    result = {"passed": "一致", "failed": "不一致", "unavailable": "暂时查不到"}[one.result]
    return f"核验{one.source}（{format_day(one.as_of)}数据）：{result}{_because(one.findings)}"


@_words.register
def _(one: e.NoticeOpened) -> str:
    return f"开始公示，到{format_day(one.ends_on)}（名单{one.list_id}）"


@_words.register
def _(one: e.Objected) -> str:
    return f"收到异议{_because(one.reasons)}"


@_words.register
def _(one: e.ObjectionSettled) -> str:
    return f"异议{'成立' if one.upheld else '不成立'}{_because(one.reasons)}"


@_words.register
def _(one: e.Confirmed) -> str:
    return "本人确认"


@_words.register
def _(one: e.OptedOut) -> str:
    return f"本人放弃{_because(one.reason)}"


@_words.register
def _(one: e.Decided) -> str:
    amount = f"{format_fen_grouped(one.amount_fen)}" if one.amount_fen is not None else ""
    listed = f"（汇总表{one.signed_list}）" if one.signed_list else ""
    verdict = f"批准{amount}" if one.approved else "不予批准"
    return f"{verdict}{listed}{_because(one.reasons)}{_clauses(one.clauses)}"


@_words.register
def _(one: e.HandedOver) -> str:
    return f"提交支付{format_fen_grouped(one.amount_fen)}（批次{one.batch}）"


@_words.register
def _(one: e.PaymentConfirmed) -> str:
    reference = f"（{one.reference}）" if one.reference else ""
    return f"到账{reference}" if one.posted else f"退票{reference}{_because(one.reason)}"


@_words.register
def _(one: e.Archived) -> str:
    return f"归档（{one.file_number}）"


@_words.register
def _(one: e.Appealed) -> str:
    return f"提出{APPEAL_LABELS[one.kind]}{'（逾期）' if one.late else ''}{_because(one.reasons)}"


@_words.register
def _(one: e.AppealSettled) -> str:
    return f"{'改变原决定，重新办理' if one.changed else '维持原决定'}{_because(one.reasons)}"


@_words.register
def _(one: e.CaseEnded) -> str:
    return f"办结：{OUTCOME_LABELS[one.outcome]}"
