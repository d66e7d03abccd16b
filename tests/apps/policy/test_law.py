"""The law of a day: shipped packs until something else is activated, asked for once, told as doors need it."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.policy.queries import (
    decide_again,
    decide_programme,
    law_on,
    library_of,
    prepared,
    programme_shown,
    programmes_on,
)
from jiuchuang.apps.policy.queries.law import OFTEN
from jiuchuang.domain.rules.answers.decide import decide_prepared
from jiuchuang.domain.rules.answers.prepared import Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SUBSIDY = "sample/yunxi-2024-6/startup-subsidy"


def test_shipped_packs_hold_until_something_else_is_activated():
    assert "sample/yunxi-2024-6" in law_on(DAY).library.packs
    assert law_on(DAY).problems == []
    assert law_on(DAY) is law_on(date(2026, 3, 3))


def test_one_question_to_the_database_once_the_law_is_loaded(django_assert_num_queries):
    law_on(DAY)
    with django_assert_num_queries(1):
        law_on(DAY).programmes(DAY)


def test_a_programme_with_papers_beneficiary_and_the_countys_procedure():
    shown = programme_shown(SUBSIDY, DAY)
    assert (shown.title, shown.beneficiary, shown.papers) == (
        "一次性创业补贴",
        "个人",
        ("营业执照", "带动就业人员名册"),
    )
    assert (shown.procedure, shown.decidable, shown.clause) == ("subsidy-two-level", True, "三/（一）/1")
    assert programme_shown("sample/yunxi-2024-6/hiring-subsidy", DAY).procedure == "firm-subsidy-joint"
    assert programme_shown("songyuan/2018/household-one-job", DAY).procedure == "recognition"


def test_programmes_of_a_region_are_those_of_its_organs_and_of_the_organs_above():
    township = programmes_on(DAY, "369921001")
    assert {item.id.rpartition("/")[0] for item in township} == {"sample/yunxi-2024-6"}
    district = {item.region for item in programmes_on(DAY, "410902")}
    assert district == {"410902", "410900"}
    assert {item.entity for item in programmes_on(DAY, entity="employer")} == {"employer"}


def test_out_of_force_programmes_are_not_listed():
    assert not any(item.id == SUBSIDY for item in programmes_on(date(2029, 5, 1)))
    assert any(item.id == SUBSIDY for item in programmes_on(date(2029, 4, 30)))


def test_a_decision_is_made_again_from_its_receipt():
    values = {"own_firm_jobs_led": 5}
    decision = decide_programme(SUBSIDY, values, DAY)
    receipt = decision.receipt
    assert decide_again(SUBSIDY, values, DAY, receipt.pack, receipt.tables) == decision
    assert list(library_of(receipt.pack).packs) == ["sample/yunxi-2024-6"]


def test_a_day_that_is_asked_about_often_gets_the_same_answers_quicker():
    law, day = law_on(DAY), date(2026, 2, 7)
    cases = [{"own_firm_jobs_led": jobs} for jobs in range(OFTEN * 2)]
    kinds = [law.prepared(SUBSIDY, day).day for _ in range(OFTEN + 1)]
    assert kinds == [None] * OFTEN + [day]
    quick = [law.decide(SUBSIDY, values, day, exact=False) for values in cases]
    plain = law.prepared(SUBSIDY)
    assert quick == [decide_prepared(plain, Case(values, day)) for values in cases]


def test_what_is_not_there_is_told():
    assert prepared("nowhere/1/nothing", DAY) is None
    with pytest.raises(LookupError, match="nowhere/1/nothing"):
        decide_programme("nowhere/1/nothing", {}, DAY)
    with pytest.raises(LookupError, match="was kept"):
        library_of("0" * 64)


def test_what_a_document_says_of_the_way_is_told_beside_the_countys_procedure():
    shown = programme_shown("hualong/2016-2/job-stabilisation-subsidy", date(2017, 6, 30))
    assert shown.procedure == "firm-subsidy-joint"
    assert shown.procedure_words.startswith("先由企业支出")
