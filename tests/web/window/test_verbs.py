"""Every verb of a case through its page: done where it may be, refused beside its field, nothing typed lost."""

from __future__ import annotations

import pytest

from jiuchuang.apps.casework.actions.apply import Applied, apply
from jiuchuang.apps.casework.actions.object_to_row import Objected, object_to_row
from jiuchuang.apps.casework.queries import state_of
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer
from jiuchuang.web.window.verbs import FORMS
from web.window.steps import address_of, agreed, awaiting_decision, do, form_of, published, tried


def test_every_verb_that_the_room_knows_has_a_form():
    from jiuchuang.apps.casework.queries.verbs import COMMANDS

    assert set(FORMS) == set(COMMANDS)


def test_not_accepted_with_reason_and_clause_then_appealed_and_settled(sit, taken):
    window = sit("window")
    wrong = tried(window, taken, "decline", "accept", reasons="", clauses="云溪政发〔2024〕6号 四/（一）")
    assert wrong.status_code == 422 and wrong.context["form"].errors["reasons"]
    assert wrong.context["form"]["clauses"].value() == "云溪政发〔2024〕6号 四/（一）"
    do(window, taken, "decline", "accept", reasons="不在受理范围", clauses="四/（一）、五")
    state = state_of(taken)
    assert (state.outcome, state.status) == ("declined", "ended")
    do(window, taken, "appeal", kind="objection", reasons="本人认为符合")
    leader = sit("leader")
    todo = leader.get("/window/?due=contested").content.decode()
    assert taken in todo and "处理申诉" in todo and "有异议或申诉" in todo
    assert [one["count"] for one in leader.get("/window/").context["counts"]] == [0, 0, 1, 0, 1]
    do(leader, taken, "settle_appeal", appeal="S1", changed="yes", reasons="应当受理")
    assert state_of(taken).status == "open"
    assert [one["count"] for one in leader.get("/window/").context["counts"]] == [0, 0, 0, 0]


def test_papers_that_follow_and_promises(sit, taken):
    window = sit("window")
    do(window, taken, "accept", "accept", papers_to_follow="缴费凭证\n身份证复印件", promises="没有重复领取")
    state = state_of(taken)
    assert [one.paper for one in state.papers_due] == ["缴费凭证", "身份证复印件"]
    do(window, taken, "supply_papers", papers=["缴费凭证"])
    assert [one.paper for one in state_of(taken).papers_due] == ["身份证复印件"]
    do(sit("reviewer"), taken, "verify_promise", promise="没有重复领取", kept="yes", findings="已比对")
    assert state_of(taken).promises[0].kept is True


def test_a_list_of_many_lines_grows_and_tells_half_lines(sit, taken):
    window, address = sit("window"), address_of(taken, "ask_correction", "accept")
    begun = form_of(window, address)
    more = window.post(address, {**begun, "paper_1": "技能证书", "paper_5": "", "more": "1"})
    assert more.status_code == 200 and len(more.context["form"].pairs) == 10
    assert more.context["form"]["paper_1"].value() == "技能证书"
    half = window.post(address, {**begun, "paper_1": "技能证书", "wanted_2": "缺页"})
    assert half.status_code == 422
    assert set(half.context["form"].errors) == {"wanted_1", "paper_2"}
    sent = {**begun, "paper_1": "技能证书", "wanted_1": "看不清", "paper_2": "花名册", "wanted_2": "缺页"}
    assert window.post(address, sent).status_code == 302
    assert [one.wanted for one in state_of(taken).correction.items] == ["看不清", "缺页"]
    again = tried(window, taken, "supplement", papers=["技能证书"])
    assert again.status_code == 422 and "花名册" in again.context["form"].errors["papers"][0]


def test_transferred_urged_recalled(sit, taken, county):
    do(sit("reviewer"), taken, "urge", "accept", note="请尽快")
    window = sit("window")
    do(window, taken, "accept", "accept")
    do(window, taken, "recall", "accept", reason="漏了材料")
    assert state_of(taken).run("accept").is_open
    wrong = tried(window, taken, "transfer", "accept", to_unit="t1", reason="")
    assert wrong.status_code == 422 and wrong.context["form"].errors["reason"]
    do(window, taken, "transfer", "accept", to_unit="t2", reason="人在二镇")
    assert state_of(taken).run("accept").seats[0].unit == "t2"
    do(sit("other_window"), taken, "accept", "accept")
    assert state_of(taken).run("review").is_open


def test_a_signer_is_called_in_and_heard(sit, taken):
    do(sit("window"), taken, "accept", "accept")
    do(
        sit("reviewer"), taken, "add_signer", "review",
        unit="social_insurance", role="department", reason="核对缴费",
    )  # fmt: skip
    seat = next(one for one in state_of(taken).run("review").seats if one.added)
    assert (seat.label, seat.level) == ("云溪县社保中心", "department")
    assert "出意见" in sit("insurance").get("/window/opinions/").content.decode()
    do(sit("insurance"), taken, "give_opinion", "review", seat.id, stance="agree")
    do(sit("reviewer"), taken, "give_opinion", "review")
    assert state_of(taken).run("joint").is_open


def test_a_disagreement_needs_a_reason_and_is_shown_beside_the_others(sit, taken):
    do(sit("window"), taken, "accept", "accept")
    do(sit("reviewer"), taken, "give_opinion", "review")
    market = sit("market")
    wrong = tried(market, taken, "give_opinion", "joint", "market_regulation", stance="disagree")
    assert wrong.status_code == 422 and wrong.context["form"].errors["reasons"]
    assert wrong.context["form"]["stance"].value() == "disagree"
    do(market, taken, "give_opinion", "joint", "market_regulation", stance="disagree", reasons="已注销")
    page = sit("reviewer").get(f"/window/cases/{taken}/").content.decode()
    assert "已注销" in page and "不同意" in page


