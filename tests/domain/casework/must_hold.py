"""What must hold of a case at any moment, computed from its state and log without the engine's own arithmetic."""

from collections import Counter
from datetime import date

from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.calendar import WorkCalendar, working_days_between
from jiuchuang.domain.casework.procedure import ONE_DUTY_ONLY, Procedure
from jiuchuang.domain.casework.promised_time import read_promise
from jiuchuang.domain.casework.state import CaseState

NO_DUTY = (e.NodeOpened, e.NodeClosed, e.Urged, e.Transferred, e.SignerAdded, e.Objected, e.Recalled)
NO_DUTY += (e.NodeSkipped, e.Confirmed, e.OptedOut, e.SilenceTaken, e.Escalated)
DONE = ("passed", "opposed", "skipped")


def clocks_stand_exactly_while_papers_are_awaited(state: CaseState) -> None:
    for run in state.open_runs():
        assert run.clock.is_stopped == (state.status == "correcting")


def one_correction_list_for_each_passing(log: list[e.Event]) -> None:
    """A round that keeps its clock belongs to the same passing, unless it was recalled."""
    lists: Counter[str] = Counter()
    for event in log:
        match event.happening:
            case e.NodeOpened(node=node, list_used=False):
                lists[node] = 0
            case e.CorrectionAsked(node=node):
                lists[node] += 1
                assert lists[node] == 1


def nothing_stands_behind_an_open_step(procedure: Procedure, state: CaseState) -> None:
    for run in state.open_runs():
        for name in procedure.after[run.node]:
            later = state.run(name)
            assert later is None or later.closing == "superseded"


def every_way_into_an_open_step_is_through(procedure: Procedure, state: CaseState) -> None:
    """But for the decision after a disagreement, and the archive after a refusal."""
    disagreed = any(run.closing == "opposed" for run in state.runs)
    for run in state.open_runs():
        before = [state.run(name) for name in procedure.before[run.node]]
        through = all(one is not None and one.closing in DONE for one in before)
        kind = procedure.node(run.node).kind
        refused = state.decision is not None and not state.decision.approved
        assert through or (kind == "decide" and disagreed) or (kind == "archive" and refused)


def an_open_join_is_not_settled(procedure: Procedure, state: CaseState) -> None:
    for run in state.open_runs():
        join = procedure.node(run.node).join
        if join is None:
            continue
        stances = Counter(vote.stance for vote in run.votes)
        assert not (join.kind == "veto" and stances["disagree"])
        assert not (join.kind == "any" and stances["agree"])
        assert not (join.kind == "at_least" and stances["agree"] >= join.needed)
        assert len(run.votes) < len(run.seats) or (stances["more_needed"] and not run.list_used)


def nobody_has_two_duties_that_do_not_go_together(procedure: Procedure, log: list[e.Event]) -> None:
    people: dict[str, set[str]] = {}
    for event in log:
        if isinstance(event.happening, e.AtRound) and not isinstance(event.happening, NO_DUTY):
            people.setdefault(event.happening.node, set()).update(event.actor.persons)
    assert all("resident" not in persons for persons in people.values())
    for node in procedure.nodes:
        for other in procedure.nodes:
            apart = {node.kind, other.kind} <= ONE_DUTY_ONLY
            apart = apart or any({node.id, other.id} <= group for group in procedure.conflicts)
            if node is not other and apart:
                assert not people.get(node.id, set()) & people.get(other.id, set())


def nothing_is_approved_before_its_notice_has_ended(procedure: Procedure, log: list[e.Event]) -> None:
    ends: dict[str, date] = {}
    skipped: set[str] = set()
    for event in log:
        match event.happening:
            case e.NoticeOpened(node=node, ends_on=ends_on):
                ends[node] = ends_on
            case e.NodeSkipped(node=node):
                skipped.add(node)
            case e.NodeClosed(node=node, closing="superseded"):
                ends.pop(node, None)
                skipped.discard(node)
            case e.Decided(approved=True):
                for node in procedure.nodes:
                    assert node.kind != "notice" or node.id in skipped or event.at.date() > ends[node.id]


def steps_are_left_out_only_where_their_condition_fails(procedure: Procedure, log: list[e.Event]) -> None:
    """By what was known when the case was opened; and none is begun whose condition surely fails, but by sending back."""
    opened = log[0].happening
    assert isinstance(opened, e.CaseOpened)
    claimed = opened.claimed_fen
    for event in log:
        one = event.happening
        if isinstance(one, e.NodeSkipped):
            when = procedure.node(one.node).when
            assert when is not None and one.condition
            over = when.over_fen is not None and claimed is not None and claimed <= when.over_fen
            above = when.up_to_fen is not None and claimed is not None and claimed > when.up_to_fen
            wrong = when.first_time is not None and opened.first_time not in (None, when.first_time)
            assert over or above or wrong


def a_promise_counts_each_day_once(
    state: CaseState, procedure: Procedure, calendar: WorkCalendar, first: date, on: date
) -> None:
    """Used and left days add up, and no more are used than there were."""
    whole = read_promise(state, procedure, calendar, on)
    if whole is not None:
        assert procedure.promise is not None and whole.left_days is not None
        assert whole.used_days + whole.left_days == procedure.promise.days
        assert 0 <= whole.used_days <= working_days_between(calendar, first, on).days
