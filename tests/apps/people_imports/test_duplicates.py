"""Pairs are found by the machine and judged by a person; what was merged can be taken apart again."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.people.actions.judge_pair import PairJudged, judge_pair, reopen_pair
from jiuchuang.apps.people.duplicates.find import find_pairs
from jiuchuang.apps.people.duplicates.queries import pair_shown, pairs_for
from jiuchuang.apps.people.models import (
    Change,
    Contact,
    DuplicatePair,
    Employment,
    HardshipSpell,
    HouseholdMember,
    Payment,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.people.queries import persons_in
from jiuchuang.domain.kernel.problem import Refusal
from office_world import AT
from register_world import credit, employer, household, person, resident

BORN = date(1985, 4, 1)


@pytest.fixture
def twins(world):
    """Two records of one person: same name, birth and sex, another number of which one has a slip."""
    kept = person(
        world.one, "P1", resident_id=resident(2), birth_on=BORN, phone="13800000001", facts={"sex": "female"}
    )
    closed = person(
        world.one, "P2", birth_on=BORN, address="样例村2号", facts={"sex": "female", "is_veteran": False}
    )
    find_pairs(kind="person", at=AT)
    return kept, closed, DuplicatePair.objects.get()


def judge(world, pair, who="reviewer-one", **said):
    said = {"verdict": "same", "survivor": "P1", "why": "电话核实", **said}
    return judge_pair(access=world.access(who), number=pair.pk, **said, at=AT)


def codes(outcome):
    assert isinstance(outcome, Refusal), outcome
    return {problem.code for problem in outcome.problems}


def test_a_pair_is_found_once_with_its_reasons(twins):
    *_, pair = twins
    assert (pair.first, pair.second, pair.reasons, pair.state) == (
        "P1",
        "P2",
        ["same-name-birth-sex"],
        "open",
    )
    assert find_pairs(kind="person", at=AT) == 0


def test_people_who_share_only_a_name_or_only_a_telephone_are_no_pair(world):
    person(world.one, "P1", birth_on=BORN, phone="13800000001", facts={"sex": "male"})
    person(world.one, "P2", birth_on=date(1990, 1, 1), facts={"sex": "male"})
    person(world.two, "P3", "别的某人", phone="13800000001")
    assert find_pairs(kind="person", at=AT) == 0


def test_an_agents_telephone_on_forty_records_makes_no_pairs(world):
    for at in range(40):
        person(world.one, f"P{at:02}", f"测试人甲{at % 3}", phone="13800000001")
    assert find_pairs(kind="person", at=AT) == 0


def test_new_records_are_compared_with_the_register_and_with_nothing_else(world):
    person(world.one, "P1", phone="13800000001")
    person(world.one, "P2", phone="13800000001")
    person(world.one, "P3", "另外的人", phone="13900000001")
    person(world.one, "P4", "另外的人", phone="13900000001")
    assert find_pairs(kind="person", at=AT, numbers=["P2"]) == 1
    assert (DuplicatePair.objects.get().first, DuplicatePair.objects.get().second) == ("P1", "P2")


def test_firms_of_one_name(world):
    employer(world.one, "E1", "云溪县样例面粉有限公司", credit_code=credit(1), phone="0393111111")
    employer(world.one, "E2", "云溪县样例面粉（有限责任公司）", phone="0393111111")
    assert find_pairs(kind="employer", at=AT) == 1
    assert DuplicatePair.objects.get().reasons == ["same-employer-name"]


def test_the_same_is_merged_and_everything_goes_over(world, twins):
    kept, closed, pair = twins
    firm = employer(world.one, "E1")
    home = household(world.one, "H1", closed)
    rows = [
        Employment.objects.create(number="J1", person=closed, employer=firm, started_on=BORN, changed_at=AT),
        UnemploymentSpell.objects.create(person=closed, registered_on=date(2025, 1, 1)),
        HardshipSpell.objects.create(person=closed, category="older", recognised_on=date(2025, 1, 1)),
        Contact.objects.create(
            person=closed, on=date(2025, 1, 1), way="phone", account=world.accounts["window-one"]
        ),
        HouseholdMember.objects.create(household=home, person=closed),
    ]
    paid = Payment.objects.create(
        kind="person", number="P2", programme="x", paid_fen=1, paid_on=date(2025, 1, 1)
    )
    assert isinstance(judge(world, pair), PairJudged)
    for row in rows:
        row.refresh_from_db()
        assert row.person == kept
    home.refresh_from_db()
    paid.refresh_from_db()
    assert (home.head, paid.number) == (kept, "P1")
    kept.refresh_from_db()
    closed.refresh_from_db()
    assert closed.merged_into == kept
    assert (kept.address, kept.phone) == ("样例村2号", "13800000001")
    assert kept.facts == {"sex": "female", "is_veteran": False}
    assert [row.number for row in persons_in(world.access("window-one"))] == ["P1"]
    changes = {row.number: row.after for row in Change.objects.all()}
    assert changes == {"P1": {"address": "样例村2号", "is_veteran": False}, "P2": {"merged_into": "P1"}}
    assert [each["kind"] for each in contents_of("register/person/P1")] == ["pair-same"]
    assert broken_chains() == []


def test_the_number_goes_to_the_record_that_has_none(world):
    person(world.one, "P1", birth_on=BORN, phone="13800000001")
    person(world.one, "P2", birth_on=BORN, phone="13800000001", resident_id=resident(2))
    find_pairs(kind="person", at=AT)
    judge(world, DuplicatePair.objects.get())
    assert Person.objects.get(number="P1").resident_id == resident(2)
    assert Person.objects.get(number="P2").resident_id is None


def test_a_merger_is_taken_back_row_by_row(world, twins):
    kept, closed, pair = twins
    spell = UnemploymentSpell.objects.create(person=closed, registered_on=date(2025, 1, 1))
    judge(world, pair)
    done = reopen_pair(access=world.access("reviewer-one"), number=pair.pk, why="看错了", at=AT)
    assert isinstance(done, PairJudged)
    spell.refresh_from_db()
    kept.refresh_from_db()
    closed.refresh_from_db()
    assert (spell.person, closed.merged_into, kept.address) == (closed, None, "")
    assert kept.facts == {"sex": "female"}
    assert DuplicatePair.objects.get().state == "open"


def test_a_merger_is_not_taken_back_over_a_later_change(world, twins):
    kept, _, pair = twins
    judge(world, pair)
    Person.objects.filter(pk=kept.pk).update(phone="13900000009")
    outcome = reopen_pair(access=world.access("reviewer-one"), number=pair.pk, why="看错了", at=AT)
    assert codes(outcome) == {"changed-since"}
    kept.refresh_from_db()
    assert (kept.phone, DuplicatePair.objects.get().state) == ("13900000009", "same")
    assert Person.objects.get(number="P2").merged_into == kept


def test_not_the_same_stays_apart_and_is_not_asked_again(world, twins):
    *_, pair = twins
    assert isinstance(judge(world, pair, verdict="different", survivor=""), PairJudged)
    assert find_pairs(kind="person", at=AT) == 0
    assert not Person.objects.exclude(merged_into=None).exists()
    assert list(pairs_for(world.access("reviewer-one"))) == []
    assert list(pairs_for(world.access("reviewer-one"), "different")) == [DuplicatePair.objects.get()]


def test_all_that_is_missing_is_told_at_once_and_nothing_is_changed(world, twins):
    *_, pair = twins
    assert codes(judge(world, pair, verdict="", survivor="", why=" ")) == {"verdict", "why-empty"}
    assert codes(judge(world, pair, survivor="P9", why="")) == {"survivor", "why-empty"}
    assert codes(judge(world, pair, who="window-one")) == {"not-allowed"}
    assert DuplicatePair.objects.get().state == "open" and not Change.objects.exists()


def test_what_both_have_open_at_once_has_to_be_settled_before(world, twins):
    kept, closed, pair = twins
    for each in (kept, closed):
        UnemploymentSpell.objects.create(person=each, registered_on=date(2025, 1, 1))
        HardshipSpell.objects.create(person=each, category="older", recognised_on=date(2025, 1, 1))
        HouseholdMember.objects.create(household=household(world.one, f"H{each.number}"), person=each)
    outcome = judge(world, pair)
    assert codes(outcome) == {"both-open"} and len(outcome.problems) == 3
    assert not Person.objects.exclude(merged_into=None).exists()


def test_a_pair_across_two_townships_is_for_somebody_over_both(world):
    person(world.one, "P1", phone="13800000001")
    person(world.two, "P2", phone="13800000001")
    find_pairs(kind="person", at=AT)
    pair = DuplicatePair.objects.get()
    for who in ("reviewer-one", "reviewer-two"):
        assert list(pairs_for(world.access(who))) == []
        assert pair_shown(world.access(who), pair.pk) is None
        assert codes(judge(world, pair, who=who)) == {"not-allowed"}
    assert list(pairs_for(world.access("reviewer-county"))) == [pair]
    assert isinstance(judge(world, pair, who="reviewer-county"), PairJudged)


def test_records_stand_beside_each_other_with_what_differs(world, twins):
    *_, pair = twins
    shown = pair_shown(world.access("reviewer-one"), pair.pk)
    assert shown is not None
    lines = {line.label: line for line in shown.compared}
    assert not lines["姓名"].differs and not lines["联系电话"].differs  # the second one's is unknown
    assert lines["登记编号"].first == "P1" and lines["住址"].second
