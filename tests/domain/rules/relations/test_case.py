"""Facts of one case out of its related rows, as a window clerk or another system hands them in."""

from datetime import date

import pytest

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.domain.rules.relations.case import derive_facts
from jiuchuang.domain.rules.relations.case_in import read_relations
from jiuchuang.gateways.pack_store import read_pack_files

DAY = date(2018, 6, 30)
VOCABULARY = load_library(read_pack_files())[0].vocabulary
STAYING = {"started_on": "2017-03-01", "is_insured": True}
HIRED = {"started_on": "2018-02-01", "is_insured": True, "has_contract": True, "contract_months": "1年"}
YEAR = {"award_year_starts_on": date(2018, 1, 1), "award_year_ends_on": date(2018, 12, 31)}


def derived(written, stated=(), entities=("employer",)):
    relations, problems = read_relations(written, entities, VOCABULARY, "案卷")
    assert problems == []
    return derive_facts(dict(stated), relations, VOCABULARY, DAY)


def staff(*rows, complete=True):
    return {"employments": {"complete": complete, "rows": list(rows)}}


def test_hires_of_the_year_and_their_share():
    values, _, problems = derived(staff(STAYING, STAYING, HIRED), YEAR)
    assert problems == []
    assert (values["staff_now"], values["staff_absorbed"]) == (3, 1)
    assert values["staff_absorbed_with_contract_and_insurance"] == 1
    assert (values["shortest_new_hire_contract"], values["pays_insurance_for_new_hires"]) == (12, True)


def test_without_the_award_year_hires_in_it_are_unknown_but_staff_are_counted():
    values, _, _ = derived(staff(STAYING, HIRED))
    assert values["staff_now"] == 2
    assert "staff_absorbed" not in values


def test_no_row_of_a_complete_register_is_zero_and_of_another_is_unknown():
    whole, _, _ = derived(staff(), YEAR)
    assert (whole["staff_now"], whole["staff_absorbed"], whole["employer_has_hired_staff"]) == (0, 0, False)
    assert "shortest_new_hire_contract" not in whole
    partly, _, _ = derived(staff(complete=False), YEAR)
    assert partly == YEAR


def test_a_register_that_may_lack_rows_still_proves_that_there_is_staff():
    values, _, _ = derived(staff(STAYING, complete=False))
    assert values == {"employer_has_hired_staff": True}


def test_staff_at_the_month_ends_of_last_year_on_average():
    """Two insured all year and one from 1 July: 24 + 6 staff-months over 12 months are 2.5, half up 3."""
    rows = [{"started_on": "2016-01-01", "is_insured": True}] * 2 + [
        {"started_on": "2017-07-01", "is_insured": True}
    ]
    assert derived(staff(*rows))[0]["staff_base_last_year"] == 3
    left = {**rows[2], "ended_on": "2017-12-31"}
    assert derived(staff(*rows[:2], left))[0]["staff_base_last_year"] == 2
    unsure = {**rows[2], "is_insured": "不详"}
    assert "staff_base_last_year" not in derived(staff(*rows[:2], unsure))[0]


def test_a_row_of_which_something_is_unknown_makes_the_count_unknown_only_where_it_matters():
    unsure = {"started_on": "不详", "is_insured": True}
    assert "staff_now" not in derived(staff(STAYING, unsure))[0]
    gone = {**unsure, "ended_on": "2016-01-01"}
    assert derived(staff(STAYING, gone))[0]["staff_now"] == 1


def test_members_of_a_household_and_their_own_employments():
    able = {
        "birth_on": "1970-05-01",
        "retirement_category": "male_60",
        "is_student": False,
        "has_work_capacity": True,
    }
    working = {**able, "is_employed": True, "relations": staff(STAYING)}
    idle = {**able, "是否就业": False, "relations": {"就业登记": {"complete": True, "rows": []}}}
    child = {"birth_on": "2010-01-01", "is_student": True, "has_work_capacity": False, "is_employed": False}
    rows = {"household_members": {"complete": True, "rows": [working, idle, child]}}
    values, _, _ = derived(rows, entities=("household",))
    assert values == {
        "household_has_employed_member": True,
        "household_employed_members": 1,
        "able_members": 2,
        "able_members_in_stable_work": 1,
    }
    unsure = {
        "household_members": {"complete": True, "rows": [working, {**idle, "是否就业": "不知道"}, child]}
    }
    values, _, _ = derived(unsure, entities=("household",))
    assert values["household_has_employed_member"] is True
    assert "household_employed_members" not in values


