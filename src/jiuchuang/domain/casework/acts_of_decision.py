"""The decision within delegated limits, payment, archive, and appeals."""

from __future__ import annotations

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.procedure import LEVEL_LABELS, Node, NodeKind, Office
from jiuchuang.domain.casework.progress import (
    close_everything,
    close_node,
    opposed_steps,
    opposition,
    take_anew,
)
from jiuchuang.domain.casework.state import Run
from jiuchuang.domain.casework.unfolding import (
    Faults,
    Unfolding,
    check_added_signers,
    check_handler,
    check_verb,
    check_words,
    find_open,
)
from jiuchuang.domain.kernel.money import format_fen_grouped


def decide_case(un: Unfolding, command: c.Decide) -> Faults:
    """批准 or 不予批准. Above a delegated limit the next tier decides; a higher tier may always do it itself."""
    node, run, faults = _at(un, command, "decide")
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run, fits=lambda actor: _tier(node, run, actor) is not None)
    faults += check_words(un, reasons=command.reasons, clauses=command.clauses)
    faults += check_added_signers(un, node, run)
    if command.signed_list:
        faults += check_verb(un, node, "decide_in_list")
    if command.round not in (None, run.round):
        faults.append(
            un.problem("round-over", "汇总表之后这件事项退回重办过，须重新审批", "请重新编入汇总表")
        )
    faults += _check_amount(un, command)
    if not faults:
        amount_fen = command.amount_fen if command.approved else un.state.claimed_fen
        faults += _check_tier(un, node, run, amount_fen or 0)
    if command.approved:
        faults += _check_approvable(un)
    if faults:
        return faults
    un.happen(
        e.Decided(
            node.id,
            run.round,
            command.approved,
            command.amount_fen,
            command.reasons,
            command.clauses,
            command.signed_list,
            command.list_digest,
        )
    )
    close_node(un, node, "passed")
    return []


def _check_amount(un: Unfolding, command: c.Decide) -> Faults:
    pays = any(node.kind == "pay" for node in un.procedure.nodes)
    if not command.approved or not pays:
        if command.amount_fen is not None:
            return [un.problem("amount-not-due", "不予批准或不涉及资金的，不能写金额")]
        return []
    if command.amount_fen is None:
        return [un.problem("amount-missing", "批准时请写明金额", "金额未定的不能批准，也不能当作零")]
    if command.amount_fen <= 0:
        return [
            un.problem(
                "amount-not-positive", f"批准金额应大于零，现为{format_fen_grouped(command.amount_fen)}"
            )
        ]
    return []


def _tier(node: Node, run: Run, actor: c.Actor) -> int | None:
    """The tier that an actor sits in; None when in none, or in another unit than the step was handed to."""
    if run.seats[0].unit not in ("", actor.unit):
        return None
    return _tier_of(node, Office(actor.role, actor.level))


def _tier_of(node: Node, office: Office) -> int | None:
    return next((number for number, tier in enumerate(node.tiers) if tier.office == office), None)


def _check_tier(un: Unfolding, node: Node, run: Run, amount_fen: int) -> Faults:
    """The tier must reach the amount, and not lie below the one to which silence has lifted the step."""
    main, held = run.seats[0], _tier(node, run, un.actor)
    needed = next(
        n for n, one in enumerate(node.tiers) if one.up_to_fen is None or amount_fen <= one.up_to_fen
    )
    needed = max(needed, _tier_of(node, Office(main.role, main.level)) or 0)
    if held is None or held >= needed:
        return []
    own, above = node.tiers[held], node.tiers[needed]
    if own.up_to_fen is not None and amount_fen > own.up_to_fen:
        message = (
            f"{format_fen_grouped(amount_fen)}超出您的审批权限（{format_fen_grouped(own.up_to_fen)}以内）"
        )
    else:
        message = f"“{node.label}”已经提级，不再由您这一级决定"
    hint = f"由{LEVEL_LABELS[above.office.level]}一级（{above.office.role}）决定"
    return [un.problem("above-limit", message, hint)]


def _check_approvable(un: Unfolding) -> Faults:
    faults: Faults = []
    opposed = opposition(un.state, un.procedure)
    if opposed:
        hint = "可不予批准，或退回重办"
        faults.append(un.problem("opposed", f"未获同意：{'、'.join(opposed)}，不能批准", hint))
    for notice in un.procedure.nodes:
        run = un.state.run(notice.id)
        if notice.kind != "notice" or opposed or (run is not None and run.closing == "skipped"):
            continue
        ended = run is not None and run.publication is not None and un.today > run.publication.ends_on
        if not ended or run is None or run.closing not in ("passed", "opposed"):
            faults.append(un.problem("notice-not-ended", f"“{notice.label}”没有结束，不能批准"))
    if un.state.papers_due:
        papers = "、".join(one.paper for one in un.state.papers_due)
        faults.append(un.problem("papers-missing", f"容缺材料还没有补齐：{papers}"))
    broken = [one.text for one in un.state.promises if one.kept is False]
    if broken:
        faults.append(un.problem("promise-broken", f"承诺不实：{'、'.join(broken)}，不能批准"))
    return faults


