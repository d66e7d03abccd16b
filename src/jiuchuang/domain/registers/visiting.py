"""Whom to visit and why: reasons and clocks out of dated circumstances, by terms that are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jiuchuang.domain.kernel.day import add_days, add_months
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml

VISITS = "registers/visits.yaml"
TERMS = {
    "zero-employment": "within_months",
    "hardship-ending": "before_days",
    "no-contact": "after_days",
    "jobless": "after_months",
}
"""Every reason, the most pressing first, and what its term is counted in."""


@dataclass(frozen=True)
class VisitRule:
    """One reason: its term (days or months, see TERMS), how soon somebody is listed again, where it comes from."""

    key: str
    label: str
    term: int
    again_after_days: int
    basis: str


@dataclass(frozen=True)
class Circumstances:
    """What is known of a person or household on a day; None is unknown or not so.

    `in_care_since`: first day of the oldest registration or recognition that still lasts. `zero_since`: the day on
    which the household was recognised as one without anybody in work; None when somebody is in work.
    """

    last_contact_on: date | None = None
    in_care_since: date | None = None
    jobless_since: date | None = None
    hardship_valid_to: date | None = None
    zero_since: date | None = None


@dataclass(frozen=True)
class Reason:
    """Why somebody is on the list, in words; `due_on` the day by which something has to be done, if there is one."""

    key: str
    words: str
    due_on: date | None = None

    def days_left(self, on: date) -> int | None:
        """Days until it is due, less than 0 when it is over."""
        return None if self.due_on is None else (self.due_on - on).days


def load_visit_rules(files: Mapping[str, str]) -> tuple[dict[str, VisitRule], list[Problem]]:
    """The rules of `packs/registers/visits.yaml` by reason."""
    if VISITS not in files:
        return {}, [Problem("visits-missing", f"缺少文件 {VISITS}", Place(VISITS))]
    content, problems = read_yaml(files[VISITS], VISITS)
    top = Record(content, "文件", ("visits",), problems, Place(VISITS, 1, 1))
    rules = {}
    for key, entry, place in top.entries("visits"):
        if key not in TERMS:
            top.fault("visit-unknown", f"没有“{key}”这个走访原因", place, f"可用：{'、'.join(TERMS)}")
            continue
        keys = ("label", TERMS[key], "again_after_days", "basis")
        record = Record(entry, f"“{key}”", keys, problems, place)
        rules[key] = VisitRule(
            key,
            record.text("label"),
            _whole(record, TERMS[key]),
            _whole(record, "again_after_days"),
            record.text("basis"),
        )
    return rules, problems


def visit_reasons(known: Circumstances, rules: Mapping[str, VisitRule], on: date) -> list[Reason]:
    """Every reason to see them on the day, the most pressing first; none that was dealt with just now."""
    made = {
        "zero-employment": _zero_employment,
        "hardship-ending": _hardship_ending,
        "no-contact": _no_contact,
        "jobless": _jobless,
    }
    reasons = []
    for key in TERMS:
        rule = rules.get(key)
        if rule is None or _seen_lately(known, rule, on):
            continue
        reason = made[key](known, rule, on)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _seen_lately(known: Circumstances, rule: VisitRule, on: date) -> bool:
    last = known.last_contact_on
    return last is not None and on < add_days(last, rule.again_after_days)


def _zero_employment(known: Circumstances, rule: VisitRule, on: date) -> Reason | None:
    if known.zero_since is None:
        return None
    due_on = add_months(known.zero_since, rule.term)
    left = (due_on - on).days
    clock = f"还有{left}天" if left > 0 else "今天到期" if left == 0 else f"已超{-left}天"
    return Reason(rule.key, f"{rule.label}，{clock}", due_on)


def _hardship_ending(known: Circumstances, rule: VisitRule, on: date) -> Reason | None:
    last = known.hardship_valid_to
    if last is None or on < last - timedelta(days=rule.term):
        return None
    when = f"{last.month}月{last.day}日到期" if last >= on else f"{last.month}月{last.day}日已到期"
    return Reason(rule.key, f"困难认定{when}", last)


def _no_contact(known: Circumstances, rule: VisitRule, on: date) -> Reason | None:
    since = known.last_contact_on or known.in_care_since
    if since is None or on < add_days(since, rule.term):
        return None
    days = (on - since).days
    words = f"{days}天没有联系" if known.last_contact_on else f"在册{days}天，没有联系记录"
    return Reason(rule.key, words)


def _jobless(known: Circumstances, rule: VisitRule, on: date) -> Reason | None:
    since = known.jobless_since
    if since is None or on <= add_months(since, rule.term):
        return None
    months = 0
    while add_months(since, months + 1) <= on:
        months += 1
    return Reason(rule.key, f"失业满{months}个月")


def _whole(record: Record, key: str) -> int:
    value = record.raw(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        record.fault("visit-term", f"{key} 应为不小于1的整数", record.at(key))
        return 1
    return value
