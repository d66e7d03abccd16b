"""A row about a person, a household or an employer, written to its register."""

from __future__ import annotations

from typing import Any

from jiuchuang.apps.people.actions.enter_employer import enter_employer
from jiuchuang.apps.people.actions.enter_household import RELATIONS, add_member, enter_household
from jiuchuang.apps.people.actions.enter_person import enter_person
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.duplicates.find import likeness_of
from jiuchuang.apps.people.imports.bringing import Bringing, Values, day_of, done, faulty, same_words
from jiuchuang.apps.people.imports.sheets import sheets
from jiuchuang.apps.people.models import Employer, Household, HouseholdMember, Person
from jiuchuang.domain.kernel.identifiers import read_resident_id
from jiuchuang.domain.registers.likeness import REASONS, person_reasons

PERSON_COLUMNS = ("name", "resident_id", "phone", "address", "account")
EMPLOYER_COLUMNS = ("name", "credit_code", "legal_person", "phone", "address", "account")
MOST_COMPARED = 50


def write_person(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A new person, or what the row says of a known one; empty cells change nothing."""
    bringing.watch(Person.objects.filter(resident_id=values["resident_id"]))
    known = bringing.known_person(values["resident_id"], "resident_id")
    columns = {name: values[name] for name in PERSON_COLUMNS if name in values}
    if known is not None:
        if not same_words(values["name"], known.name):
            hint = "请核对；确实改名的，到人员页面更正"
            raise faulty("name-differs", "这个身份证号登记的姓名不同", "name", hint)
        del columns["resident_id"], columns["name"]
        return "person", _changed(bringing, "person", known, columns, values, facts)
    _like_others(bringing, values)
    unit = bringing.unit_of(values) or bringing.unit
    entered = done(
        enter_person(
            unit=unit,
            columns=columns,
            facts=written("persons", facts),
            on=bringing.on,
            **bringing.told,
        )
    )
    return "person", entered.person.number


def write_employer(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A new employer, or what the row says of a known one."""
    bringing.watch(Employer.objects.filter(credit_code=values["credit_code"]))
    known = bringing.known_employer(values["credit_code"], "credit_code")
    columns = {name: values[name] for name in EMPLOYER_COLUMNS if name in values}
    if known is not None:
        if not same_words(values["name"], known.name):
            bringing.warn("name-differs", f"单位名称将由“{known.name}”改为“{values['name']}”", "name")
        del columns["credit_code"]
        return "employer", _changed(bringing, "employer", known, columns, values, facts)
    unit = bringing.unit_of(values) or bringing.unit
    entered = done(
        enter_employer(
            unit=unit,
            columns=columns,
            facts=written("employers", facts),
            on=bringing.on,
            **bringing.told,
        )
    )
    return "employer", entered.employer.number


def write_member(bringing: Bringing, values: Values, facts: Values) -> tuple[str, str]:
    """A member of the household of its head; the household is made with its first row."""
    del facts
    head = bringing.person(values["head"], "head")
    member = head if values["member"] == values["head"] else bringing.person(values["member"], "member")
    if (member == head) != (values["relation"] == "head"):
        raise faulty("relation", "与户主关系和身份证号不符：只有户主本人填“户主”", "relation")
    bringing.watch(
        Household.objects.filter(head=head),
        HouseholdMember.objects.filter(person__in=[head, member]),
    )
    from_on = day_of(values, "from_on") or bringing.on
    home = Household.objects.filter(head=head, merged_into=None).first()
    if home is None:
        unit = bringing.unit_of(values) or head.unit
        entered = enter_household(
            unit=unit, head=head, address=values.get("address", ""), on=from_on, **bringing.told
        )
        home = done(entered, on="from_on", members="head").household
    belonging = home.members.filter(person=member, to_on=None).first()
    if belonging is not None and belonging.relation != values["relation"]:
        relation = RELATIONS.get(belonging.relation, belonging.relation)
        raise faulty("member-known", f"已是这一户的成员，关系登记为“{relation}”", "relation")
    if belonging is None:
        added = add_member(
            household=home, person=member, relation=values["relation"], from_on=from_on, **bringing.told
        )
        done(added, members="member")
    return "household", home.number


def written(kind: str, facts: Values) -> dict[str, Any]:
    """Facts of a row as people write them: money with its unit."""
    columns = {column.name: column for column in sheets()[kind].columns}
    return {name: f"{value}分" if columns[name].type == "yuan" else value for name, value in facts.items()}


def _changed(
    bringing: Bringing, kind: str, known: Any, columns: Values, values: Values, facts: Values
) -> str:
    """What the row says of a known subject, and that it was found to be right on the day."""
    stated = state_facts(
        kind=kind,
        number=known.number,
        columns=columns,
        facts=written(f"{kind}s", facts),
        unit=bringing.unit_of(values),
        on=bringing.on,
        **bringing.told,
    )
    done(stated)
    return str(known.number)


def _like_others(bringing: Bringing, values: Values) -> None:
    """A new person who is like a known one is told before anybody says yes; the pair is judged later."""
    read, _ = read_resident_id(values["resident_id"])
    row = Person(
        name=values["name"],
        resident_id=values["resident_id"],
        phone=values.get("phone", ""),
        birth_on=read.birth_on if read else None,
    )
    alive = Person.objects.filter(merged_into=None, unit_id__in=list(bringing.units))
    near = alive.filter(name=row.name)
    if row.phone:
        near = near | alive.filter(phone=row.phone)
    new = likeness_of(row)
    for other in near[:MOST_COMPARED]:
        reasons = person_reasons(new, likeness_of(other))
        if reasons:
            words = "；".join(REASONS[reason] for reason in reasons)
            bringing.warn("like-another", f"可能与已登记的{other.number}是同一人：{words}", "resident_id")
