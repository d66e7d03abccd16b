"""What the office does with a file: accept it, send it back, pass it on, take it back, call in more signers."""

from __future__ import annotations

from collections.abc import Callable

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.calendar import add_working_days
from jiuchuang.domain.casework.commands import Actor
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.casework.progress import close_everything, close_node, take_anew
from jiuchuang.domain.casework.state import Run
from jiuchuang.domain.casework.unfolding import (
    Faults,
    Unfolding,
    check_added_signers,
    check_handler,
    check_open_case,
    check_verb,
    check_words,
    find_open,
    takes,
)


def accept(un: Unfolding, command: c.Accept) -> Faults:
    """受理, with papers to follow (容缺) or on promises (告知承诺) where the step allows it."""
    node, run, faults = _at_acceptance(un, command)
    if node is None or run is None:
        return faults
    if command.papers_to_follow:
        faults += check_verb(un, node, "papers_to_follow")
    if command.promises:
        faults += check_verb(un, node, "on_promise")
    known = {promise.text for promise in un.state.promises}
    for text in sorted(known.intersection(command.promises)):
        faults.append(un.problem("promise-twice", f"承诺“{text}”已经登记过"))
    faults += check_added_signers(un, node, run)
    if faults:
        return faults
    due = add_working_days(un.context.calendar, un.today, node.correction_days)
    papers = tuple(e.PaperDue(paper, due.day) for paper in command.papers_to_follow)
    assumed = due.assumed_years if papers else ()
    un.happen(e.Accepted(node.id, run.round, papers, command.promises, assumed))
    close_node(un, node, "passed")
    return []


def decline(un: Unfolding, command: c.Decline) -> Faults:
    """不予受理."""
    node, run, faults = _at_acceptance(un, command)
    if node is None or run is None:
        return faults
    faults += check_verb(un, node, "decline")
    faults += check_words(un, reasons=command.reasons, clauses=command.clauses)
    if faults:
        return faults
    un.happen(e.Declined(node.id, run.round, command.reasons, command.clauses))
    close_everything(un)
    un.happen(e.CaseEnded("declined"))
    return []


def _at_acceptance(un: Unfolding, command: c.AtNode) -> tuple[Node | None, Run | None, Faults]:
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return None, None, faults
    if node.kind != "accept":
        faults.append(un.problem("wrong-kind", f"“{node.label}”不是受理环节"))
    return node, run, faults + check_handler(un, node, run)


def ask_correction(un: Unfolding, command: c.AskCorrection) -> Faults:
    """退回补正: one complete list for each time the case passes through the step (一次性告知)."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    seat = next((one for one in run.seats if takes(one, un.actor)), None)
    faults += check_handler(un, node, run, seat) + check_verb(un, node, "ask_correction")
    faults += check_words(un, items=[item.wanted for item in command.items])
    papers = [item.paper for item in command.items]
    if len(set(papers)) < len(papers):
        faults.append(un.problem("item-twice", "补正清单里同一材料写了两次"))
    if run.list_used:
        hint = "清单应一次写全；确需再补的，可不予批准或退回上一环节重办"
        faults.append(un.problem("list-used", f"“{node.label}”已经退回补正过一次（一次性告知）", hint))
    if faults:
        return faults
    due = add_working_days(un.context.calendar, un.today, node.correction_days)
    un.happen(e.CorrectionAsked(node.id, run.round, command.items, due.day, due.assumed_years))
    return []


def lapse_correction(un: Unfolding, command: c.LapseCorrection) -> Faults:
    """The answer did not come in time; by who holds a seat of the step, or by the platform."""
    faults = check_open_case(un, even_correcting=True)
    correction = un.state.correction
    if correction is None:
        return faults or [un.problem("nothing-to-correct", "没有待补正的清单")]
    node, run = un.procedure.node(correction.node), un.state.run(correction.node)
    if run is not None and un.actor != c.SYSTEM:
        seat = next((one for one in run.seats if takes(one, un.actor)), None)
        faults += check_handler(un, node, run, seat)
    if un.today <= correction.due_on:
        faults.append(un.problem("not-overdue", f"补正期限到{correction.due_on.isoformat()}，还没有过"))
    if not faults:
        un.happen(e.CorrectionLapsed())
        close_everything(un)
        un.happen(e.CaseEnded("lapsed"))
    return faults


def transfer(un: Unfolding, command: c.Transfer) -> Faults:
    """转办: by whoever holds the seat now; at the decision, whoever may take it."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    seat = run.seat(command.seat)
    if seat is None:
        return [un.problem("unknown-seat", f"“{node.label}”没有“{command.seat}”这一家")]
    faults += check_verb(un, node, "transfer") + check_words(un, reason=command.reason)
    decides = _decides(node, run) if not seat.added else None
    if not takes(seat, un.actor) and not (decides is not None and decides(un.actor)):
        faults.append(un.problem("not-yours", f"“{node.label}”不在您手里，不能转办"))
    if run.vote_at(seat.id) is not None:
        faults.append(un.problem("already-spoken", f"{seat.label}已经出过意见，不能再转办"))
    if not command.to_unit or command.to_unit == (seat.unit or un.actor.unit):
        faults.append(un.problem("same-unit", "请写明转给另外哪个单位"))
    elif any(one.unit == command.to_unit for one in run.seats if one is not seat):
        faults.append(un.problem("unit-seated", f"“{command.to_unit}”在这一环节已有席位"))
    if not faults:
        from_unit = seat.unit or un.actor.unit
        un.happen(e.Transferred(node.id, run.round, seat.id, from_unit, command.to_unit, command.reason))
    return faults


