"""Roles and grants: what they allow, how far a delegation reaches, which roles never meet in one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import (
    Held,
    Wish,
    conflicts,
    fields_seen,
    may,
    reaches_too_far,
    units_with,
)
from jiuchuang.domain.organisation.roles_file import load_office_pack
from jiuchuang.gateways.pack_store import read_pack_files

COUNTY, TOWN, OTHER_TOWN = 1, 2, 3
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def roles():
    pack, problems = load_office_pack(read_pack_files())
    assert problems == []
    return pack.roles


HELD = Held("decider", COUNTY, Period(FIRST, LAST), limit_fen=500_000)
WISH = Wish("case.decide", frozenset({TOWN, COUNTY}), FIRST, "hualong/2016-2/flexible-si", 500_000)


@pytest.mark.parametrize(
    ("wish", "allowed"),
    [
        ({}, True),
        ({"on": LAST}, True),
        ({"on": FIRST - DAY}, False),
        ({"on": LAST + DAY}, False),
        ({"amount_fen": 500_001}, False),
        ({"amount_fen": None}, True),
        ({"units": frozenset({OTHER_TOWN})}, False),
        ({"permission": "case.pay"}, False),
    ],
)
def test_a_grant_allows_its_role_below_its_unit_within_its_days_and_limit(roles, wish, allowed):
    assert may([HELD], roles, replace(WISH, **wish)) is allowed


def test_a_grant_for_one_matter_allows_no_other(roles):
    narrow = replace(HELD, matter=WISH.matter)
    assert may([narrow], roles, WISH)
    assert not may([narrow], roles, replace(WISH, matter="another"))


def test_who_decides_no_payments_decides_no_sum_however_small(roles):
    window = Held("window", COUNTY, Period(FIRST, None))
    assert may([window], roles, replace(WISH, permission="case.accept", amount_fen=None))
    assert not may([window], roles, replace(WISH, permission="case.accept", amount_fen=0))


def test_a_role_that_is_not_there_allows_nothing(roles):
    assert not may([replace(HELD, role="king")], roles, WISH)


def test_units_and_fields_of_the_day(roles):
    grants = [HELD, Held("department", OTHER_TOWN, Period(FIRST, None))]
    assert units_with(grants, roles, "case.read", FIRST) == {COUNTY, OTHER_TOWN}
    assert units_with(grants, roles, "case.read", LAST + DAY) == {OTHER_TOWN}
    assert fields_seen(grants, roles, {TOWN, COUNTY}, FIRST) == {"name", "resident_id"}
    assert fields_seen(grants, roles, {OTHER_TOWN}, FIRST) == {"name"}
    assert fields_seen(grants, roles, {TOWN, COUNTY}, LAST + DAY) == frozenset()


def test_the_three_administrators_never_meet_in_one_person(roles):
    assert conflicts({"administrator", "auditor", "window"}, roles) == [("administrator", "auditor")]
    assert conflicts({"window", "reviewer"}, roles) == []


@pytest.mark.parametrize(
    ("change", "beyond"),
    [
        ({}, []),
        ({"limit_fen": 500_001}, ["limit"]),
        ({"limit_fen": None}, ["limit"]),
        ({"role": "leader"}, ["role"]),
        ({"period": Period(FIRST, LAST + DAY)}, ["period"]),
        ({"period": Period(FIRST, None)}, ["period"]),
    ],
)
def test_a_delegation_never_reaches_further_than_what_it_stems_from(change, beyond):
    handed = replace(HELD, unit=TOWN, limit_fen=100_000)
    assert reaches_too_far(replace(handed, **change), HELD, {TOWN, COUNTY}) == beyond
    assert reaches_too_far(handed, HELD, {OTHER_TOWN}) == ["unit"]


def test_every_fault_of_the_file_at_its_place():
    files = {
        "organisation/roles.yaml": "roles:\n  a: {label: 甲, permissions: x, never_with: [bb]}\n  b: {label: 乙, sorts: 1}\n  c: 丙\n",
        "organisation/unit-kinds.yaml": "kinds:\n  county: {label: 县, level: high}\n",
    }
    _, problems = load_office_pack(files)
    assert {(problem.code, problem.place.line) for problem in problems} == {
        ("office-words", 2),
        ("office-role-unknown", 2),
        ("unknown-key", 3),
        ("office-label", 4),
        ("office-level", 2),
    }
    assert any("是不是 b？" in problem.suggestion for problem in problems)
