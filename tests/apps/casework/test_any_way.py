"""Cases on any way through the office: whatever is offered to somebody can be done, and every log replays."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.casework.desk import FEN, STAFF, opened_desk
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.object_to_row import object_to_row
from jiuchuang.apps.casework.actions.publish_notice import publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import AwaitedSeat, Case, NoticeList
from jiuchuang.apps.casework.queries.events import events_of, state_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.domain.casework.codec import event_to_json
from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.domain.casework.procedure import ONE_DUTY_ONLY
from jiuchuang.domain.kernel.problem import Refusal

STEPS = 14
FITS_ANYWAY = {
    "opposed",
    "papers-missing",
    "promise-broken",
    "urged-today",
    "not-before",
    "unit-seated",
    "same-unit",
}
"""Reasons that depend on what is filled in, not on who asks at which moment."""


def fields_of(draw, offered, state, procedure):
    verb, here = offered.verb, {"node": offered.node} if offered.node else {}
    if verb == "give_opinion":
        stances = ["agree", "agree", "disagree"] + (["more_needed"] if offered.seat else [])
        return {**here, "seat": offered.seat, "stance": draw(st.sampled_from(stances)), "reasons": "理由"}
    if verb == "ask_correction":
        return {**here, "items": (CorrectionItem("身份证", "缺反面"),)}
    if verb == "accept":
        follow = draw(st.sampled_from([(), ("发票",)]))
        return {
            **here,
            "papers_to_follow": follow,
            "promises": draw(st.sampled_from([(), (f"承诺{state.number}",)])),
        }
    if verb == "decide":
        approved = draw(st.booleans())
        amount = {"amount_fen": FEN} if approved else {}
        return {
            **here,
            "approved": approved,
            "reasons": "理由",
            "clauses": ("四",),
            "departure": "核对过原件",
            **amount,
        }
    if verb == "settle_objection":
        waiting = next(one for one in state.run(offered.node).publication.objections if one.upheld is None)
        return {**here, "objection": waiting.id, "upheld": draw(st.booleans()), "reasons": "已核实"}
    if verb == "send_back":
        return {**here, "to_node": procedure.first.id, "reason": "理由"}
    return {
        "decline": {**here, "reasons": "理由", "clauses": ("四",)},
        "transfer": {**here, "seat": offered.seat, "to_unit": "yx-tax", "reason": "理由"},
        "add_signer": {
            **here, "unit": "yx-finance", "label": "财政局", "role": "department", "level": "department", "reason": "理由",
        },
        "supplement": {"papers": tuple(one.paper for one in state.correction.items) if state.correction else ()},
        "supply_papers": {"papers": tuple(one.paper for one in state.papers_due)},
        "withdraw": {"reason": "不办了"},
        "recall": {**here, "reason": "漏看一页"},
        "verify_promise": {
            "promise": next((one.text for one in state.promises if one.kept is None), ""), "kept": True, "findings": "查过",
        },
        "hand_over": {**here, "batch": "B1"},
        "confirm_payment": {**here, "posted": draw(st.booleans()), "reference": "R", "reason": "账号有误"},
        "archive": {**here, "file_number": "F1"},
        "appeal": {"appeal": f"A{state.number}", "kind": "objection", "reasons": "不服"},
        "settle_appeal": {
            "appeal": next((one.id for one in state.appeals if one.changed is None), ""),
            "changed": draw(st.booleans()), "reasons": "理由",
        },
    }.get(verb, here)  # fmt: skip


def let_time_act(desk, draw, number):
    desk.later(draw(st.integers(1, 12)))
    run_clocks(at=desk.at)
    seat = AwaitedSeat.objects.filter(case__number=number, is_open=True, node_kind="notice").first()
    if seat is not None and not seat.published_in:
        publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    elif seat is not None and draw(st.booleans()):
        row = NoticeList.objects.get(number=seat.published_in)
        object_to_row(
            number=row.number,
            case=number,
            name="某",
            contact="1",
            reasons="r",
            key=f"o{desk.sent}",
            at=desk.at,
        )


def walk(desk, draw, number):
    everybody = [*STAFF, desk.resident(number)]
    for _ in range(draw(st.integers(2, STEPS))):
        if draw(st.integers(0, 3)) == 0:
            let_time_act(desk, draw, number)
        awaited = [who for who in STAFF if worklist(desk.access(who)).filter(case__number=number).exists()]
        who = draw(st.sampled_from(awaited * 3 + everybody))
        view = case_view(desk.access(who) if isinstance(who, str) else who, number, desk.day)
        if view is None or not view.offered:
            continue
        offered = draw(st.sampled_from(view.offered))
        given_ = fields_of(draw, offered, view.state, view.procedure)
        done = desk.try_(who, number, offered.verb, **given_)
        if isinstance(done, Refusal):
            told = {problem.code for problem in done.problems}
            assert told <= FITS_ANYWAY, (who, offered.verb, done)


def duties_apart(number):
    case = Case.objects.get(number=number)
    procedure = procedures()[case.procedure, case.procedure_version]
    taken = {}
    for node, persons in state_of(number).hands.items():
        if procedure.node(node).kind in ONE_DUTY_ONLY:
            for person in persons:
                assert taken.setdefault(person, node) == node


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shorten a way takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_whatever_is_offered_can_be_done_and_every_log_replays(data):
    desk = WORLD.setdefault("desk", opened_desk()) if not WORLD else WORLD["desk"]
    number = desk.case()
    walk(desk, data.draw, number)
    assert replay(number).faults == ()
    duties_apart(number)
    assert [event_to_json(event)["number"] for event in events_of(number)] == list(
        range(1, state_of(number).number + 1)
    )
    for who in STAFF:
        for row in worklist(desk.access(who)).filter(case__number=number):
            verbs = {one.node for one in case_view(desk.access(who), number).offered}
            assert row.node in verbs or row.node_kind == "notice"


WORLD: dict = {}


@pytest.fixture(autouse=True)
def _another_world():
    WORLD.clear()
    yield
    WORLD.clear()


@pytest.mark.django_db
def test_chains_hold_after_a_walk():
    desk = opened_desk()
    desk.to_notice(desk.case())
    assert broken_chains() == []