def add_signer(un: Unfolding, command: c.AddSigner) -> Faults:
    """加签: one more opinion that the step waits for."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    faults += check_verb(un, node, "add_signer") + check_words(un, reason=command.reason)
    if not any(takes(seat, un.actor) for seat in run.seats if not seat.added):
        faults.append(un.problem("not-yours", f"“{node.label}”不在您手里，不能加签"))
    if not command.unit or run.seat(command.unit) is not None:
        faults.append(un.problem("unit-seated", f"“{command.unit}”在这一环节已有席位"))
    if not faults:
        seat = e.OpenSeat(command.unit, command.label, command.role, command.level, command.unit, True)
        un.happen(e.SignerAdded(node.id, run.round, seat, command.reason))
    return faults


def send_back(un: Unfolding, command: c.SendBack) -> Faults:
    """退回上一环节: the earlier step begins a new round with a clock of its own, and everything after it too."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    seat = next((one for one in run.seats if takes(one, un.actor)), None)
    faults += check_handler(un, node, run, seat, fits=_decides(node, run))
    faults += check_verb(un, node, "send_back") + check_words(un, reason=command.reason)
    target = un.procedure.by_id.get(command.to_node)
    taken = un.state.run(command.to_node)
    if (
        target is None
        or node.id not in un.procedure.after[target.id]
        or taken is None
        or taken.closing == "skipped"
    ):
        faults.append(un.problem("not-before", f"“{command.to_node}”不是“{node.label}”之前办过的环节"))
    elif not faults:
        un.happen(e.SentBack(node.id, run.round, target.id, command.reason))
        take_anew(un, target)
    return faults


def _decides(node: Node, run: Run) -> Callable[[Actor], bool] | None:
    """At the decision any of its tiers may send back; elsewhere whoever fits the seat."""
    if node.kind != "decide":
        return None
    offices = {(tier.office.role, tier.office.level) for tier in node.tiers}
    unit = run.seats[0].unit
    return lambda actor: (actor.role, actor.level) in offices and unit in ("", actor.unit)


def recall(un: Unfolding, command: c.Recall) -> Faults:
    """撤回办理: before anybody did anything further on; the clock goes on as if it had not been closed."""
    node = un.procedure.by_id.get(command.node)
    if node is None:
        return [un.problem("unknown-node", f"流程里没有环节“{command.node}”")]
    faults = check_open_case(un) + check_verb(un, node, "recall") + check_words(un, reason=command.reason)
    run = un.state.run(node.id)
    if run is None or run.closing not in ("passed", "opposed"):
        return [*faults, un.problem("not-taken", f"“{node.label}”没有办结，不用撤回")]
    if run.closed_by != un.actor.person:
        faults.append(un.problem("not-yours", f"“{node.label}”不是您办的，不能撤回"))
    later = [one for name in un.procedure.after[node.id] if (one := un.state.run(name)) is not None]
    standing = [one for one in later if one.closing != "superseded"]
    if any(one.touched or not one.is_open for one in standing):
        faults.append(un.problem("gone-on", f"“{node.label}”之后已有人办理，不能撤回", "可请后面的环节退回"))
    if not faults:
        un.happen(e.Recalled(node.id, run.round, command.reason))
        take_anew(un, node, keeps_clock=True)
    return faults


def verify_promise(un: Unfolding, command: c.VerifyPromise) -> Faults:
    """Whether a promise was kept; by anybody of the office who has the case open."""
    faults = check_open_case(un) + check_words(un, findings=command.findings)
    promise = next((one for one in un.state.promises if one.text == command.promise), None)
    if promise is None:
        known = "、".join(one.text for one in un.state.promises) or "无"
        faults.append(un.problem("unknown-promise", f"没有“{command.promise}”这项承诺", f"已有承诺：{known}"))
    elif promise.kept is not None:
        faults.append(un.problem("promise-verified", f"承诺“{promise.text}”已经核实过"))
    holds = [seat for run in un.state.open_runs() for seat in run.seats if takes(seat, un.actor)]
    if not any(seat.level != "person" for seat in holds) or un.state.applicant in un.actor.persons:
        faults.append(un.problem("not-yours", "这件事项现在不在您手里，不能核实承诺"))
    if not faults:
        un.happen(e.PromiseVerified(command.promise, command.kept, command.findings))
    return faults