def hand_over(un: Unfolding, command: c.HandOver) -> Faults:
    """To payment: the approved amount, once, until the bank returns it."""
    node, run, faults = _at(un, command, "pay")
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run)
    faults += check_words(un, batch=command.batch)  # without it nobody sees that it is at the bank
    decision = un.state.decision
    if un.state.batch:
        faults.append(un.problem("handed-over", f"已在批次“{un.state.batch}”中，不能重复支付"))
    if decision is None or decision.amount_fen is None:
        faults.append(un.problem("nothing-to-pay", "没有已批准的金额"))
    elif not faults:
        un.happen(e.HandedOver(node.id, run.round, command.batch, decision.amount_fen))
    return faults


def confirm_payment(un: Unfolding, command: c.ConfirmPayment) -> Faults:
    """到账 with the bank's number, or 退票 with its reason: then it is handed over in a new batch."""
    node, run, faults = _at(un, command, "pay")
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run)
    if not un.state.batch:
        faults.append(un.problem("not-handed-over", "还没有提交支付，谈不上到账"))
    if command.posted:
        faults += check_words(un, reference=command.reference)
    else:
        faults += check_words(un, reason=command.reason)
    if not faults:
        un.happen(e.PaymentConfirmed(node.id, run.round, command.posted, command.reference, command.reason))
        if command.posted:
            close_node(un, node, "passed")
    return faults


def archive(un: Unfolding, command: c.Archive) -> Faults:
    """归档; the case is done."""
    node, run, faults = _at(un, command, "archive")
    if node is None or run is None:
        return faults
    faults += check_handler(un, node, run)
    decision = un.state.decision
    if decision is None:
        faults.append(un.problem("not-decided", "没有决定，不能归档"))
    elif not faults:
        un.happen(e.Archived(node.id, run.round, command.file_number))
        close_node(un, node, "passed")
        close_everything(un)
        un.happen(e.CaseEnded("approved" if decision.approved else "refused"))
    return faults


def settle_appeal(un: Unfolding, command: c.SettleAppeal) -> Faults:
    """The outcome of an appeal, by somebody who had no hand in the case; a changed decision is taken anew.

    Where it rested on an opinion against the case, that opinion is taken anew first, and all that was left out for it.
    """
    faults = check_words(un, reasons=command.reasons)
    office, state = un.procedure.appeals_to, un.state
    if (office.role, office.level) != (un.actor.role, un.actor.level):
        faults.append(
            un.problem("not-yours", f"申诉、复议由{LEVEL_LABELS[office.level]}（{office.role}）处理")
        )
    hands = frozenset[str]().union(*state.hands.values(), {state.applicant})
    if un.actor.persons & hands:
        faults.append(un.problem("own-decision", "办过这件事项的人不能处理它的申诉", "请由他人处理（回避）"))
    appeal = next((one for one in state.appeals if one.id == command.appeal), None)
    if appeal is None:
        faults.append(un.problem("unknown-appeal", f"没有“{command.appeal}”这件申诉"))
    elif appeal.changed is not None:
        faults.append(un.problem("appeal-settled", f"“{appeal.id}”已经办结"))
    if command.changed and state.batch:
        hint = "改变决定请另立追回或补发事项"
        faults.append(un.problem("paid-already", "款项已提交支付，不能重作决定", hint))
    if faults:
        return faults
    decided = state.decision is not None
    un.happen(e.AppealSettled(command.appeal, command.changed, command.reasons))
    if command.changed:
        for again in _to_take_anew(un) if decided else (un.procedure.first,):
            take_anew(un, again)
    return []


def _to_take_anew(un: Unfolding) -> tuple[Node, ...]:
    """The earliest steps that spoke against the case, else the decision alone."""
    opposed = opposed_steps(un.state, un.procedure)
    later = frozenset[str]().union(*(un.procedure.after[node.id] for node in opposed))
    return tuple(node for node in opposed if node.id not in later) or (un.procedure.deciding,)


def _at(un: Unfolding, command: c.AtNode, kind: NodeKind) -> tuple[Node | None, Run | None, Faults]:
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return None, None, faults
    if node.kind != kind:
        return None, None, [un.problem("wrong-kind", f"“{node.label}”不是可以这样办的环节")]
    return node, run, []
