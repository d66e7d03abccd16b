"""How a case goes from step to step: forks, joins, rounds, opinions counted, what was not agreed to."""

from __future__ import annotations

from typing import Literal

from jiuchuang.domain.casework.conditions import when_words
from jiuchuang.domain.casework.events import Closing, NodeClosed, NodeOpened, NodeSkipped
from jiuchuang.domain.casework.procedure import Join, Node, Procedure
from jiuchuang.domain.casework.state import CaseState, Run
from jiuchuang.domain.casework.unfolding import Unfolding, seats_of

THROUGH: frozenset[Closing] = frozenset({"passed", "opposed", "skipped"})
"""Closings after which a case goes on behind the step."""
Tally = Literal["passed", "opposed", "more", "waiting"]


def tally(join: Join, run: Run) -> Tally:
    """What the opinions of a co-signed step amount to so far; `more` when all have spoken and some want papers.

    *all* waits for every opinion, so that the applicant hears all objections at once; *veto* ends with the first
    disagreement; *any* and *at least* end as soon as enough agree.
    """
    stances = [vote.stance for vote in run.votes]
    agreed, all_spoken = stances.count("agree"), not run.silent_seats()
    needed = {"any": 1, "at_least": join.needed}.get(join.kind, len(run.seats))
    if agreed >= needed and (all_spoken or join.kind in ("any", "at_least")):
        return "passed"
    if join.kind == "veto" and "disagree" in stances:
        return "opposed"
    if not all_spoken:
        return "waiting"
    wanting_more = stances.count("more_needed")
    if join.kind in ("any", "at_least"):
        return "more" if wanting_more and agreed + wanting_more >= needed else "opposed"
    return "opposed" if "disagree" in stances else "more"


def open_node(un: Unfolding, node: Node, *, keeps_clock: bool = False, list_used: bool = False) -> None:
    """Begin the next round of a step."""
    before = un.state.run(node.id)
    number = 1 if before is None else before.round + 1
    un.happen(NodeOpened(node.id, number, seats_of(node), node.limit_days, keeps_clock, list_used))


def close_node(un: Unfolding, node: Node, closing: Closing) -> None:
    """End a round of a step, and go on to what follows if it was taken."""
    run = un.state.run(node.id)
    assert run is not None and run.is_open
    un.happen(NodeClosed(node.id, run.round, closing))
    if closing in ("passed", "opposed"):
        _go_on(un, node)


def close_everything(un: Unfolding) -> None:
    """End every open round together with the case."""
    for run in un.state.open_runs():
        un.happen(NodeClosed(run.node, run.round, "ended"))


def opposition(state: CaseState, procedure: Procedure) -> tuple[str, ...]:
    """Labels of the steps that were not agreed to, so that the decision can only refuse."""
    return tuple(node.label for node in opposed_steps(state, procedure))


def opposed_steps(state: CaseState, procedure: Procedure) -> tuple[Node, ...]:
    """The steps that were not agreed to and led straight to the decision, in the order of the procedure."""
    return tuple(
        node
        for node in procedure.nodes
        if node.when_opposed == "to_decision"
        and (run := state.run(node.id)) is not None
        and run.closing == "opposed"
    )


def _go_on(un: Unfolding, node: Node) -> None:
    """Open what follows a step that was taken, where all ways into it are through."""
    procedure, state = un.procedure, un.state
    decided = state.decision
    if node is procedure.deciding and decided is not None and not decided.approved:
        open_node(un, procedure.last)
        return
    ready = [procedure.node(name) for name in node.following if _all_ways_through(state, procedure, name)]
    before_decision = procedure.deciding.id in procedure.after[node.id]
    if before_decision and opposition(state, procedure):
        if not state.open_runs():
            open_node(un, procedure.deciding)
        return
    for following in ready:
        _enter(un, following)


def _enter(un: Unfolding, node: Node) -> None:
    """Begin a step, or go past it where its condition does not hold; asked anew whenever a case comes to it."""
    claimed, first = un.state.claimed_fen, un.state.first_time
    if node.when is None or node.when.holds(claimed, first) is not False:
        open_node(un, node)
        return
    before = un.state.run(node.id)
    number = 1 if before is None else before.round + 1
    un.happen(NodeSkipped(node.id, number, when_words(node.when), claimed, first))
    _go_on(un, node)


def _all_ways_through(state: CaseState, procedure: Procedure, name: str) -> bool:
    runs = [state.run(before) for before in procedure.before[name]]
    return all(run is not None and run.closing in THROUGH for run in runs)


def take_anew(un: Unfolding, node: Node, *, keeps_clock: bool = False) -> None:
    """Set aside a step and everything after it, and begin the step's next round.

    Where nothing speaks against the case any more, steps of other branches that were left out for it begin as well:
    the branches meet again only when all of them are through.
    """
    set_aside = un.procedure.after[node.id] | {node.id}
    for one in un.procedure.nodes:
        run = un.state.run(one.id)
        if one.id in set_aside and run is not None and run.closing != "superseded":
            un.happen(NodeClosed(run.node, run.round, "superseded"))
    open_node(un, node, keeps_clock=keeps_clock)
    _go_on_beside(un)


def _go_on_beside(un: Unfolding) -> None:
    """Begin what lies before the decision, could have begun, and was left out because of an opposition now gone."""
    procedure = un.procedure
    for node in procedure.nodes:
        if opposition(un.state, procedure):
            return
        run = un.state.run(node.id)
        left_out = node is not procedure.first and (run is None or run.closing == "superseded")
        before_decision = procedure.deciding.id in procedure.after[node.id]
        if left_out and before_decision and _all_ways_through(un.state, procedure, node.id):
            _enter(un, node)
