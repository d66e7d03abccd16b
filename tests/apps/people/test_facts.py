"""The fact sheet of a subject: registers first, answers only where they are silent, history by the day."""

from datetime import date

from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.people.actions.enter_employment import enter_employment, enter_ownership
from jiuchuang.apps.people.actions.enter_headcounts import Count, enter_headcounts
from jiuchuang.apps.people.actions.record_payment import record_payment
from jiuchuang.apps.people.actions.say_complete import say_complete
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.queries import changes_of, facts_of, facts_on
from jiuchuang.domain.kernel.problem import Refusal
from people_world import AT, BY, TODAY, codes, employer, household, person

JAN, FEB = date(2026, 1, 10), date(2026, 2, 10)


def stated(one, on, facts=None, **more):
    return state_facts(
        by=BY, kind="person", number=one.number, facts=facts, source="民政库比对", on=on, at=AT, **more
    )


def test_only_a_complete_register_says_no(township):
    worker, idle = (
        person(township, 1, facts={"is_employed": True}),
        person(township, 2, facts={"is_employed": False}),
    )
    partly = household(township, worker, idle, complete=False)
    assert facts_of("household", partly.number, TODAY).values["household_has_employed_member"] is True
    assert "household_employed_members" not in facts_of("household", partly.number, TODAY).values
    alone = household(township, person(township, 3, facts={"is_employed": False}))
    sheet = facts_of("household", alone.number, TODAY)
    assert sheet.values["household_has_employed_member"] is False
    assert sheet.values["household_employed_members"] == 0
    source = sheet.sources["household_employed_members"]
    assert source.way == "derived" and "户籍成员" in source.told


def test_a_word_about_a_township_makes_its_counts_known(township, neighbour, office):
    here, there = employer(township, 1), employer(neighbour, 2)
    assert "staff_now" not in facts_of("employer", here.number, TODAY).values
    said = say_complete(by=BY, relation="employments", end="employer_id", unit=township, from_on=JAN, at=AT)
    assert not isinstance(said, Refusal)
    assert facts_of("employer", here.number, TODAY).values["staff_now"] == 0
    assert "staff_now" not in facts_of("employer", there.number, TODAY).values
    assert "staff_now" not in facts_of("employer", here.number, date(2026, 1, 9)).values
    terms = {"is_registered": True, "contract_months": 12}
    started = date(2024, 1, 10)
    enter_employment(
        by=BY, person=person(neighbour, 5), employer=here, started_on=started, terms=terms, at=AT
    )
    values = facts_of("employer", here.number, TODAY).values
    assert (values["staff_now"], values["staff_registered"], values["staff_year_contract"]) == (1, 1, 1)
    assert "staff_insured_year" not in values  # nobody says whether he is insured
    county = say_complete(
        by=BY, relation="employments", end="employer_id", unit=office.unit, from_on=FEB, at=AT
    )
    assert not isinstance(county, Refusal)
    assert facts_of("employer", there.number, TODAY).values["staff_now"] == 0
    undone = say_complete(
        by=BY,
        relation="employments",
        end="employer_id",
        unit=office.unit,
        from_on=TODAY,
        at=AT,
        complete=False,
    )
    assert not isinstance(undone, Refusal)
    assert "staff_now" not in facts_of("employer", there.number, TODAY).values


def test_own_firms_lead_to_their_founder(township):
    one, firm = person(township, 1, facts={"owns_firm": True}), employer(township, 1)
    for relation, end in (("employments", "employer_id"), ("firm_ownerships", "person_id")):
        assert not isinstance(
            say_complete(by=BY, relation=relation, end=end, unit=township, from_on=JAN, at=AT), Refusal
        )
    enter_ownership(by=BY, person=one, employer=firm, on=TODAY, at=AT)
    for number in (2, 3):
        enter_employment(by=BY, person=person(township, number), employer=firm, started_on=JAN, at=AT)
    assert facts_of("person", one.number, TODAY).values["own_firm_jobs_led"] == 2


def test_answers_fill_only_silence(township):
    one = person(township, 1, facts={"is_veteran": False})
    answers = {"is_veteran": True, "is_student": False, "employer_size": "micro", "is_hardship_person": True}
    sheet = facts_of("person", one.number, TODAY, {**answers, "household_has_employed_member": False})
    assert sheet.values["is_veteran"] is False
    assert sheet.values["is_student"] is False
    assert sheet.values["household_has_employed_member"] is False  # of a household that no register knows
    assert "employer_size" not in sheet.values and "is_hardship_person" not in sheet.values
    assert sheet.sources["is_student"].way == "answered" and sheet.sources["is_veteran"].way == "stated"
    assert {problem.code for problem in sheet.problems} == {"answer-differs", "not-declarable"}
    by_staff = facts_of("person", one.number, TODAY, answers, by_staff=True)
    assert by_staff.values["is_hardship_person"] is True
    assert {problem.code for problem in by_staff.problems} == {"answer-differs"}


def test_an_answer_never_outweighs_rows(township):
    one = person(township, 1, facts={"is_employed": True})
    household(township, one)
    sheet = facts_of("person", one.number, TODAY, {"household_has_employed_member": False})
    assert sheet.values["household_has_employed_member"] is True


def test_an_answered_year_reaches_into_rows(township):
    firm = employer(township, 1)
    say_complete(by=BY, relation="employments", end="employer_id", unit=township, from_on=JAN, at=AT)
    enter_employment(by=BY, person=person(township, 2), employer=firm, started_on=JAN, at=AT)
    assert "staff_absorbed" not in facts_of("employer", firm.number, TODAY).values
    year = {"award_year_starts_on": "2026-01-01", "award_year_ends_on": "2026-12-31"}
    assert facts_of("employer", firm.number, TODAY, year).values["staff_absorbed"] == 1


