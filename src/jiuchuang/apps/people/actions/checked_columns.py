"""What people write about a subject, checked: columns and facts as they are kept, and every fault at its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unicodedata import normalize

from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.apps.people.queries.stated import kept_of
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, vocabulary
from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.identifiers import ResidentId, read_credit_code, read_resident_id
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS

PHONE = re.compile(r"1\d{10}|0\d{9,11}|\d{7,8}", re.ASCII)
CERTIFICATE = re.compile(r"[0-9A-Z]{6,32}")
ACCOUNT = re.compile(r"\d{8,32}", re.ASCII)
SHORTEST_EVIDENCE = 4
"""Fewest characters that say why a number that fails its check is kept all the same."""
_LENGTHS = {"name": 120, "address": 200, "legal_person": 64, "industry": 8, "number_evidence": 400}
_LABELS = {
    "name": "姓名（名称）", "address": "地址", "legal_person": "法定代表人", "industry": "行业门类",
    "number_evidence": "证号核验说明",
}  # fmt: skip


@dataclass
class Checked:
    """Columns by name (values of the record) and facts as kept; `problems` are faults, each at its field."""

    columns: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, message: str, source: str, hint: str = "") -> None:
        """Note a fault at a field."""
        self.problems.append(Problem(code, message, Place(source), hint))


def checked_person(columns: Mapping[str, Any], facts: Mapping[str, Any], day: date, but: str = "") -> Checked:
    """What is written of a person; only the columns that are given. `but` is the number of the person's own record.

    Birth date and sex follow from a resident number; what is typed against it is a fault.
    """
    found = Checked()
    _texts(found, columns)
    _phone(found, columns)
    _pattern(found, columns, "certificate", CERTIFICATE, "就业创业证编号由6至32位数字、字母组成")
    _pattern(found, columns, "account", ACCOUNT, "银行账号由8至32位数字组成")
    typed = dict(facts)
    if "birth_on" in columns:
        typed["birth_on"] = columns["birth_on"]
    resident = _resident(found, columns, day, but)
    _facts(found, "person", typed)
    if resident is not None:
        _told_by_number(found, resident)
    return found


def checked_employer(
    columns: Mapping[str, Any], facts: Mapping[str, Any], day: date, but: str = ""
) -> Checked:
    """What is written of an employer, as `checked_person`."""
    found = Checked()
    _texts(found, columns)
    _phone(found, columns)
    _pattern(found, columns, "account", ACCOUNT, "银行账号由8至32位数字组成")
    if "credit_code" in columns:
        found.columns["credit_code"] = _credit(found, str(columns["credit_code"] or ""), columns, but)
    _facts(found, "employer", facts)
    return found


def checked_facts(kind: str, columns: Mapping[str, Any], facts: Mapping[str, Any]) -> Checked:
    """What is written of a household or an employment: texts and facts."""
    found = Checked()
    _texts(found, columns)
    _facts(found, kind, facts)
    return found


def _texts(found: Checked, columns: Mapping[str, Any]) -> None:
    for name, most in _LENGTHS.items():
        if name not in columns:
            continue
        text = " ".join(str(columns[name] or "").split())
        found.columns[name] = text
        if name == "name" and not text:
            found.fault("missing", "请填写姓名（名称）", name)
        if len(text) > most:
            found.fault("too-long", f"{_LABELS[name]}最多{most}个字，现为{len(text)}个字", name)


def _bare(written: Any) -> str:
    """Digits and letters as they are typed on any keyboard: full-width ones too, without spaces."""
    return re.sub(r"\s", "", normalize("NFKC", str(written or "")))


def _phone(found: Checked, columns: Mapping[str, Any]) -> None:
    if "phone" in columns:
        phone = re.sub(r"[\-—]", "", _bare(columns["phone"]))
        phone = re.sub(r"^(?:\+?86)(?=1\d{10}$)", "", phone)
        found.columns["phone"] = phone
        if phone and not PHONE.fullmatch(phone):
            found.fault("phone", f"“{phone}”不是电话号码", "phone", "手机号11位，座机写区号加号码")


def _pattern(
    found: Checked, columns: Mapping[str, Any], name: str, pattern: re.Pattern[str], message: str
) -> None:
    if name in columns:
        text = _bare(columns[name]).upper()
        found.columns[name] = text
        if text and not pattern.fullmatch(text):
            found.fault(name, message, name)


def _resident(found: Checked, columns: Mapping[str, Any], day: date, but: str) -> ResidentId | None:
    """The number as kept; one that fails its check stays as it is if somebody says why."""
    if "resident_id" not in columns:
        return None
    text = re.sub(r"\s", "", str(columns["resident_id"] or "")).upper()
    if not text:
        found.columns["resident_id"] = None
        return None
    resident, problems = read_resident_id(text, place=Place("resident_id"), day=day)
    evidence = str(columns.get("number_evidence") or "").strip()
    if resident is None and len(evidence) >= SHORTEST_EVIDENCE and len(text) <= 18:
        found.columns["resident_id"] = text
    elif resident is None:
        hint = "证件上确实如此的，在“证号核验说明”里写明依据后可以保留"
        found.problems += [
            *problems,
            Problem("resident-id-evidence", hint, Place("number_evidence"), "", "warning"),
        ]
    else:
        found.columns["resident_id"] = resident.number
    number = found.columns.get("resident_id")
    taken = Person.objects.filter(resident_id=number).exclude(number=but).first() if number else None
    if taken is not None:
        found.fault(
            "resident-id-taken", f"这个证号已经登记（{taken.number}）", "resident_id", "请先查找这个人"
        )
    return resident


def _told_by_number(found: Checked, resident: ResidentId) -> None:
    birth = found.columns.get("birth_on")
    if birth is not None and birth != resident.birth_on:
        found.fault(
            "contradiction", f"与身份证号码中的出生日期{resident.birth_on.isoformat()}不一致", "birth_on"
        )
    found.columns["birth_on"] = resident.birth_on
    sex = found.facts.get("sex")
    if sex is not None and sex != resident.sex:
        found.fault("contradiction", "与身份证号码表示的性别不一致", "sex")
    found.facts["sex"] = resident.sex


def _credit(found: Checked, text: str, columns: Mapping[str, Any], but: str) -> str | None:
    text = re.sub(r"\s", "", text).upper()
    if not text:
        return None
    code, problems = read_credit_code(text, place=Place("credit_code"))
    evidence = str(columns.get("number_evidence") or "").strip()
    number = code.number if code else text
    if code is None and (len(evidence) < SHORTEST_EVIDENCE or len(text) > 18):
        found.problems += problems
        return None
    taken = Employer.objects.filter(credit_code=number).exclude(number=but).first()
    if taken is not None:
        found.fault(
            "credit-code-taken", f"这个代码已经登记（{taken.number}）", "credit_code", "请先查找这个单位"
        )
    return number


def _facts(found: Checked, kind: str, facts: Mapping[str, Any]) -> None:
    """Facts of that kind of subject; None clears one. Those with a column of their own go there."""
    words = vocabulary()
    by_label = {fact.label: fact.name for fact in words.facts.values()}
    names = {key: by_label.get(key, key) for key in facts}
    for key, name in names.items():
        fact = words.facts.get(name)
        if fact is not None and fact.entity != kind:
            found.fault("other-entity", f"“{fact.label}”不是{ENTITY_LABELS[kind]}的事实", key)
    given = {key: value for key, value in facts.items() if value is not None and value != ""}
    values, problems = read_facts(given, words, "")
    found.problems += [
        Problem(item.code, item.message, Place(item.place.source.removeprefix(": ")), item.suggestion)
        for item in problems
    ]
    kept = kept_of(values) | {names[key]: None for key in facts if key not in given}
    for name, value in kept.items():
        column = COLUMN_FACTS.get(kind, {}).get(name)
        if column is None:
            found.facts[name] = value
        else:
            day = parse_day(value) if isinstance(value, str) else value
            found.columns[column] = day
