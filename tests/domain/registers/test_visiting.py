"""Reasons to visit: on the day, not the day before; not again at once."""

from __future__ import annotations

from datetime import date, timedelta

from jiuchuang.domain.registers.visiting import (
    TERMS,
    VISITS,
    Circumstances,
    VisitRule,
    load_visit_rules,
    visit_reasons,
)
from jiuchuang.gateways.pack_store import read_register_files

ON = date(2026, 6, 30)
RULES = {
    "no-contact": VisitRule("no-contact", "久未联系", 60, 60, "通行做法"),
    "jobless": VisitRule("jobless", "失业较久", 6, 30, "通行做法"),
    "zero-employment": VisitRule("zero-employment", "零就业家庭", 1, 7, "通行做法"),
    "hardship-ending": VisitRule("hardship-ending", "认定快到期", 30, 30, "通行做法"),
}


def before(days):
    return ON - timedelta(days=days)


def keys(on=ON, **known):
    return [reason.key for reason in visit_reasons(Circumstances(**known), RULES, on)]


def test_sixty_days_without_a_word_but_not_fifty_nine():
    assert keys(last_contact_on=before(60)) == ["no-contact"]
    assert keys(last_contact_on=before(59)) == []


def test_somebody_who_was_never_seen_is_counted_from_the_registration():
    assert keys(in_care_since=before(60)) == ["no-contact"]
    assert keys(in_care_since=before(59)) == []


def test_over_six_months_jobless_and_not_on_the_day_itself():
    assert keys(jobless_since=date(2025, 12, 30)) == []  # six months end on 30 June
    assert keys(jobless_since=date(2025, 12, 29)) == ["jobless"]


def test_months_without_work_are_told_as_whole_months():
    known = Circumstances(jobless_since=date(2025, 8, 31))
    assert [reason.words for reason in visit_reasons(known, RULES, ON)] == ["失业满10个月"]
    known = Circumstances(jobless_since=date(2025, 8, 1))
    assert [reason.words for reason in visit_reasons(known, RULES, ON)] == ["失业满10个月"]


def test_a_household_without_work_has_a_clock():
    for since, words, left in (
        (date(2026, 6, 10), "零就业家庭，还有10天", 10),
        (date(2026, 5, 30), "零就业家庭，今天到期", 0),
        (date(2026, 5, 20), "零就业家庭，已超10天", -10),
    ):
        (reason,) = visit_reasons(Circumstances(zero_since=since), RULES, ON)
        assert (reason.words, reason.days_left(ON)) == (words, left)


def test_a_recognition_that_ends_within_thirty_days_or_has_ended():
    assert keys(hardship_valid_to=ON + timedelta(days=30)) == ["hardship-ending"]
    assert keys(hardship_valid_to=ON + timedelta(days=31)) == []
    assert keys(hardship_valid_to=before(1)) == ["hardship-ending"]


def test_somebody_seen_just_now_is_not_listed_again_at_once():
    known = {"jobless_since": date(2025, 1, 1), "zero_since": date(2026, 6, 1), "hardship_valid_to": ON}
    assert keys(**known, last_contact_on=before(6)) == []
    assert keys(**known, last_contact_on=before(7)) == ["zero-employment"]
    assert keys(**known, last_contact_on=before(30)) == ["zero-employment", "hardship-ending", "jobless"]


def test_the_most_pressing_reason_stands_first():
    known = {"last_contact_on": before(90), "jobless_since": date(2025, 1, 1), "zero_since": date(2026, 6, 1)}
    assert keys(**known) == [key for key in TERMS if key != "hardship-ending"]


def test_nothing_known_is_no_reason():
    assert keys() == []


def test_the_shipped_rules_are_sound_and_say_where_they_come_from():
    rules, problems = load_visit_rules(read_register_files())
    assert problems == []
    assert rules.keys() == TERMS.keys()
    assert all("通行做法" in rule.basis for rule in rules.values())


def test_a_faulty_rule_is_told_with_its_place():
    text = "visits:\n  no-contact: {label: 久未联系, after_days: 0, again_after_days: 60, basis: 通行做法}\n  lonely: {}\n"
    _, problems = load_visit_rules({VISITS: text})
    assert sorted((problem.code, problem.place.line) for problem in problems) == [
        ("visit-term", 2),
        ("visit-unknown", 3),
    ]
