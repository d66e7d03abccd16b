"""The engine: a command against a state gives events or a refusal. Pure: what is given decides what comes out.

    events = decide(state, command, context)      # or a Refusal, and nothing has changed
    state = replay((*log, *events))

Whoever stores this keeps `Event.number` unique per case (compare-and-set) and `Event.key` per case; that an actor
speaks once per case, step and round follows from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.acts_of_applicants import (
    appeal,
    confirm,
    opt_out,
    submit,
    supplement,
    supply_papers,
    urge,
    withdraw,
)
from jiuchuang.domain.casework.acts_of_decision import (
    archive,
    confirm_payment,
    decide_case,
    hand_over,
    settle_appeal,
)
from jiuchuang.domain.casework.acts_of_handlers import (
    accept,
    add_signer,
    ask_correction,
    decline,
    lapse_correction,
    recall,
    send_back,
    transfer,
    verify_promise,
)
from jiuchuang.domain.casework.acts_of_opinion import escalate, give_opinion, record_check, record_visit
from jiuchuang.domain.casework.acts_on_notices import close_notice, object_to, open_notice, settle_objection
from jiuchuang.domain.casework.commands import Command
from jiuchuang.domain.casework.events import Event
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.casework.unfolding import Context, Faults, Unfolding
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

ACTS: Mapping[type[Command], Callable[[Unfolding, Any], Faults]] = {
    c.Submit: submit,
    c.Accept: accept,
    c.Decline: decline,
    c.SupplyPapers: supply_papers,
    c.VerifyPromise: verify_promise,
    c.AskCorrection: ask_correction,
    c.Supplement: supplement,
    c.LapseCorrection: lapse_correction,
    c.Transfer: transfer,
    c.AddSigner: add_signer,
    c.SendBack: send_back,
    c.Recall: recall,
    c.Urge: urge,
    c.Withdraw: withdraw,
    c.GiveOpinion: give_opinion,
    c.RecordVisit: record_visit,
    c.RecordCheck: record_check,
    c.OpenNotice: open_notice,
    c.Object: object_to,
    c.SettleObjection: settle_objection,
    c.CloseNotice: close_notice,
    c.Confirm: confirm,
    c.OptOut: opt_out,
    c.Decide: decide_case,
    c.Escalate: escalate,
    c.HandOver: hand_over,
    c.ConfirmPayment: confirm_payment,
    c.Archive: archive,
    c.Appeal: appeal,
    c.SettleAppeal: settle_appeal,
}
"""Every verb, and what it does."""


def decide(state: CaseState | None, command: Command, context: Context) -> tuple[Event, ...] | Refusal:
    """The events of a command, or every reason why it may not happen.

    A command whose key was done already gives no events again. Raises ValueError when `context` holds another version
    of the procedure than the case keeps.
    """
    unfolding = Unfolding(state, command, context)
    if state is None:
        if not isinstance(command, c.Submit):
            return Refusal((Problem("no-case", "还没有这件事项", Place("")),))
    else:
        kept = (state.procedure, state.version)
        if kept != (context.procedure.id, context.procedure.version):
            raise ValueError(
                f"the case keeps {kept}, not {(context.procedure.id, context.procedure.version)}"
            )
        done = state.keys.get(command.key)
        if done == unfolding.request:
            return ()
        faults = _check_first(unfolding, state, done)
        if faults:
            return Refusal(tuple(faults))
    faults = ACTS[type(command)](unfolding, command)
    return Refusal(tuple(faults)) if faults else tuple(unfolding.events)


def _check_first(un: Unfolding, state: CaseState, done: str | None) -> Faults:
    if done is not None:
        return [un.problem("key-reused", "同一请求编号下内容不同", "请刷新页面后重试")]
    if isinstance(un.command, c.Submit):
        return [un.problem("case-exists", "这件事项已经开办")]
    if un.context.at < state.at:
        return [un.problem("time-backwards", "办理时间早于上一步", "请核对本机时间")]
    return []
