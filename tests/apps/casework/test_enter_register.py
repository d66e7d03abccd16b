"""What is recognised by a decision stands in the register with it, and leaves it with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.casework.desk import FACTS, SKILL, opened_desk
from apps.casework.test_attacks_after import at_decision
from apps.casework.test_merged_records import merge
from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.casework.actions import enter_register as entering
from jiuchuang.apps.casework.actions.apply import Wish
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, draw_up_list
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.sign_list import decide_rows, sign_list
from jiuchuang.apps.casework.models import Case, SigningRow
from jiuchuang.apps.casework.queries.entered import entered_by
from jiuchuang.apps.casework.queries.events import chain_of, state_of
from jiuchuang.apps.people.actions.recognise_hardship import (
    HardshipRecognised,
    end_hardship,
    recognise_hardship,
)
from jiuchuang.apps.people.models import HardshipSpell, Household, HouseholdMember
from jiuchuang.apps.people.queries import facts_of
from jiuchuang.apps.policy.queries import law_on
from jiuchuang.domain.rules.pack import Citation, Entry

HERE = Citation("四/（一）", "认定")
APPROVED = {"node": "decide", "approved": True, "reasons": "符合", "clauses": ("四/（一）",)}


@pytest.fixture
def desk(db):
    return opened_desk()


@pytest.fixture
def enters(monkeypatch):
    """Says what the approval of the programme of the tests enters, as a pack says it."""
    real = law_on

    told: list[Entry] = []

    class Law:
        def __init__(self, on):
            self.law = real(on)

        def programme(self, name):
            found = self.law.programme(name)
            return None if found is None else replace(found, enters=tuple(told))

    monkeypatch.setattr(entering, "law_on", Law)
    return told


def approve(desk, number):
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED, amount_fen=130_000)


def appeal(desk, number):
    desk.do(desk.resident(number), number, "appeal", appeal="A1", kind="objection", reasons="不服")
    desk.do("leader", number, "settle_appeal", appeal="A1", changed=True, reasons="重新核定")


def told(number, kind):
    return [one["content"] for one in contents_of(chain_of(number)) if one["kind"] == kind]


def test_the_shipped_packs_say_what_they_enter(db):
    status = law_on(date(2026, 3, 2)).programme("songyuan/2018/poor-labourer-status")
    assert [(one.register, one.category, one.valid_months) for one in status.enters] == [
        ("hardship", "other", None)
    ]
    home = law_on(date(2026, 3, 2)).programme("chaoyang/2018/zero-employment-household")
    assert [(one.register, one.fact) for one in home.enters] == [("fact", "is_zero_employment_household")]
    assert law_on(date(2026, 3, 2)).programme(SKILL).enters == ()


def test_a_recognition_stands_in_the_register_with_case_and_term(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", 12))
    person = desk.person()
    number = desk.case(person)
    approve(desk, number)
    spell = HardshipSpell.objects.get()
    assert (spell.person, spell.category, spell.case_number) == (person, "landless", number)
    assert (spell.recognised_on, spell.valid_to) == (desk.day, date(2027, 3, 9))
    assert facts_of("person", person.number, desk.day).values["is_hardship_person"] is True
    assert facts_of("person", person.number, date(2027, 3, 10)).values.get("is_hardship_person") is not True
    assert told(number, "RegisterEntered")[0]["valid_to"] == "2027-03-09"
    assert "失去土地" in entered_by(number)[0] and "2027年3月9日" in entered_by(number)[0]


def test_a_refusal_enters_nothing(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", 12))
    number = desk.case()
    at_decision(desk, number)
    refused = {**APPROVED, "approved": False, "amount_fen": None, "departure": "经核不符"}
    desk.do("decider", number, "decide", **refused)
    assert not HardshipSpell.objects.exists() and told(number, "RegisterEntered") == []


def test_a_decision_set_aside_ends_the_entry_and_a_new_one_enters_anew(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", 12))
    person = desk.person()
    number = desk.case(person)
    approve(desk, number)
    desk.later(3)
    appeal(desk, number)
    spell = HardshipSpell.objects.get()
    assert spell.ended_on == desk.day and number in spell.reason
    assert facts_of("person", person.number, desk.day).values.get("is_hardship_person") is not True
    assert told(number, "RegisterTakenBack")[0]["taken"][0]["category"] == "landless"
    desk.do("decider", number, "decide", **APPROVED, amount_fen=130_000)
    assert HardshipSpell.objects.filter(ended_on=None, case_number=number).count() == 1
    assert broken_chains() == []


def test_what_was_ended_by_hand_stays_ended(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", None))
    number = desk.case()
    approve(desk, number)
    assert HardshipSpell.objects.get().valid_to is None
    spell = HardshipSpell.objects.select_related("person").get()
    ended = end_hardship(by=desk.access("clerk"), spell=spell, ended_on=desk.day, reason="就业", at=desk.at)
    assert isinstance(ended, HardshipRecognised), ended
    appeal(desk, number)
    assert HardshipSpell.objects.get().reason == "就业"


def test_where_the_register_refuses_nothing_is_decided(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", 12))
    person = desk.person()
    by = desk.access("clerk")
    done = recognise_hardship(by=by, person=person, category="landless", recognised_on=desk.day, at=desk.at)
    assert isinstance(done, HardshipRecognised), done
    number = desk.case(person)
    at_decision(desk, number)
    refused = desk.try_("decider", number, "decide", **APPROVED, amount_fen=130_000)
    assert [(one.code, one.place.source) for one in refused.problems] == [("register-refuses", "approved")]
    assert state_of(number).decision is None and Case.objects.get(number=number).amount_fen is None
    assert told(number, "Decided") == []
    access = desk.access("second_reviewer")
    drawn = draw_up_list(access=access, cases=[number], label="表", at=desk.at)
    assert isinstance(drawn, DrawnUp), drawn
    total = {"number": drawn.row.number, "expected_total_fen": drawn.row.total_fen, "at": desk.at}
    sign_list(access=desk.access("decider"), **total)
    assert decide_rows(number=drawn.row.number, at=desk.at).refused == 1
    assert "登记库" in SigningRow.objects.get().reasons and told(number, "Decided") == []


def test_a_fact_is_entered_and_goes_back_to_what_it_was(desk, enters):
    enters.append(Entry("fact", HERE, fact="is_veteran"))
    for before in (None, False):
        person = desk.person(facts=dict(FACTS, **({} if before is None else {"is_veteran": before})))
        number = desk.case(person)
        approve(desk, number)
        person.refresh_from_db()
        assert person.facts["is_veteran"] is True
        appeal(desk, number)
        person.refresh_from_db()
        assert person.facts.get("is_veteran") is before


def test_what_was_so_before_stays_so(desk, enters):
    enters.append(Entry("fact", HERE, fact="is_veteran"))
    person = desk.person(facts=dict(FACTS, is_veteran=True))
    number = desk.case(person)
    approve(desk, number)
    appeal(desk, number)
    person.refresh_from_db()
    assert person.facts["is_veteran"] is True


def test_a_merged_record_is_recognised_where_it_goes_on(desk, enters):
    enters.append(Entry("hardship", HERE, "landless", 12))
    kept, closed = desk.person(), desk.person()
    number = desk.case(closed)
    at_decision(desk, number)
    merge(desk, kept, closed)
    desk.do("decider", number, "decide", **APPROVED, amount_fen=130_000)
    assert HardshipSpell.objects.get().person == kept


def test_a_household_through_the_shipped_programme(desk):
    programme, head = "chaoyang/2018/zero-employment-household", desk.person()
    home = Household.objects.create(
        number="H000000001", unit=desk.units["north"], name="测试户", head=head, changed_at=desk.at
    )
    HouseholdMember.objects.create(household=home, person=head, relation="head")
    answers = {"is_zero_employment_household": True, "household_employed_members": 0}
    number = desk.case(
        head, by=desk.access("clerk"), channel="window", answers=answers,
        programmes=[Wish(programme, f"household:{home.number}")],
    )  # fmt: skip
    desk.do("clerk", number, "accept", node="accept")
    visit = {
        "visited_on": desk.day,
        "visitors": ("测试人乙", "测试人丙"),
        "satisfied": True,
        "findings": "属实",
    }
    desk.do("visitor", number, "record_visit", node="visit", **visit)
    check = {"source": "社会保险", "result": "passed", "as_of": desk.day, "findings": "无人参保"}
    desk.do("second_reviewer", number, "record_check", node="check", **check)
    desk.do("reviewer", number, "give_opinion", node="review", stance="agree")
    done = publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    assert isinstance(done, Published), done
    desk.later(8)
    run_clocks(at=desk.at)
    desk.do("decider", number, "decide", **APPROVED, amount_fen=None, departure="施行日期已确认")
    home.refresh_from_db()
    assert home.facts["is_zero_employment_household"] is True
    assert told(number, "RegisterEntered")[0]["number"] == home.number
    appeal(desk, number)
    home.refresh_from_db()
    assert "is_zero_employment_household" not in home.facts
