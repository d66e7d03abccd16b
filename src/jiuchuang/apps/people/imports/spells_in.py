"""A row about what happens to a person or firm over time: unemployment, recognition, employment, monthly headcount."""

from __future__ import annotations

from datetime import date

from jiuchuang.apps.people.actions.enter_employment import TERMS, end_employment, enter_employment
from jiuchuang.apps.people.actions.enter_headcounts import Count, enter_headcounts
from jiuchuang.apps.people.actions.recognise_hardship import recognise_hardship
from jiuchuang.apps.people.actions.register_unemployment import end_unemployment, register_unemployment
from jiuchuang.apps.people.imports.bringing import Bringing, Values, day_of, done, faulty, same_words
from jiuchuang.apps.people.models import Headcount, Person
from jiuchuang.domain.kernel.day import add_months

WORKING_AGE_MONTHS = 16 * 12
"""劳动法第15条: nobody under sixteen is employed."""


def write_unemployment(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A registration as unemployed; a row with a known registration day and an end ends that one."""
    del facts
    person = bringing.person(values["person"], "person", values["name"])
    registered_on, ended_on = _day(values, "registered_on"), day_of(values, "ended_on")
    _of_working_age(person, registered_on, "registered_on")
    bringing.watch(person.unemployment_spells.all())
    known = person.unemployment_spells.filter(registered_on=registered_on).first()
    if known is None:
        done(
            register_unemployment(
                person=person,
                registered_on=registered_on,
                unemployed_since=day_of(values, "unemployed_since"),
                reason=values.get("reason", ""),
                ended_on=ended_on,
                **bringing.told,
            )
        )
    elif known.ended_on is not None or ended_on is None:
        raise faulty("known", "这一天的失业登记已经有了", "registered_on")
    else:
        reason = values.get("end_reason", "")
        ended = end_unemployment(person=person, ended_on=ended_on, reason=reason, **bringing.told)
        done(ended, reason="end_reason")
    return "person", person.number


def write_hardship(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A recognition; one of the same category that has run out gives way to it."""
    del facts
    person = bringing.person(values["person"], "person", values["name"])
    bringing.watch(person.hardship_spells.all())
    done(
        recognise_hardship(
            person=person,
            category=values["category"],
            recognised_on=_day(values, "recognised_on"),
            valid_to=day_of(values, "valid_to"),
            unemployed_months=values.get("unemployed_months"),
            **bringing.told,
        )
    )
    return "person", person.number


def write_employment(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A spell of work; a row with a known first day at the same firm ends that one."""
    del facts
    person = bringing.person(values["person"], "person", values["name"])
    employer = bringing.employer(values["credit_code"], "credit_code", anywhere=True)
    started_on, ended_on = _day(values, "started_on"), day_of(values, "ended_on")
    _of_working_age(person, started_on, "started_on")
    if values.get("has_contract") is False and values.get("contract_months", 0) > 0:
        raise faulty("contract", "没有签订合同，却填了合同月数", "contract_months")
    bringing.watch(person.employments.all())
    known = person.employments.filter(employer=employer, started_on=started_on).first()
    if known is None:
        if ended_on is None and person.unemployment_spells.filter(ended_on=None).exists():
            bringing.warn("registered-unemployed", "此人的失业登记还没有注销", "person")
        terms = {name: values[name] for name in TERMS if name in values}
        entered = done(
            enter_employment(
                person=person,
                employer=employer,
                started_on=started_on,
                ended_on=ended_on,
                end_reason=values.get("end_reason"),
                terms={"is_registered": True, **terms},
                **bringing.told,
            )
        )
        return "employment", entered.employment.number
    if known.ended_on is not None or ended_on is None:
        raise faulty("known", "这段就业登记已经有了", "started_on")
    reason = values.get("end_reason", "")
    done(end_employment(employment=known, ended_on=ended_on, end_reason=reason, **bringing.told))
    return "employment", known.number


def write_headcount(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """How many a firm insured in a month; a second word about the month replaces the first."""
    del facts
    employer = bringing.employer(values["credit_code"], "credit_code")
    name = values.get("employer_name", "")
    if name and not same_words(name, employer.name):
        raise faulty("name-differs", "单位名称与单位库登记的不一致", "employer_name", "请核对信用代码")
    month = date.fromisoformat(f"{values['month']}-01")
    here = Headcount.objects.filter(employer=employer, month=month)
    bringing.watch(here)
    known = here.first()
    if known is not None and known.insured != values["insured"]:
        message = f"这个月原来填的是{known.insured}人，将改为{values['insured']}人"
        bringing.warn("replaced", message, "insured")
    laid_off = values.get("laid_off", known.laid_off if known else None)
    months = {month: Count(values["insured"], laid_off)}
    done(
        enter_headcounts(employer=employer, months=months, on=bringing.on, **bringing.told),
        **{f"{month:%Y-%m}": "insured" if month <= bringing.on else "month"},
    )
    return "employer", employer.number


def _day(values: Values, name: str) -> date:
    return date.fromisoformat(values[name])


def _of_working_age(person: Person, on: date, column: str) -> None:
    if person.birth_on is not None and add_months(person.birth_on, WORKING_AGE_MONTHS) > on:
        raise faulty("under-age", "此人当天未满16周岁", column)
