"""Opinions, site visits, answers of other registers, and what silence means."""

from __future__ import annotations

from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.clock import read_clock
from jiuchuang.domain.casework.procedure import SILENCE_LABELS, Node
from jiuchuang.domain.casework.progress import close_node, tally
from jiuchuang.domain.casework.state import MAIN, Run
from jiuchuang.domain.casework.unfolding import (
    Faults,
    Unfolding,
    check_added_signers,
    check_handler,
    check_words,
    find_open,
    takes,
)


def give_opinion(un: Unfolding, command: c.GiveOpinion) -> Faults:
    """同意, 不同意, 需补充; one opinion for each person and round."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    seat = run.seat(command.seat)
    if seat is None or (node.kind not in ("review", "co_sign") and not seat.added):
        return [un.problem("unknown-seat", f"“{node.label}”没有“{command.seat or '经办'}”出意见的席位")]
    faults += check_handler(un, node, run, seat)
    if run.vote_at(seat.id) is not None:
        faults.append(un.problem("already-spoken", f"{seat.label}在本轮已经出过意见"))
    elif any(un.actor.persons & vote.persons for vote in run.votes):
        faults.append(un.problem("voted-already", "同一人在一轮里只能出一次意见"))
    if command.stance != "agree":
        faults += check_words(un, reasons=command.reasons)
    if seat.id == MAIN:
        faults += check_added_signers(un, node, run)
        if command.stance == "more_needed":
            faults.append(un.problem("ask-instead", "需要补充材料的，请用退回补正", "列清单一次告知"))
    if faults:
        return faults
    un.happen(e.OpinionGiven(node.id, run.round, seat.id, command.stance, command.reasons))
    _count(un, node)
    return []


def _count(un: Unfolding, node: Node) -> None:
    """Close the step when its opinions have settled it."""
    run = un.state.run(node.id)
    assert run is not None
    if node.kind == "co_sign":
        assert node.join is not None
        result = tally(node.join, run)
        if result == "more" and (run.list_used or not node.allows("ask_correction")):
            result = "opposed"
        if result in ("passed", "opposed"):
            close_node(un, node, "passed" if result == "passed" else "opposed")
    elif node.kind in ("review", "confirm") and (vote := run.vote_at(MAIN)) is not None:
        close_node(un, node, "passed" if vote.stance == "agree" else "opposed")


def record_visit(un: Unfolding, command: c.RecordVisit) -> Faults:
    """实地核查."""
    node, run, faults = _to_record(un, command, "site_visit", "实地核查")
    if node is None or run is None:
        return faults
    faults += check_words(un, findings=command.findings)
    if len(set(command.visitors)) < node.visitors:
        faults.append(un.problem("too-few-visitors", f"“{node.label}”至少要{node.visitors}人到场"))
    if command.visited_on > un.today:
        faults.append(un.problem("visit-in-future", "核查日期晚于今天"))
    if not faults:
        un.happen(
            e.VisitRecorded(
                node.id, run.round, command.visited_on, command.visitors, command.satisfied, command.findings
            )
        )
        close_node(un, node, "passed" if command.satisfied else "opposed")
    return faults


def record_check(un: Unfolding, command: c.RecordCheck) -> Faults:
    """部门核验; an answer that could not be had is kept, and the step stays open: unknown is neither yes nor no."""
    node, run, faults = _to_record(un, command, "external_check", "部门核验")
    if node is None or run is None:
        return faults
    if command.result == "failed":
        faults += check_words(un, findings=command.findings)
    if command.as_of > un.today:
        faults.append(un.problem("check-in-future", "核验数据的日期晚于今天"))
    if not faults:
        un.happen(
            e.CheckRecorded(
                node.id, run.round, command.source, command.result, command.as_of, command.findings
            )
        )
        if command.result != "unavailable":
            close_node(un, node, "passed" if command.result == "passed" else "opposed")
    return faults


def _to_record(
    un: Unfolding, command: c.AtNode, kind: str, label: str
) -> tuple[Node | None, Run | None, Faults]:
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return None, None, faults
    if node.kind != kind:
        return None, None, [un.problem("wrong-kind", f"“{node.label}”不是{label}环节")]
    return node, run, check_handler(un, node, run) + check_added_signers(un, node, run)


def escalate(un: Unfolding, command: c.Escalate) -> Faults:
    """What the step's rule says of silence, once its limit has passed; by the platform or anybody in the step."""
    node, run, faults = find_open(un, command.node)
    if node is None or run is None or faults:
        return faults
    if un.actor.role != c.SYSTEM.role and not any(takes(seat, un.actor) for seat in run.seats):
        faults.append(un.problem("not-yours", f"“{node.label}”不在您手里"))
    reading = read_clock(run.clock, un.context.calendar, un.today)
    if not reading.is_overdue:
        due = reading.due_on.isoformat() if reading.due_on else "未定"
        faults.append(un.problem("not-overdue", f"“{node.label}”没有超过时限（到{due}）"))
    silent = run.silent_seats()
    if node.silence in (None, "none"):
        rule = SILENCE_LABELS["none"]
        faults.append(un.problem("no-silence-rule", f"“{node.label}”没有逾期处理的规则（{rule}）"))
    elif not silent:
        faults.append(un.problem("all-spoken", f"“{node.label}”的意见已经齐了"))
    office = node.escalates_to
    if office is not None and any((seat.role, seat.level) == (office.role, office.level) for seat in silent):
        faults.append(un.problem("escalated-already", f"“{node.label}”已经提级，不再上提"))
    if faults:
        return faults
    if office is not None:
        un.happen(e.Escalated(node.id, run.round, office.role, office.level, reading.assumed_years))
        return []
    seats = tuple(seat.id for seat in silent)
    un.happen(e.SilenceTaken(node.id, run.round, seats, reading.assumed_years))
    _count(un, node)
    return []