def test_jobs_of_an_owner_are_those_of_all_firms_and_none_for_whom_owns_none():
    firm = {"relations": staff({**STAYING, "is_registered": True, "contract_months": 24})}
    written = {"firm_ownerships": {"complete": True, "rows": [firm, firm, {"staff_now": 5}]}}
    values, _, _ = derived(written, {"owns_firm": True}, ("person",))
    assert values["own_firm_jobs_led"] == 7
    assert "own_firm_jobs_registered" not in values
    none, _, _ = derived(written, {"owns_firm": False}, ("person",))
    assert none == {"owns_firm": False}


def test_a_guard_that_is_itself_gathered_rules_out_what_hangs_on_it():
    ended = {"started_on": "2010-01-01", "ended_on": "2012-01-01", "is_insured": True, "insured_months": 24}
    values, told, _ = derived(staff(ended), entities=("person",))
    assert (values["is_ui_participant"], values["ui_contribution_months"]) == (False, 24)
    assert "ui_joined_on" not in values
    assert "ui_joined_on" not in {item.fact.name for item in told}


def test_what_is_stated_by_hand_goes_first_and_the_difference_is_told():
    values, told, _ = derived(staff(STAYING, {"started_on": "不详"}, complete=False), {"staff_now": 9})
    line = next(item.told() for item in told if item.fact.name == "staff_now")
    assert values["staff_now"] == 9
    assert (
        line
        == "现有职工人数：按填报的 9；登记算得 不详（由就业登记算得：登记 2 行，计入 1 行，另有 1 行不详，登记可能有缺）"
    )
    _, told, _ = derived(staff(STAYING), {"staff_now": 1})
    line = next(item.told() for item in told if item.fact.name == "staff_now")
    assert line == "现有职工人数：1（由就业登记算得：登记 1 行，计入 1 行）"


def test_what_is_gathered_beyond_the_range_of_the_fact_is_a_fault():
    rows = [{"started_on": "1950-01-01", "is_insured": True, "insured_months": 1000}] * 2
    _, _, problems = derived(staff(*rows), entities=("person",))
    assert [(item.code, "失业保险累计缴费月数" in item.message) for item in problems] == [
        ("fact-range", True)
    ]


@pytest.mark.parametrize(
    ("written", "code", "where"),
    [
        ([], "relation-shape", "relations"),
        ({"employmnts": {"rows": []}}, "unknown-relation", "employmnts"),
        ({"employments": []}, "relation-shape", "employments"),
        ({"employments": {"complete": True}}, "relation-shape", "employments"),
        ({"employments": {"rows": [], "complete": "yes"}}, "bad-flag", "employments.complete"),
        ({"employments": {"rows": [], "al": True}}, "unknown-key", "employments.al"),
        ({"employments": {"rows": [], "of": "person_id"}}, "relation-owner", "employments"),
        ({"household_members": {"rows": []}}, "relation-owner", "household_members"),
        ({"employments": {"rows": [3]}}, "relation-shape", "employments[1]"),
        (
            {"employments": {"rows": [{}, {"started": "2018-01-01"}]}},
            "unknown-column",
            "employments[2].started",
        ),
        ({"employments": {"rows": [{"started_on": "2018-13-01"}]}}, "bad-fact", "employments[1].started_on"),
        (
            {"employments": {"rows": [{"started_on": "1800-01-01"}]}},
            "fact-range",
            "employments[1].started_on",
        ),
        (
            {"employments": {"rows": [{"contract_months": 5000}]}},
            "fact-range",
            "employments[1].contract_months",
        ),
        ({"employments": {"rows": [{"end_reason": "fired"}]}}, "bad-fact", "employments[1].end_reason"),
        ({"employments": {"rows": [{"birth_on": "2018-13-01"}]}}, "bad-fact", "employments[1]: birth_on"),
        (
            {"employments": {"rows": [{"relations": {"x": 1}}]}},
            "unknown-relation",
            "employments[1].relations.x",
        ),
    ],
)
def test_faults_are_told_with_their_place(written, code, where):
    _, problems = read_relations(written, ("employer",), VOCABULARY, "案卷")
    place = "案卷: relations" if where == "relations" else f"案卷: relations.{where}"
    assert [(item.code, item.place.source) for item in problems] == [(code, place)]


def test_all_faults_are_told_at_once():
    rows = [{"started_on": "x", "contract_months": "y"}, 3]
    _, problems = read_relations({"employments": {"rows": rows}, "z": 1}, ("employer",), VOCABULARY, "案卷")
    assert len(problems) == 4
