"""What the fields of a verb's form offer and begin with, out of the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jiuchuang.apps.casework.queries.batches import free_batch_number
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.verbs import Offered
from jiuchuang.apps.org.queries import alive, office_pack, units_below
from jiuchuang.domain.casework.commands import APPEAL_LABELS
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.casework.progress import opposed_steps
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.web.window.reading import Around
from jiuchuang.web.window.verb_form import Choices

SIGNING = frozenset({"case.opinion", "case.review", "case.accept", "case.decide"})


def choices_of(offered: Offered, around: Around) -> dict[str, Choices]:
    """Choices by the name of their field; only those that the verb's form asks for are used."""
    state = around.state
    found: dict[str, Choices] = {"papers": [(one, one) for one in around.wanted]}
    if offered.verb in ("transfer", "add_signer"):
        units = unit_choices(around)
        found |= {"to_unit": units, "unit": units, "role": _roles()}
    if offered.verb == "supplement" and state.correction is not None:
        found["papers"] = [(one.paper, f"{one.paper}：{one.wanted}") for one in state.correction.items]
    if offered.verb == "supply_papers":
        found["papers"] = [(one.paper, f"{one.paper}（{one.due_on}前）") for one in state.papers_due]
    if offered.verb == "verify_promise":
        found["promise"] = [(one.text, one.text) for one in state.promises if one.kept is None]
    if offered.verb == "decide" and (opposed := opposed_steps(state, around.procedure)):
        found["approved"] = [
            ("no", f"不予批准（{'、'.join(node.label for node in opposed)}未获同意；要批准，先退回重办）")
        ]
    if offered.verb == "send_back":
        found["to_node"] = list(_earlier(offered.node, around))
    if offered.verb == "settle_objection":
        found["objection"] = list(_objections(offered.node, state))
    if offered.verb == "settle_appeal":
        found["appeal"] = [
            (one.id, f"{APPEAL_LABELS[one.kind]}（{one.raised_on}）：{one.reasons[:40]}")
            for one in state.appeals
            if one.changed is None
        ]
    return found


def _said_against(opposed: Iterable[Node], state: CaseState) -> Iterable[str]:
    """The reasons of those who disagreed, which a refusal rests on."""
    for node in opposed:
        run = state.run(node.id)
        for vote in run.votes if run else ():
            if vote.stance == "disagree" and vote.reasons:
                yield f"{node.label}：{vote.reasons}"


def unit_choices(around: Around) -> Choices:
    """Offices of the case's county; departments by the name that procedures use. Villages only from a village on."""
    offices = Offices(around.case.unit, around.on)
    departments = office_pack().departments
    near = alive(units_below([offices.county.pk], around.on), around.on).exclude(kind="village")
    return [
        (
            next((key for key, one in departments.items() if one.is_unit(unit.code, unit.name)), unit.code),
            unit.name,
        )
        for unit in near.order_by("kind", "code")
    ]


def _roles() -> Choices:
    return [(role.key, role.label) for role in office_pack().roles.values() if role.permissions & SIGNING]


def _earlier(node_id: str, around: Around) -> Iterable[tuple[str, str]]:
    for node in around.procedure.nodes:
        if node_id in around.procedure.after[node.id] and around.state.run(node.id) is not None:
            yield node.id, node.label


def _objections(node_id: str, state: CaseState) -> Iterable[tuple[str, str]]:
    run = state.run(node_id)
    for one in run.publication.objections if run and run.publication else ():
        if one.upheld is None:
            yield one.id, f"{one.display}（{one.raised_on}）：{one.reasons[:60]}"


def initial_of(offered: Offered, around: Around) -> dict[str, Any]:
    """What a form begins with: the machine's finding for a decision, days and numbers elsewhere."""
    found: dict[str, Any] = {"seat": offered.seat}
    if offered.verb == "decide":
        found |= _decision(around)
    if offered.verb == "record_check":
        found["as_of"] = around.on
    if offered.verb == "record_visit":
        found["visited_on"] = around.on
    if offered.verb == "archive":
        found["file_number"] = around.case.number
    if offered.verb == "give_opinion":
        found["stance"] = "agree"
    if offered.verb == "hand_over":
        found["batch"] = free_batch_number(f"P{around.on:%Y%m%d}", case=around.case)
    return found


def _decision(around: Around) -> dict[str, Any]:
    finding = around.finding
    if finding is None:
        return {"amount_fen": around.state.claimed_fen}
    decision = finding.decision
    clauses = [f"{decision['document']} {decision['clause']}"]
    clauses += [f"{decision['document']} {one['clause']}" for one in decision["conditions"]]
    eligible = finding.status == "eligible"
    against = "；".join(one["sentence"] for one in decision["conditions"] if one["result"] == "no")
    opposed = opposed_steps(around.state, around.procedure)
    if opposed:
        eligible, against = False, "；".join(_said_against(opposed, around.state)) or against
    return {
        "approved": "no" if opposed else {"eligible": "yes", "ineligible": "no"}.get(finding.status, ""),
        "amount_fen": finding.row.amount_fen if eligible else None,
        "reasons": "经核验，符合规定条件。" if eligible else against,
        "clauses": "\n".join(dict.fromkeys(clauses)),
    }


def more_fields(offered: Offered, around: Around, said: dict[str, Any]) -> dict[str, Any]:
    """Fields of the command that nobody fills in: the step, its round, the number of an appeal, a signer's level."""
    found: dict[str, Any] = {}
    if offered.node:
        found["node"] = offered.node
    if offered.verb == "decide":
        found["round"] = offered.round
    if offered.verb == "appeal":
        found["appeal"] = f"S{len(around.state.appeals) + 1}"
    if offered.verb == "add_signer":
        names = dict(unit_choices(around))
        unit = Offices(around.case.unit, around.on).named(said["unit"])
        kind = office_pack().kinds.get(unit.kind) if unit is not None else None
        found |= {
            "label": names.get(said["unit"], said["unit"]),
            "level": kind.level_key if kind else "department",
        }
    return found
