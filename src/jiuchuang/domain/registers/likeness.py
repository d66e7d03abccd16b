"""Whether two records may be the same person, household or employer. It only asks; a person answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from jiuchuang.domain.kernel.identifiers import read_resident_id

REASONS = {
    "same-number": "证件号码相同（含15位旧号）",
    "number-one-off": "证件号码只差一两位",
    "same-name-birth-sex": "姓名、出生日期和性别都相同",
    "same-phone-similar-name": "联系电话相同，姓名相近",
    "same-phone-same-birth": "联系电话和出生日期相同",
    "same-employer-name": "单位名称相同",
    "same-legal-person-address": "法定代表人和地址都相同",
}
WEIGHTS = {
    "same-number": 100,
    "number-one-off": 60,
    "same-name-birth-sex": 50,
    "same-phone-same-birth": 40,
    "same-phone-similar-name": 35,
    "same-employer-name": 50,
    "same-legal-person-address": 45,
}
"""How far each reason brings a pair up the list; an order of work, no probability."""
SIMILAR = (3, 5)
"""Two names are alike when this share of their signs is in both, in the same order."""
_LEGAL_FORMS = re.compile(r"(有限责任公司|股份有限公司|有限公司|合作社|经营部|个体工商户|[（）()\s])")


@dataclass(frozen=True)
class Likeness:
    """What is compared of a person or employer; empty text or None is unknown and likens nothing."""

    name: str
    identifier: str = ""
    birth_on: date | None = None
    sex: str = ""
    phone: str = ""
    legal_person: str = ""
    address: str = ""


def person_reasons(one: Likeness, other: Likeness) -> list[str]:
    """Why two persons may be one; the empty list when nothing says so."""
    reasons = []
    numbers = _full_number(one.identifier), _full_number(other.identifier)
    if all(numbers) and numbers[0] == numbers[1]:
        reasons.append("same-number")
    elif all(numbers) and _places_apart(*numbers) <= 2 and similar_names(one.name, other.name):
        reasons.append("number-one-off")
    same_birth = one.birth_on is not None and one.birth_on == other.birth_on
    if same_birth and _same_word(one.name, other.name) and one.sex and one.sex == other.sex:
        reasons.append("same-name-birth-sex")
    if one.phone and one.phone == other.phone:
        if similar_names(one.name, other.name):
            reasons.append("same-phone-similar-name")
        elif same_birth:
            reasons.append("same-phone-same-birth")
    return reasons


def employer_reasons(one: Likeness, other: Likeness) -> list[str]:
    """Why two employers may be one."""
    reasons = []
    if one.identifier and one.identifier == other.identifier:
        reasons.append("same-number")
    elif one.identifier and other.identifier and _places_apart(one.identifier, other.identifier) <= 2:
        reasons.append("number-one-off")
    if _trade_name(one.name) and _trade_name(one.name) == _trade_name(other.name):
        reasons.append("same-employer-name")
    same_person = bool(one.legal_person) and one.legal_person == other.legal_person
    if same_person and one.address and _same_word(one.address, other.address):
        reasons.append("same-legal-person-address")
    return reasons


def weight(reasons: list[str]) -> int:
    """Where a pair with these reasons stands in the list of work."""
    return sum(WEIGHTS[reason] for reason in reasons)


def similar_names(one: str, other: str) -> bool:
    """Whether two names may be spellings of one: most signs the same, in the same order."""
    first, second = _word(one), _word(other)
    if not first or not second:
        return False
    blocks = SequenceMatcher(None, first, second).get_matching_blocks()
    part, whole = SIMILAR
    return 2 * sum(block.size for block in blocks) * whole >= part * (len(first) + len(second))


def _full_number(number: str) -> str:
    """The 18-character form of a valid number; what is not valid, as it stands."""
    if not number:
        return ""
    read, _ = read_resident_id(number)
    return read.number if read is not None else number.upper()


def _places_apart(one: str, other: str) -> int:
    """In how many places two numbers differ; two neighbouring digits in the wrong order count as one slip."""
    if len(one) != len(other):
        return max(len(one), len(other))
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) >= 2 and apart[1] == apart[0] + 1:
        at = apart[0]
        if one[at] == other[at + 1] and one[at + 1] == other[at]:
            return len(apart) - 1
    return len(apart)


def _trade_name(name: str) -> str:
    return _LEGAL_FORMS.sub("", name)


def _same_word(one: str, other: str) -> bool:
    return bool(_word(one)) and _word(one) == _word(other)


def _word(text: str) -> str:
    return re.sub(r"[\s·•.．]", "", text)