def test_the_ledger_lacks_nothing(township):
    one = person(township, 1)
    assert facts_of("person", one.number, TODAY).values["startup_subsidies_drawn"] == 0
    paid = {"kind": "person", "number": one.number, "programme": "songyuan/2018/startup-subsidy"}
    done = record_payment(by=BY, **paid, paid_fen=500000, paid_on=FEB, at=AT, case_number="A1")
    assert not isinstance(done, Refusal)
    again = record_payment(by=BY, **paid, paid_fen=500000, paid_on=FEB, at=AT, case_number="A1")
    assert codes(again) == {"paid-already"}
    assert facts_of("person", one.number, TODAY).values["startup_subsidies_drawn"] == 1
    assert facts_of("person", one.number, JAN).values["startup_subsidies_drawn"] == 0


def test_history_by_the_day_even_when_written_out_of_order(township):
    one = person(township, 1, facts={"is_veteran": True})
    assert not isinstance(stated(one, FEB, {"receives_subsistence_allowance": True}), Refusal)
    assert not isinstance(stated(one, JAN, {"receives_subsistence_allowance": False}), Refusal)
    one.refresh_from_db()
    assert one.facts["receives_subsistence_allowance"] is True
    assert facts_on("person", one.number, date(2026, 1, 9)).get("receives_subsistence_allowance") is None
    assert facts_on("person", one.number, JAN)["receives_subsistence_allowance"] is False
    assert facts_on("person", one.number, date(2026, 2, 9))["receives_subsistence_allowance"] is False
    assert facts_on("person", one.number, FEB)["receives_subsistence_allowance"] is True
    assert facts_of("person", one.number, JAN).values["receives_subsistence_allowance"] is False
    latest = changes_of("person", one.number)
    assert [(change.after, change.source) for change in latest if change.name == "receives_subsistence_allowance"] == [
        ("是", "民政库比对"), ("否", "民政库比对"),
    ]  # fmt: skip


def test_what_is_guarded_falls_with_its_guard(township):
    one = person(township, 1, facts={"is_graduate": True, "graduated_on": "2020-07-01"})
    assert not isinstance(stated(one, TODAY, {"is_graduate": False}), Refusal)
    one.refresh_from_db()
    assert "graduated_on" not in one.facts
    assert codes(stated(one, TODAY, {"graduated_on": "2021-07-01"})) == {"contradiction"}


def test_columns_and_units_change_with_their_history(township, neighbour, staff):
    one = person(township, 1)
    done = stated(one, TODAY, columns={"phone": "13912345678", "name": "测试人新"}, unit=neighbour)
    assert not isinstance(done, Refusal) and done.changed
    one.refresh_from_db()
    assert (one.phone, one.name, one.unit) == ("13912345678", "测试人新", neighbour)
    assert not stated(one, TODAY, columns={"phone": "139 1234 5678"}).changed
    assert codes(stated(one, TODAY, columns={"height": 3, "phone": "x"})) == {"unknown-column", "phone"}
    kept = {"kind": "person", "number": one.number, "facts": {}, "source": "窗口", "on": TODAY, "at": AT}
    assert codes(state_facts(by=staff("window"), **kept)) == {"not-allowed"}
    assert codes(state_facts(by=BY, **{**kept, "number": "P9"})) == {"subject-unknown"}
    assert broken_chains() == []


def test_a_number_nobody_has(township):
    sheet = facts_of("person", "P404", TODAY, {"is_student": True})
    assert {problem.code for problem in sheet.problems} == {"subject-unknown"}
    assert facts_of("project", "J1", TODAY, {"platform_kind": "other"}, by_staff=True).values == {
        "platform_kind": "other"
    }


def test_what_a_sheet_costs_does_not_grow_with_the_household(township, django_assert_max_num_queries):
    household(township, *(person(township, number, facts={"is_employed": True}) for number in range(1, 9)))
    with django_assert_max_num_queries(20):
        assert facts_of("person", "P0000001", TODAY).values["household_employed_members"] == 8


def test_a_year_of_headcounts_says_what_rows_do_not(township):
    firm = employer(township, 1)
    counts = {date(2025, month, 1): Count(10, None if month == 3 else 0) for month in range(1, 13)}
    del counts[date(2025, 12, 1)]
    assert not isinstance(enter_headcounts(by=BY, employer=firm, months=counts, on=TODAY, at=AT), Refusal)
    assert "staff_base_last_year" not in facts_of("employer", firm.number, TODAY).values
    last = {date(2025, 12, 1): Count(15, 0)}
    assert not isinstance(enter_headcounts(by=BY, employer=firm, months=last, on=TODAY, at=AT), Refusal)
    sheet = facts_of("employer", firm.number, TODAY, {"staff_base_last_year": 99}, by_staff=True)
    assert sheet.values["staff_base_last_year"] == 10
    assert "layoffs_last_year" not in sheet.values  # of March nobody says
    assert sheet.sources["staff_base_last_year"].register == "每月参保人数填报"
    assert {problem.code for problem in sheet.problems} == {"answer-differs"}
    say_complete(by=BY, relation="employments", end="employer_id", unit=township, from_on=JAN, at=AT)
    assert (
        facts_of("employer", firm.number, TODAY).values["staff_base_last_year"] == 0
    )  # complete rows go first
