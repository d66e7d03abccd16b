"""Roles given, handed on and taken back; what an account may do on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.org.actions.found_office import FirstAccount, found_office
from jiuchuang.apps.org.actions.grant_role import delegate_grant, end_grant, grant_role
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.organisation.grants import Held

FIRST, TODAY, LAST = date(2026, 1, 1), date(2026, 3, 2), date(2026, 6, 30)
DAY = timedelta(days=1)


def codes(refused):
    assert isinstance(refused, Refusal), refused
    return [problem.code for problem in refused.problems]


@pytest.fixture
def given(security, at):
    def give(to, role, unit, **more):
        wanted = Held(role, unit.pk, more.pop("period", Period(FIRST, LAST)), **more)
        return grant_role(access=security, to=to, wanted=wanted, at=at).grant

    return give


def test_a_role_at_a_township_reaches_its_villages_and_no_other_township(town, staff, given):
    one, other = town("t1", "一镇"), town("t2", "二镇")
    village = town("v1", "甲村", parent=one)
    clerk = staff("clerk")
    given(clerk, "window", one)
    access = Access(clerk, TODAY)
    assert access.may("case.accept", village.pk)
    assert not access.may("case.accept", other.pk)
    assert not access.may("case.decide", village.pk)
    assert sorted(unit.code for unit in access.units("case.read")) == ["t1", "v1"]
    assert access.sees(village.pk) == {"name", "phone", "resident_id", "address"}
    assert access.sees(other.pk) == frozenset()
    assert not Access(clerk, LAST + DAY).may("case.accept", village.pk)


def test_an_account_that_is_switched_off_may_nothing(town, staff, given):
    one = town("t1", "一镇")
    clerk = staff("clerk")
    given(clerk, "window", one)
    clerk.is_active = False
    clerk.save()
    assert not Access(clerk, TODAY).may("case.accept", one.pk)


def test_a_delegation_ends_with_what_it_stems_from(town, staff, given, security, at):
    one = town("t1", "一镇")
    head, deputy = staff("head"), staff("deputy")
    own = given(head, "decider", one, limit_fen=1_000_000)
    wanted = Held("decider", one.pk, Period(TODAY, LAST), limit_fen=500_000)
    delegate_grant(access=Access(head, TODAY), own=own, to=deputy, wanted=wanted, at=at)
    assert Access(deputy, TODAY).may("case.decide", one.pk, amount_fen=500_000)
    assert not Access(deputy, TODAY).may("case.decide", one.pk, amount_fen=500_001)
    end_grant(access=security, grant=own, last_on=TODAY, at=at)
    assert Access(deputy, TODAY).may("case.decide", one.pk, amount_fen=1)
    assert not Access(deputy, TODAY + DAY).may("case.decide", one.pk, amount_fen=1)
    kinds = [event["kind"] for event in contents_of("org")[-3:]]
    assert kinds == ["role-granted", "role-delegated", "grant-ended"]
    assert broken_chains() == []


def test_a_delegation_never_reaches_further(office, town, staff, given, at):
    one = town("t1", "一镇")
    head, deputy = staff("head"), staff("deputy")
    own = given(head, "decider", one, limit_fen=1_000_000)
    wanted = Held("leader", office.unit.pk, Period(FIRST, None), limit_fen=None)
    refused = delegate_grant(access=Access(head, TODAY), own=own, to=deputy, wanted=wanted, at=at)
    assert codes(refused) == ["delegation-endless", *["delegation-too-far"] * 4]
    other = Access(deputy, TODAY)
    fitting = Held("decider", one.pk, Period(TODAY, LAST), limit_fen=1)
    assert codes(delegate_grant(access=other, own=own, to=head, wanted=fitting, at=at)) == [
        "grant-of-another"
    ]
    assert Grant.objects.filter(delegated_from__isnull=False).count() == 0


def test_nobody_grants_to_himself_or_without_leave_or_two_roles_that_never_meet(
    office, town, staff, given, security, admin, at
):
    one, clerk = town("t1", "一镇"), staff("clerk")
    wanted = Held("window", one.pk, Period(FIRST, None))
    assert codes(grant_role(access=security, to=security.account, wanted=wanted, at=at)) == [
        "grant-to-oneself"
    ]
    assert codes(grant_role(access=admin, to=clerk, wanted=wanted, at=at)) == ["not-allowed"]
    given(clerk, "finance", one)
    decide = replace(wanted, role="decider", period=Period(LAST, None))
    assert codes(grant_role(access=security, to=clerk, wanted=decide, at=at)) == ["roles-conflict"]
    later = replace(decide, period=Period(LAST + DAY, None))
    assert not isinstance(grant_role(access=security, to=clerk, wanted=later, at=at), Refusal)
    assert Grant.objects.filter(account=clerk).count() == 2


def test_an_office_is_founded_once_and_by_two(office, at):
    people = (FirstAccount("a", "甲", "123"), FirstAccount("A", "乙", "correct horse battery"))
    before = Account.objects.count()
    refused = found_office(
        code="b", name="乙县", kind="county", region_code="369921", people=people, on=FIRST, at=at
    )
    assert set(codes(refused)) == {"office-founded", "one-person", "password-weak"}
    assert Account.objects.count() == before


def test_a_founding_that_fails_leaves_nothing(db, at):
    people = (
        FirstAccount("a", "甲", "correct horse battery"),
        FirstAccount("b", "乙", "staple battery horse"),
    )
    refused = found_office(
        code="b", name="乙县", kind="nation", region_code="369921", people=people, on=FIRST, at=at
    )
    assert codes(refused) == ["kind-unknown"]
    assert not Account.objects.exists()
