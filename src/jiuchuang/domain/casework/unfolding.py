"""One command unfolding into events: the state as it grows, and what every verb asks before it may happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.codec import command_digest
from jiuchuang.domain.casework.commands import Actor, Command
from jiuchuang.domain.casework.events import CaseOpened, Event, Happening, OpenSeat
from jiuchuang.domain.casework.evolve import evolve
from jiuchuang.domain.casework.procedure import LEVEL_LABELS, VERB_LABELS, Node, Procedure, Verb
from jiuchuang.domain.casework.state import MAIN, CaseState, Run
from jiuchuang.domain.kernel.problem import Place, Problem, nearest


@dataclass(frozen=True)
class Context:
    """What a command is decided in: the version of the procedure the case keeps, the calendar, the moment.

    `at` is local time; its day is the day that counts.
    """

    procedure: Procedure
    calendar: WorkCalendar
    at: datetime


class Unfolding:
    """The events of one command as they come about, and the state after each of them."""

    def __init__(self, state: CaseState | None, command: Command, context: Context) -> None:
        self._state, self.command, self.context = state, command, context
        self.request = command_digest(command)
        self.events: list[Event] = []

    @property
    def state(self) -> CaseState:
        """The state so far; there is one for every command but the first."""
        assert self._state is not None
        return self._state

    @property
    def procedure(self) -> Procedure:
        """The version that the case keeps."""
        return self.context.procedure

    @property
    def actor(self) -> Actor:
        """Who gives the command."""
        return self.command.actor

    @property
    def today(self) -> date:
        """The day that counts."""
        return self.context.at.date()

    def happen(self, happening: Happening) -> None:
        """Add an event."""
        number = 1 if isinstance(happening, CaseOpened) else self.state.number + 1
        event = Event(number, self.context.at, self.actor, self.command.key, self.request, happening)
        self._state = evolve(self._state, event)
        self.events.append(event)

    def problem(self, code: str, message: str, hint: str = "") -> Problem:
        """A reason for refusal, at the case."""
        return Problem(code, message, Place(self.state.case), hint)


Faults = list[Problem]
"""Reasons for refusal; the empty list when the verb has happened."""


def check_open_case(un: Unfolding, *, even_correcting: bool = False) -> Faults:
    """The case must still be on its way, and not be waiting for the applicant."""
    if un.state.status == "ended":
        return [un.problem("case-ended", "这件事项已经办结")]
    if un.state.status == "correcting" and not even_correcting:
        return [un.problem("correcting", "正在等申请人补正，期间不能办理", "补正材料收到后再办")]
    return []


def check_applicant(un: Unfolding) -> Faults:
    """Only the person concerned, or whoever acts for them (代办), may do this."""
    if un.state.applicant in un.actor.persons:
        return []
    return [un.problem("not-applicant", "只有申请人本人或受托代办人可以这样做", "代办请写明代谁办理")]


def find_open(un: Unfolding, node_id: str) -> tuple[Node | None, Run | None, Faults]:
    """The step and its open round, or why there is none."""
    node = un.procedure.by_id.get(node_id)
    if node is None:
        hint = nearest(node_id, un.procedure.by_id)
        return None, None, [un.problem("unknown-node", f"流程里没有环节“{node_id}”", hint)]
    faults = check_open_case(un)
    run = un.state.run(node_id)
    if not faults and (run is None or not run.is_open):
        now = "、".join(un.procedure.node(one.node).label for one in un.state.open_runs()) or "无"
        faults = [un.problem("node-not-open", f"“{node.label}”现在不在办理", f"在办环节：{now}")]
    return node, run, faults


def check_handler(
    un: Unfolding,
    node: Node,
    run: Run,
    seat: OpenSeat | None = None,
    fits: Callable[[Actor], bool] | None = None,
) -> Faults:
    """Whether this person may take a seat of a step: role, level and unit, not their own case, no second duty.

    `fits` replaces the test of role and level (the tiers of a decision).
    """
    faults: Faults = []
    wanted = seat or run.seats[0]
    if not (fits(un.actor) if fits is not None else takes(wanted, un.actor)):
        who = f"{LEVEL_LABELS[wanted.level]}{wanted.label}" + (f"（{wanted.unit}）" if wanted.unit else "")
        faults.append(un.problem("not-yours", f"“{node.label}”由{who}办理，您的岗位不符"))
    if un.state.applicant in un.actor.persons:
        faults.append(un.problem("own-case", f"不能办理自己的事项“{node.label}”", "请由他人办理（回避）"))
    for other in sorted(un.procedure.conflicting(node.id)):
        if un.actor.persons & un.state.hands.get(other, frozenset()):
            label = un.procedure.node(other).label
            message = f"办过“{label}”的人不能再办“{node.label}”（不相容岗位，受委托也不行）"
            faults.append(un.problem("conflicting-duty", message, "请换人办理"))
    return faults


def takes(seat: OpenSeat, actor: Actor) -> bool:
    """Whether an actor's role, level and unit are those of a seat."""
    return (seat.role, seat.level) == (actor.role, actor.level) and seat.unit in ("", actor.unit)


def check_verb(un: Unfolding, node: Node, verb: Verb) -> Faults:
    """Whether the data of a step allows an optional verb."""
    if node.allows(verb):
        return []
    return [un.problem("verb-not-allowed", f"“{node.label}”没有设“{VERB_LABELS[verb]}”")]


def check_words(un: Unfolding, **texts: str | Iterable[str]) -> Faults:
    """Texts that must not be empty, by the names of the command's fields (`reasons="…"`)."""
    labels = {
        "reason": "理由", "reasons": "理由", "clauses": "依据条款", "findings": "核查情况", "items": "补正清单",
        "reference": "银行流水号", "batch": "支付批次号",
    }  # fmt: skip
    return [
        Problem("words-missing", f"请写明{labels.get(name, name)}", Place(name))
        for name, given in texts.items()
        if not (given.strip() if isinstance(given, str) else [one for one in given if one.strip()])
    ]


def check_added_signers(un: Unfolding, node: Node, run: Run) -> Faults:
    """Everybody who was asked to sign too must have spoken."""
    silent = [seat.label for seat in run.silent_seats() if seat.added]
    if not silent:
        return []
    return [un.problem("signers-missing", f"“{node.label}”的加签意见未齐：{'、'.join(silent)}")]


def seats_of(node: Node) -> tuple[OpenSeat, ...]:
    """The seats with which a round of a step begins."""
    role, level = node.office.role, node.office.level
    if node.kind == "co_sign":
        return tuple(OpenSeat(seat.unit, seat.label, role, level, seat.unit) for seat in node.seats)
    return (OpenSeat(MAIN, "经办人" if level != "person" else "", role, level),)
