"""What somebody with an interest would try: his own firm's case, facts of others, the same money twice."""

from __future__ import annotations

import pytest

from apps.casework.desk import FEN, SKILL, hire, opened_desk
from jiuchuang.apps.casework.actions.apply import Applied, Wish, apply
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.people.models import Employer, Employment, Ownership, Payment
from jiuchuang.domain.kernel.problem import Refusal

HIRING = "sample/yunxi-2024-6/hiring-subsidy"
APPROVED = {"node": "decide", "approved": True, "amount_fen": FEN, "reasons": "符合", "clauses": ("二",)}


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return opened_desk()


def codes(outcome):
    assert isinstance(outcome, Refusal), outcome
    return {problem.code for problem in outcome.problems}


def firm_of(desk, number="E0000001", unit="north"):
    return Employer.objects.create(
        number=number, unit=desk.units[unit], name="测试企业", facts={"employer_kind": "enterprise"},
        changed_at=desk.at,
    )  # fmt: skip


def hired_by(desk, firm, person, number="J0000001"):
    return Employment.objects.create(
        number=number, person=person, employer=firm, started_on=desk.day, facts={}, changed_at=desk.at
    )


def firm_applies(desk, firm, about, agent, key="firm"):
    acting = Resident(f"person:{agent.number}", agent.name, f"employer:{firm.number}")
    return apply(
        subject=("employer", firm.number), programmes=[Wish(HIRING, about)], answers={}, channel="public",
        actor=acting, key=key, at=desk.at,
    )  # fmt: skip


@pytest.mark.parametrize("tie", ["owner", "agent"])
def test_nobody_takes_a_step_of_the_case_of_his_own_firm(desk, tie):
    clerk, agent = desk.person(), desk.person()
    firm = firm_of(desk)
    if tie == "owner":
        Ownership.objects.create(person=clerk, employer=firm)
    else:
        Employer.objects.filter(pk=firm.pk).update(agent=clerk)
    job = hired_by(desk, firm, desk.person(facts={"is_hardship_person": True}))
    done = firm_applies(desk, firm, f"employment:{job.number}", agent)
    assert isinstance(done, Applied), done
    hire(desk, "county_clerk", "window", "yx")
    desk.accounts["county_clerk"].person_number = clerk.number
    assert desk.refused("county_clerk", done.cases[0].number, "accept", node="accept") == {"own-case"}
    hire(desk, "other_county_clerk", "window", "yx")
    desk.do("other_county_clerk", done.cases[0].number, "accept", node="accept")


def test_a_firm_applies_for_those_whom_it_hired_and_for_nobody_else(desk):
    own, other = firm_of(desk), firm_of(desk, "E0000002", "south")
    agent, stranger = desk.person(), desk.person("south", facts={"is_hardship_person": True})
    job = hired_by(desk, other, stranger)
    assert codes(firm_applies(desk, own, f"employment:{job.number}", agent)) == {"about-of-another"}
    assert codes(firm_applies(desk, own, "employment:J9999999", agent)) == {"about-of-another"}
    assert Case.objects.count() == 0


def at_pay(desk, person):
    number = desk.to_notice(desk.case(person))
    done = publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    assert isinstance(done, Published), done
    desk.later(8)
    run_clocks(at=desk.at)
    desk.do("decider", number, "decide", **APPROVED)
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    return number


def test_what_was_paid_goes_into_the_ledger_even_when_the_programme_is_over(desk, monkeypatch):
    person = desk.person()
    number = at_pay(desk, person)
    from jiuchuang.apps.casework.actions import enter_into_ledger as module

    before = desk.day
    real = module.programme_shown
    monkeypatch.setattr(module, "programme_shown", lambda name, on: real(name, on) if on < before else None)
    desk.later(30)
    desk.do("payer", number, "confirm_payment", node="pay", posted=True, reference="R2")
    paid = Payment.objects.get()
    assert (paid.kind, paid.number, paid.programme, paid.paid_fen) == ("person", person.number, SKILL, FEN)


def test_the_same_key_with_another_application_is_told(desk):
    one, two = desk.person(), desk.person()
    clerk = desk.access("clerk")
    first = desk.try_apply(one, by=clerk, channel="window", key="same")
    assert isinstance(first, Applied)
    assert desk.try_apply(one, by=clerk, channel="window", key="same").application == first.application
    assert codes(desk.try_apply(two, by=clerk, channel="window", key="same")) == {"key-reused"}
    again = desk.try_apply(one, by=clerk, channel="window", key="same", answers={"is_local_hukou": True})
    assert codes(again) == {"key-reused"}
    assert Case.objects.count() == 1


def test_an_appeal_of_no_known_kind_is_none(desk):
    number = desk.case()
    desk.do("clerk", number, "decline", node="accept", reasons="材料不符", clauses=("二",))
    me = desk.resident(number)
    refused = desk.refused(me, number, "appeal", appeal="A1", kind="whatever", reasons="不服")
    assert refused == {"unknown-kind"}
    assert state_of(number).appeals == ()
