"""Lives and firms make sense: the constraints that a register check would find broken, on facts as they truly are."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from jiuchuang.gateways.population.careers import OWN, UNEMPLOYED
from jiuchuang.gateways.population.days import NO_DAY, add_months, day_number, month_number, whole_years
from jiuchuang.gateways.population.firms import INDIVIDUAL
from jiuchuang.gateways.population.part_facts import ENTITIES


@pytest.fixture(name="persons")
def true_persons(facts):
    return facts.truth["person"]


def test_nobody_is_born_after_the_day_or_older_than_a_hundred(part):
    assert part.people.born_on.max() <= part.on
    assert part.people.age.min() == 0
    assert part.people.age.max() <= 101
    assert (part.people.age == whole_years(part.people.born_on, part.on)).all()


def test_nobody_graduates_before_fifteen_or_after_the_day(part, persons):
    graduates = persons.filter("is_graduate")
    assert graduates.height > 200
    assert (graduates["graduated_on"] >= graduates["birth_on"].dt.offset_by("15y")).all()
    assert (graduates["graduated_on"] <= part.plan.on).all()
    assert not persons.filter("is_university_graduate", "is_student").height


def test_nobody_works_before_sixteen_or_before_the_end_of_school_but_in_a_firm_of_their_own(part):
    working = (part.careers.since != NO_DAY) & ~part.careers.doing(OWN)
    assert (part.careers.since >= part.careers.starts_on)[working].all()
    spells = part.spells
    assert (spells.started_on >= part.careers.starts_on[spells.person]).all()
    assert (part.careers.starts_on >= add_months(part.people.born_on, 192)).all()


def test_spells_of_a_person_follow_each_other_without_overlap(part):
    spells = part.spells
    ended = np.where(spells.lasts, part.on + 1, spells.ended_on)
    assert (spells.started_on < ended).all()
    order = np.lexsort((spells.started_on, spells.person))
    same = spells.person[order][1:] == spells.person[order][:-1]
    assert same.sum() > 200
    assert (ended[order][:-1] < spells.started_on[order][1:])[same].all()


def test_insured_months_are_never_more_than_months_worked(part):
    spells = part.spells
    worked = spells.last_month(part.on) - month_number(spells.started_on) + 1
    assert (spells.insured_months(part.on) <= worked).all()
    assert (spells.insured_months(part.on) >= 0).all()
    assert (spells.insured_months(part.on)[~spells.insured] == 0).all()


def test_the_jobless_have_no_work_and_the_registered_are_jobless(part, persons):
    jobless = persons.filter("is_unemployed")
    assert jobless.height > 20
    assert not jobless["is_employed"].any()
    assert not jobless["owns_firm"].any()
    assert not persons.filter("is_registered_unemployed", ~pl.col("is_unemployed")).height
    assert set(np.flatnonzero(part.careers.doing(UNEMPLOYED))).isdisjoint(part.staff)
    lost = part.unemployment.last_spell
    had = part.careers.doing(UNEMPLOYED) & (lost >= 0)
    assert (part.spells.ended_on[lost][had] < part.careers.jobless_since[had]).all()


def test_benefit_is_drawn_only_within_its_assessed_period_after_a_year_of_contributions(part):
    jobless = part.unemployment
    drawing = jobless.receiving
    assert (jobless.receipt_from[drawing] <= part.on).all()
    assert (jobless.receipt_to[drawing] >= part.on).all()
    assert (jobless.contribution_months[jobless.entitled] >= 12).all()
    assert jobless.months_left.max() <= 24
    assert (jobless.receipt_from[~jobless.entitled] == NO_DAY).all()


def test_contracts_lie_within_the_spell_of_work(part, facts):
    table = facts.truth["employment"].filter("has_labour_contract")
    assert table.height > 300
    assert (table["contract_starts_on"] >= table["hired_on"]).all()
    assert (table["contract_starts_on"] <= part.plan.on).all()
    fixed = table.filter(~pl.col("contract_is_open_ended"))
    assert (fixed["contract_ends_on"] >= fixed["contract_starts_on"]).all()
    assert table.filter("contract_is_open_ended")["contract_ends_on"].is_null().all()


def test_nobody_is_hired_by_a_firm_that_did_not_exist(part):
    employer = part.careers.employer[part.staff]
    assert (part.careers.since[part.staff] >= part.firms.registered_on[employer]).all()
    here = part.spells.employer >= 0
    founded = part.firms.registered_on[part.spells.employer[here]]
    assert (part.spells.started_on[here] >= founded).all()


def test_owners_were_of_age_and_what_they_own_is_the_firm_in_the_table(part, persons):
    owners = np.flatnonzero(part.careers.doing(OWN))
    assert (part.own.registered_on[owners] >= add_months(part.people.born_on[owners], 216)).all()
    linked = owners[part.own.firm[owners] >= 0]
    assert len(linked) > 50
    firm = part.own.firm[linked]
    assert len(set(firm)) == len(firm)
    assert (part.own.registered_on[linked] == part.firms.registered_on[firm]).all()
    led = persons["own_firm_jobs_led"].to_numpy()[linked]
    assert (led == part.headcount[firm]).all()
    kinds = persons["own_firm_kind"].gather(linked.tolist())
    assert (kinds.to_numpy() == "individual_business").tolist() == (
        part.firms.kind[firm] == INDIVIDUAL
    ).tolist()


def test_jobs_led_narrow_down_in_order(persons):
    owned = persons.filter("owns_firm")
    counts = [owned[name] for name in _JOBS]
    assert sum(counts[3]) > 0
    for wider, narrower in pairwise(counts):
        assert (wider >= narrower).all()


_JOBS = (
    "own_firm_jobs_led",
    "own_firm_jobs_registered",
    "own_firm_jobs_year_contract",
    "own_firm_jobs_insured_year",
)


def test_hires_and_layoffs_fit_the_staff(facts):
    firms = facts.truth["employer"]
    assert (firms["staff_absorbed"] >= firms["staff_absorbed_with_contract"]).all()
    assert (
        firms["staff_absorbed_with_contract"] >= firms["staff_absorbed_with_contract_and_insurance"]
    ).all()
    assert 0 < firms["layoffs_last_year"].sum() <= firms["staff_base_last_year"].sum() // 5
    assert not firms.filter(~pl.col("is_ui_insured_employer"), pl.col("has_paid_ui_in_full")).height


def test_households_and_members_agree(part, facts, persons):
    households = facts.truth["household"]
    home = part.people.household.tolist()
    for person, household in (
        ("in_zero_employment_household", "is_zero_employment_household"),
        ("receives_subsistence_allowance", "household_receives_subsistence_allowance"),
    ):
        assert (persons[person] == households[household].gather(home)).all()
    employed = np.bincount(part.people.household, persons["is_employed"].to_numpy(), part.people.households)
    assert households["household_employed_members"].to_list() == employed.astype(int).tolist()
    assert (households["able_members_in_stable_work"] <= households["able_members"]).all()
    assert not households.filter(
        "is_zero_employment_household", pl.col("household_employed_members") > 0
    ).height


def test_children_are_younger_than_their_parents_by_a_generation(part):
    people = part.people
    for child in np.flatnonzero(np.isin(people.role, (2, 3)) & (people.age > 6))[:500]:
        head = np.flatnonzero((people.household == people.household[child]) & (people.role == 0))
        if len(head):
            assert people.age[head[0]] - people.age[child] >= 18


def test_hardship_is_recognised_for_a_reason_and_at_working_age(part, persons):
    recognised = persons.filter("is_hardship_person")
    assert recognised.height > 10
    plight = part.hardship
    assert plight.able[plight.recognised].all()
    only = persons.filter("hardship_only_by_unemployment")
    assert (only["unemployed_months_at_recognition"] >= 6).all()
    assert not only["is_disabled"].any()


@pytest.mark.parametrize("entity", ENTITIES)
def test_no_day_lies_after_the_day_of_the_county_but_those_that_may(entity, part, facts):
    may = {
        "contract_ends_on", "service_term_ends_on", "ui_receipt_ends_on", "startup_loan_matures_on", "award_year_ends_on",
    }  # fmt: skip
    table = facts.truth[entity]
    days = [name for name, kind in table.schema.items() if kind == pl.Date and name not in may]
    late = [name for name in days if (table[name].max() or part.plan.on) > part.plan.on]
    assert late == []
    assert day_number(part.plan.on) == part.on
