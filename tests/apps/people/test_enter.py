"""Persons, employers and households come into the register checked; what is refused changes nothing."""

from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.models import Chain
from jiuchuang.apps.people.actions.enter_employer import enter_employer
from jiuchuang.apps.people.actions.enter_household import add_member, end_membership
from jiuchuang.apps.people.actions.enter_person import PersonEntered, enter_person
from jiuchuang.apps.people.models import Change, Employment, Person
from jiuchuang.apps.people.queries import employer_of_credit_code, household_on, person_of_resident_id
from jiuchuang.apps.people.queries.workers import workers_of
from jiuchuang.domain.kernel.identifiers import make_credit_code, make_resident_id
from jiuchuang.domain.kernel.problem import Refusal
from people_world import AT, BY, TODAY, codes, employer, household, person, places

GOOD = make_resident_id("369921", date(1985, 5, 17), 201)


def entered(unit, by=BY, facts=None, **columns):
    return enter_person(by=by, unit=unit, columns=columns, facts=facts, on=TODAY, at=AT)


def test_birth_date_and_sex_follow_from_the_number(township):
    done = entered(
        township, name="测试人甲", resident_id=f" {GOOD[:6]} {GOOD[6:].lower()}", phone="138-1234 5678"
    )
    assert isinstance(done, PersonEntered)
    one = done.person
    assert (one.number, one.resident_id, one.birth_on, one.phone) == (
        "P0000001",
        GOOD,
        date(1985, 5, 17),
        "13812345678",
    )
    assert one.facts == {"sex": "male"}
    assert Chain.objects.get(name="register/person/P0000001").length == 1
    assert Change.objects.get().after["resident_id"] == GOOD


def test_digits_are_digits_in_whatever_width_they_were_typed(township):
    done = entered(
        township, name="测试人甲", phone="１３８－１２３４ ５６７８", account="６２２２０２ 00000001"
    )
    assert (done.person.phone, done.person.account) == ("13812345678", "62220200000001")
    assert codes(entered(township, name="测试人乙", phone="١٣٨١٢٣٤٥٦٧٨", account="٦٢٢٢٠٢٠٠٠")) == {
        "phone",
        "account",
    }


def test_whoever_left_today_does_not_work_there_today(township):
    firm, one = employer(township, 1), person(township, 1)
    spell = {"person": one, "employer": firm, "started_on": date(2026, 1, 5), "changed_at": AT}
    Employment.objects.create(number="R0000001", ended_on=TODAY, **spell)
    assert list(workers_of(firm, TODAY)) == []
    assert [row.number for row in workers_of(firm, TODAY - timedelta(days=1))] == ["R0000001"]


def test_an_old_number_is_found_in_its_new_form(township):
    done = entered(township, name="测试人乙", resident_id="440524800101001")
    assert done.person.resident_id == "440524198001010013"
    assert person_of_resident_id("440524800101001") == done.person


@pytest.mark.parametrize(
    ("columns", "facts", "fields"),
    [
        ({"name": " "}, {}, {"name"}),
        (
            {"name": "测试人", "resident_id": GOOD[:17] + ("0" if GOOD[17] != "0" else "1")},
            {},
            {"resident_id", "number_evidence"},
        ),
        ({"name": "测试人", "resident_id": GOOD, "birth_on": "1985-05-18"}, {}, {"birth_on"}),
        ({"name": "测试人", "resident_id": GOOD}, {"sex": "female"}, {"sex"}),
        (
            {"name": "测试人", "phone": "12"},
            {"sex": "第三", "is_veteran": "也许"},
            {"phone", "sex", "is_veteran"},
        ),
        ({"name": "测试人", "certificate": "号"}, {"staff_now": 3}, {"certificate", "staff_now"}),
        ({"name": "测试人"}, {"没有这一项": "是"}, {"没有这一项"}),
        ({"name": "测试人", "birth_on": "2026-02-30"}, {}, {"birth_on"}),
    ],
)
def test_all_faults_at_once_each_at_its_field(township, columns, facts, fields):
    done = entered(township, facts=facts, **columns)
    assert isinstance(done, Refusal)
    assert places(done) == fields
    assert (
        not Person.objects.exists()
        and not Change.objects.exists()
        and not Chain.objects.filter(name__startswith="register").exists()
    )


def test_a_number_that_fails_stays_where_somebody_says_why(township):
    wrong = GOOD[:17] + ("0" if GOOD[17] != "0" else "1")
    done = entered(township, name="测试人丙", resident_id=wrong, number_evidence="派出所证明：原证号即如此")
    assert isinstance(done, PersonEntered), done
    assert (done.person.resident_id, done.person.birth_on) == (wrong, None)
    assert "派出所" in done.person.number_evidence


def test_a_number_is_registered_once(township):
    first = person(township, 1)
    done = entered(township, name="测试人丁", resident_id=first.resident_id)
    assert codes(done) == {"resident-id-taken"}


def test_only_who_may_and_not_ahead_of_time(township, neighbour, staff):
    assert codes(entered(township, by=staff("window", neighbour), name="测试人")) == {"not-allowed"}
    assert isinstance(entered(township, by=staff("window"), name="测试人"), PersonEntered)
    late = enter_person(by=BY, unit=township, columns={"name": "测试人"}, on=date(2026, 3, 3), at=AT)
    assert codes(late) == {"day-to-come"}


def test_employers_by_their_code(township):
    one = employer(township, 7, facts={"employer_kind": "enterprise"}, legal_person="测试人甲")
    assert employer_of_credit_code(one.credit_code.lower()) == one
    assert one.facts == {"employer_kind": "enterprise"}
    columns = {"name": "测试单位", "credit_code": one.credit_code}
    again = enter_employer(by=BY, unit=township, columns=columns, on=TODAY, at=AT)
    assert codes(again) == {"credit-code-taken"}
    code = make_credit_code("91", "369921", 8)
    columns = {"name": "测试单位", "credit_code": code[:17] + ("0" if code[17] != "0" else "1")}
    assert codes(enter_employer(by=BY, unit=township, columns=columns, on=TODAY, at=AT)) == {
        "credit-code-check"
    }


def test_nobody_belongs_to_two_households(township):
    one, two, three = (person(township, number) for number in (1, 2, 3))
    home = household(township, one, two)
    assert household_on(two, TODAY) == home and home.name == one.name
    other = household(township, three)
    refused = add_member(by=BY, household=other, person=two, relation="child", from_on=TODAY, at=AT)
    assert codes(refused) == {"in-other-household"}
    assert not isinstance(end_membership(by=BY, person=two, to_on=TODAY, at=AT), Refusal)
    done = add_member(by=BY, household=other, person=two, relation="spouse", from_on=TODAY, at=AT)
    assert not isinstance(done, Refusal)
    assert codes(add_member(by=BY, household=other, person=one, relation="?", from_on=TODAY, at=AT)) == {
        "bad-choice", "in-other-household",
    }  # fmt: skip
