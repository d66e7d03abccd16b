"""Who a member of staff is in the register: said by the security officer, on record, and it bars from one's own case."""

from __future__ import annotations

import pytest

from apps.casework.desk import opened_desk
from county_world import resident_id
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.tie_account import AccountTied, tie_account
from jiuchuang.domain.kernel.problem import Refusal
from office_world import FIRST

NUMBER = resident_id("36992119900101001")


@pytest.fixture
def desk(db):
    return opened_desk()


@pytest.fixture
def officer(desk):
    from jiuchuang.apps.org.models import Account

    return Access(Account.objects.get(username="anquan"), FIRST)


def tied(desk, access, who="clerk", number=NUMBER):
    return tie_account(access=access, account=desk.accounts[who], resident_id=number, at=desk.at)


def test_a_tie_bars_from_ones_own_case_and_its_loss_is_on_record(desk, officer):
    me = desk.person()
    me.resident_id = NUMBER
    me.save()
    number = desk.case(me)
    assert isinstance(tied(desk, officer), AccountTied)
    assert desk.refused("clerk", number, "accept", node="accept") == {"own-case"}
    assert tied(desk, officer, number="").person == ""
    told = [one["content"]["person"] for one in contents_of("org") if one["kind"] == "account-tied"]
    assert told == [me.number, ""]


def test_what_is_wrong_is_told_and_nothing_is_tied(desk, officer):
    def codes(outcome):
        assert isinstance(outcome, Refusal), outcome
        return {problem.code for problem in outcome.problems}

    assert codes(tied(desk, desk.access("clerk"), "reviewer")) == {"not-allowed"}
    assert codes(tied(desk, officer)) == {"no-person"}
    assert codes(tied(desk, officer, number="369921199001010011")) >= {"resident-id-check"}
    own = tie_account(access=officer, account=officer.account, resident_id=NUMBER, at=desk.at)
    assert codes(own) == {"account-own"}
