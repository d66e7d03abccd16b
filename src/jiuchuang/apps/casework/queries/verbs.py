"""The verbs of a case: their commands, their Chinese names, which of them somebody may do now, fields of refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import (
    Resident,
    acting_as,
    acting_for_case,
    acting_for_self,
    acting_in_office,
    person_of,
    still_seated,
)
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.recusal import recusal
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.commands import Actor, Command
from jiuchuang.domain.casework.procedure import VERB_LABELS, Node, Procedure, Verb
from jiuchuang.domain.casework.state import MAIN, CaseState, Run
from jiuchuang.domain.kernel.problem import Place, Refusal

COMMANDS: Mapping[str, type[Command]] = {
    "accept": c.Accept,
    "decline": c.Decline,
    "supply_papers": c.SupplyPapers,
    "verify_promise": c.VerifyPromise,
    "ask_correction": c.AskCorrection,
    "supplement": c.Supplement,
    "lapse_correction": c.LapseCorrection,
    "transfer": c.Transfer,
    "add_signer": c.AddSigner,
    "send_back": c.SendBack,
    "recall": c.Recall,
    "urge": c.Urge,
    "withdraw": c.Withdraw,
    "give_opinion": c.GiveOpinion,
    "record_visit": c.RecordVisit,
    "record_check": c.RecordCheck,
    "settle_objection": c.SettleObjection,
    "close_notice": c.CloseNotice,
    "confirm": c.Confirm,
    "opt_out": c.OptOut,
    "decide": c.Decide,
    "hand_over": c.HandOver,
    "confirm_payment": c.ConfirmPayment,
    "archive": c.Archive,
    "appeal": c.Appeal,
    "settle_appeal": c.SettleAppeal,
}
"""Verbs that a page may offer for one case; notice lists and objections of the public have actions of their own."""

LABELS: Mapping[str, str] = {
    **{str(verb): label for verb, label in VERB_LABELS.items()},
    "accept": "受理",
    "supply_papers": "补交容缺材料",
    "verify_promise": "核实承诺",
    "supplement": "提交补正",
    "lapse_correction": "逾期未补正，办结",
    "urge": "催办",
    "withdraw": "撤回申请",
    "give_opinion": "出具意见",
    "record_visit": "记录实地核查",
    "record_check": "记录核验结果",
    "settle_objection": "处理异议",
    "close_notice": "结束公示",
    "confirm": "确认领取",
    "opt_out": "放弃",
    "decide": "作出决定",
    "hand_over": "提交支付",
    "confirm_payment": "登记支付结果",
    "archive": "归档",
    "appeal": "申诉、复议",
    "settle_appeal": "处理申诉、复议",
}

FIELD_OF: Mapping[str, str] = {
    "above-limit": "amount_fen",
    "amount-missing": "amount_fen",
    "amount-not-due": "amount_fen",
    "amount-not-positive": "amount_fen",
    "account-changed": "batch",
    "account-missing": "batch",
    "batch-closed": "batch",
    "batch-too-long": "batch",
    "already-spoken": "stance",
    "appeal-open": "kind",
    "check-in-future": "as_of",
    "decided-under-other": "approved",
    "paid-under-other": "batch",
    "correction-incomplete": "papers",
    "item-twice": "items",
    "list-used": "items",
    "not-before": "to_node",
    "notice-not-ended": "approved",
    "opposed": "approved",
    "paper-not-awaited": "papers",
    "papers-missing": "approved",
    "register-refuses": "approved",
    "promise-broken": "approved",
    "promise-twice": "promises",
    "promise-verified": "promise",
    "same-unit": "to_unit",
    "too-few-visitors": "visitors",
    "unit-unknown": "to_unit",
    "unknown-kind": "kind",
    "unknown-objection": "objection",
    "unknown-promise": "promise",
    "visit-in-future": "visited_on",
}
"""Where on a form a reason of the engine belongs; reasons that concern the whole case belong on top."""

_OPTIONAL: tuple[Verb, ...] = ("ask_correction", "decline", "transfer", "add_signer", "send_back")
_MAIN_VERBS: Mapping[str, tuple[str, ...]] = {
    "accept": ("accept",),
    "review": ("give_opinion",),
    "co_sign": ("give_opinion",),
    "site_visit": ("record_visit",),
    "external_check": ("record_check",),
    "notice": (),
    "decide": ("decide",),
    "pay": ("hand_over", "confirm_payment"),
    "archive": ("archive",),
    "confirm": (),
}


@dataclass(frozen=True)
class Offered:
    """A verb that somebody may do now: at which step and seat (empty for the whole case), as whom."""

    verb: str
    label: str
    node: str = ""
    node_label: str = ""
    seat: str = ""
    seat_label: str = ""
    round: int = 0
    actor: Actor | None = None


def offered(
    access: Access | Resident, case: Case, state: CaseState, procedure: Procedure, on: date
) -> tuple[Offered, ...]:
    """What this person may do with the case today. The engine still has the last word when it is done."""
    if isinstance(access, Resident):
        return tuple(_of_applicant(acting_for_self(access, case), state, procedure))
    found: list[Offered] = []
    seated: Actor | None = None
    offices = Offices(case.unit, on)
    for run in state.open_runs():
        node = procedure.node(run.node)
        for actor, seat in _seats(access, case, state, node, run, offices):
            if recusal(access, case):
                found += _handing_on(actor, seat, node, run)
                continue
            seated = seated or actor
            if state.status == "open" and not _barred(actor, state, procedure, node):
                found += _at_seat(actor, seat, node, run, state, procedure, on)
    found += _of_whole_case(access, case, state, procedure, seated, offices)
    return tuple(found)


def _seats(
    access: Access, case: Case, state: CaseState, node: Node, run: Run, offices: Offices
) -> Iterable[tuple[Actor, str]]:
    for seat in run.silent_seats():
        actor = acting_as(access, case, state, node, seat=seat.id, offices=offices, even_recused=True)
        if not isinstance(actor, Refusal):
            yield actor, seat.id


def _handing_on(actor: Actor, seat_id: str, node: Node, run: Run) -> Iterable[Offered]:
    """All that is left to who has to stand back."""
    seat = run.seat(seat_id)
    if seat is not None and not seat.added and node.allows("transfer"):
        label = seat.label if seat_id != MAIN else ""
        yield Offered("transfer", LABELS["transfer"], node.id, node.label, seat_id, label, run.round, actor)


def _barred(actor: Actor, state: CaseState, procedure: Procedure, node: Node) -> bool:
    hands = [state.hands.get(other, frozenset()) for other in procedure.conflicting(node.id)]
    return bool(actor.persons & frozenset[str]().union({state.applicant}, *hands))


def _at_seat(
    actor: Actor,
    seat_id: str,
    node: Node,
    run: Run,
    state: CaseState,
    procedure: Procedure,
    on: date,
) -> Iterable[Offered]:
    seat = run.seat(seat_id)
    assert seat is not None

    def offer(verb: str) -> Offered:
        label = seat.label if seat_id != MAIN else ""
        return Offered(verb, LABELS[verb], node.id, node.label, seat_id, label, run.round, actor)

    if seat.added:
        yield offer("give_opinion")
        return
    waits_for_signers = any(one.added for one in run.silent_seats())
    if not waits_for_signers or node.kind == "notice":
        yield from (offer(verb) for verb in _main_verbs(node, run, state, on))
    for verb in _OPTIONAL:
        if node.allows(verb) and not (verb == "ask_correction" and run.list_used):
            yield offer(verb)


def _main_verbs(node: Node, run: Run, state: CaseState, on: date) -> Iterable[str]:
    if node.kind == "pay":
        return ("confirm_payment",) if state.batch else ("hand_over",)
    if node.kind == "notice":
        return _at_notice(run, on)
    return _MAIN_VERBS[node.kind]


def _at_notice(run: Run, on: date) -> tuple[str, ...]:
    if run.publication is None:
        return ()
    if run.is_contested:
        return ("settle_objection",)
    return ("close_notice",) if on > run.publication.ends_on else ()


def _of_whole_case(
    access: Access, case: Case, state: CaseState, procedure: Procedure, seated: Actor | None, offices: Offices
) -> Iterable[Offered]:
    if seated is not None and state.applicant not in seated.persons:
        if any(one.kept is None for one in state.promises) and state.status == "open":
            yield Offered("verify_promise", LABELS["verify_promise"], actor=seated)
        if state.correction is not None and offices.on > state.correction.due_on:
            yield Offered("lapse_correction", LABELS["lapse_correction"], actor=seated)
    yield from _recalls(access, case, state, procedure, offices)
    helper = acting_for_case(access, case, "case.submit-for", offices)
    if not isinstance(helper, Refusal):
        yield from _of_applicant(helper, state, procedure)
    elif not isinstance(urging := acting_for_case(access, case, "case.urge", offices), Refusal):
        yield from _urges(urging, state, procedure, offices.on)
    if any(one.changed is None for one in state.appeals):
        settler = acting_in_office(access, case, procedure.appeals_to, offices)
        hands = frozenset[str]().union(*state.hands.values(), {state.applicant})
        if not isinstance(settler, Refusal) and not settler.persons & hands:
            yield Offered("settle_appeal", LABELS["settle_appeal"], actor=settler)


def _recalls(
    access: Access, case: Case, state: CaseState, procedure: Procedure, offices: Offices
) -> Iterable[Offered]:
    if state.status != "open":
        return
    for node in procedure.nodes:
        run = state.run(node.id)
        if not node.allows("recall") or run is None or run.closing not in ("passed", "opposed"):
            continue
        later = [one for name in procedure.after[node.id] if (one := state.run(name)) is not None]
        standing = [one for one in later if one.closing != "superseded"]
        if run.closed_by != person_of(access.account) or any(
            one.touched or not one.is_open for one in standing
        ):
            continue
        if not isinstance(still_seated(access, case, state, node, offices), Refusal):
            yield Offered("recall", LABELS["recall"], node.id, node.label, round=run.round)


def _of_applicant(actor: Actor, state: CaseState, procedure: Procedure) -> Iterable[Offered]:
    """What the applicant may do, or somebody for them."""

    def offer(verb: str, node: Node | None = None) -> Offered:
        return Offered(verb, LABELS[verb], node.id if node else "", node.label if node else "", actor=actor)

    if state.status == "correcting":
        yield offer("supplement")
    if state.status != "ended":
        if state.papers_due:
            yield offer("supply_papers")
        for run in state.open_runs():
            node = procedure.node(run.node)
            if node.kind == "confirm" and state.status == "open":
                yield from (offer("confirm", node), offer("opt_out", node))
            elif state.status == "open":
                yield offer("urge", node)
        if state.decision is None:
            yield offer("withdraw")
    decided = state.decision is not None or state.outcome in ("declined", "lapsed")
    if decided and all(one.changed is not None for one in state.appeals):
        yield offer("appeal")


def _urges(actor: Actor, state: CaseState, procedure: Procedure, on: date) -> Iterable[Offered]:
    for run in state.open_runs():
        if state.status == "open" and (actor.person, on) not in run.urged:
            node = procedure.node(run.node)
            yield Offered("urge", LABELS["urge"], node.id, node.label, round=run.round, actor=actor)


def placed(refusal: Refusal) -> Refusal:
    """The same reasons, each at the field of the command that it concerns."""
    problems = [
        problem
        if problem.code == "words-missing"
        else replace(problem, place=Place(FIELD_OF.get(problem.code, "")))
        for problem in refusal.problems
    ]
    return Refusal(tuple(problems))