def test_a_decision_after_an_opinion_against_offers_what_can_be_done_alone(sit, taken):
    do(sit("window"), taken, "accept", "accept")
    do(sit("reviewer"), taken, "give_opinion", "review", stance="disagree", reasons="单位已经停业")
    form = sit("decider").get(address_of(taken, "decide", "decide")).context["form"]
    ((choice, words),) = form.fields["approved"].choices
    assert choice == "no" and "县级复核未获同意" in words
    assert "单位已经停业" in form["reasons"].value() and form["approved"].value() == "no"
    do(sit("decider"), taken, "decide", "decide", departure="复核查实已经停业")
    assert state_of(taken).decision.approved is False


def test_sent_back_and_withdrawn(sit, taken):
    do(sit("window"), taken, "accept", "accept")
    do(sit("reviewer"), taken, "send_back", "review", to_node="accept", reason="材料不清")
    assert state_of(taken).run("accept").round == 2
    do(sit("window"), taken, "withdraw", reason="不办了")
    assert state_of(taken).outcome == "withdrawn"


def test_an_objection_is_settled_from_the_list(sit, taken, clock):
    agreed(sit, taken)
    notice = published(sit, taken)
    done = object_to_row(
        number=notice, case=taken, name="测试人丙", contact="10000000003", reasons="不在职",
        key="o1", at=clock.now,
    )  # fmt: skip
    assert isinstance(done, Objected), done
    reviewer = sit("reviewer")
    page = reviewer.get(f"/window/notices/{notice}/").content.decode()
    assert "测试人丙" in page and "有异议待处理" in page
    assert "异议待处理" in reviewer.get("/window/?due=contested").content.decode()
    link = f"/window/cases/{taken}/do/settle_objection/"
    begun = form_of(reviewer, link)
    objection = reviewer.get(link).context["form"].fields["objection"].choices[0][0]
    sent = {**begun, "objection": objection, "upheld": "no", "reasons": "社保在缴"}
    assert reviewer.post(link, {**sent, "reasons": ""}).status_code == 422
    assert reviewer.post(link, sent).status_code == 302
    assert "不成立" in reviewer.get(f"/window/notices/{notice}/").content.decode()
    assert [one["which"] for one in reviewer.get("/window/").context["counts"]][-1] == "promise"


def test_money_that_comes_back_is_handed_over_again(sit, taken, clock):
    awaiting_decision(sit, taken, clock)
    do(sit("decider"), taken, "decide", "decide")
    finance = sit("finance")
    do(finance, taken, "hand_over", "pay", batch="P1")
    wrong = tried(finance, taken, "confirm_payment", "pay", posted="no", reference="R1")
    assert wrong.status_code == 422 and wrong.context["form"].errors["reason"]
    do(finance, taken, "confirm_payment", "pay", posted="no", reference="R1", reason="账号不符")
    assert state_of(taken).batch == ""
    assert "待提交支付" in finance.get("/window/payments/").content.decode()
    do(finance, taken, "hand_over", "pay", batch="P2")
    do(finance, taken, "confirm_payment", "pay", posted="yes", reference="R2")
    assert state_of(taken).posted


@pytest.fixture
def firm_case(county, clock) -> str:
    """A firm's case, on a way with a visit and a check beside the departments."""
    Employer.objects.create(
        number="E0000001", unit=county.units["t1"], name="测试企业甲", changed_at=clock.now, facts={}
    )
    desk = Account.objects.create_user("desk", "测试大厅")
    Grant.objects.create(
        account=desk, role="window", unit=county.units["yx"], from_on=county.person.checked_on
    )
    county.accounts["desk"] = desk
    done = apply(
        subject=("employer", "E0000001"), programmes=["sample/yunxi-2024-6/stabilisation-return"], answers={},
        channel="window", actor=Access(desk, clock.now.date()), key="firm", at=clock.now,
    )  # fmt: skip
    assert isinstance(done, Applied), done
    return done.cases[0].number


def test_a_visit_and_a_check_are_recorded(sit, firm_case):
    do(sit("desk"), firm_case, "accept", "accept")
    window = sit("window")
    alone = tried(window, firm_case, "record_visit", "visit", visitors="甲", satisfied="yes", findings="在岗")
    assert alone.status_code == 422 and alone.context["form"].errors["visitors"]
    do(window, firm_case, "record_visit", "visit", visitors="甲\n乙", satisfied="yes", findings="在岗")
    reviewer = sit("reviewer")
    late = tried(
        reviewer, firm_case, "record_check", "data", source="社保库", result="passed", as_of="2026-03-09"
    )
    assert late.status_code == 422 and late.context["form"].errors["as_of"]
    do(reviewer, firm_case, "record_check", "data", source="社保库", result="passed", as_of="2026-03-01")
    state = state_of(firm_case)
    assert [state.run(node).closing for node in ("visit", "data", "departments")] == [
        "passed",
        "passed",
        None,
    ]


def test_what_may_not_be_done_now_leads_back_to_the_case(sit, taken):
    window = sit("window")
    answer = window.get(address_of(taken, "decide", "decide"), follow=True)
    assert answer.redirect_chain[0][0] == f"/window/cases/{taken}/"
    assert "现在不能这样办" in answer.content.decode()
    assert window.get(address_of(taken, "no_such_verb")).status_code == 404
    before = state_of(taken).number
    assert window.post(address_of(taken, "decide", "decide"), {"approved": "yes"}).status_code == 302
    assert state_of(taken).number == before
