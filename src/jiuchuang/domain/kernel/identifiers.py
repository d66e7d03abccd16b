"""Numbers that identify people and organisations: GB 11643 resident ids, GB 32100 credit codes.

A valid number is a number without slips of the pen; whether it was ever issued, and to whom, only the
register that issued it can say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.region import PROVINCES

Sex = Literal["male", "female"]
Holder = Literal["citizen", "hmt_resident", "foreign_resident"]
EntityKind = Literal[
    "enterprise",
    "individual_business",
    "farmers_cooperative",
    "social_organisation",
    "private_non_enterprise",
    "government_organ",
    "public_institution",
    "other",
]

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_HMT_REGIONS = {"810000", "820000", "830000"}
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}")
_CENTENARIAN_SEQUENCES = {"996", "997", "998", "999"}
_SPACING = re.compile(r"[\s\-－—]")
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "Y 或 U", "Z": "2"}
_ENTITY_KINDS: dict[str, EntityKind] = {
    "91": "enterprise",
    "92": "individual_business",
    "93": "farmers_cooperative",
    "51": "social_organisation",
    "52": "private_non_enterprise",
    "11": "government_organ",
    "12": "public_institution",
}


@dataclass(frozen=True)
class ResidentId:
    """A person's number in its 18-character form, and what it says of the holder.

    `region` is the division where the number was first registered, which may since be abolished and is not
    where the person lives; None for foreign permanent residents. `legacy` marks a number given in the
    15-digit form that was replaced from 1999 on.
    """

    number: str
    holder: Holder
    region: str | None
    birth_on: date
    sex: Sex
    legacy: bool = False


@dataclass(frozen=True)
class CreditCode:
    """A unified social credit code: who registered which kind of body where, and its GB 11714 code."""

    number: str
    entity_kind: EntityKind
    region: str
    organisation_code: str


def resident_check(body: str) -> str:
    """The 18th character for the first 17 digits of a resident id (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def credit_check(body: str) -> str:
    """The 18th character for the first 17 of a unified social credit code (GB 32100, modulus 31)."""
    marks = zip(body, CREDIT_WEIGHTS, strict=True)
    total = sum(CREDIT_ALPHABET.index(mark) * weight for mark, weight in marks)
    return CREDIT_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """The 9th character for the first 8 of an organisation code (GB 11714, modulus 11; A = 10 … Z = 35)."""
    total = sum(int(mark, 36) * weight for mark, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def read_resident_id(
    text: str, *, place: Place = Place(""), day: date | None = None
) -> tuple[ResidentId | None, list[Problem]]:
    """Read the number of a resident id, of a 港澳台居民居住证 or of a 外国人永久居留身份证.

    Spaces, hyphens, full-width characters and a small x are tolerated; a 15-digit number is mapped to 18.
    `day` is the day of the check: nobody is born after it. Returns the id, or None with every fault found.
    """
    number = _compact(text)
    legacy = bool(re.fullmatch(r"\d{15}", number))
    fault = _form_of_resident_id(number)
    if fault:
        return None, [Problem("resident-id-form", fault, place)]
    if legacy:
        number = _lengthened(number)
    problems = []
    region, born, check = number[:6], number[6:14], number[17]
    birth_on = _day(born)
    if number[0] != "9" and region not in _HMT_REGIONS and region[:2] not in PROVINCES:
        problems.append(Problem("resident-id-region", f"前两位“{region[:2]}”不是省级行政区划代码", place))
    if birth_on is None:
        message = f"第7至14位“{born}”不是存在的日期"
        problems.append(Problem("resident-id-birth", message, place))
    elif day is not None and birth_on > day:
        problems.append(Problem("resident-id-birth", f"出生日期{birth_on.isoformat()}晚于核验日", place))
    if check != resident_check(number[:17]):
        message = f"最后一位校验码应为 {resident_check(number[:17])}，现为 {check}"
        problems.append(Problem("resident-id-check", message, place, "请逐位核对是否抄错"))
    if problems or birth_on is None:
        return None, problems
    holder: Holder = "foreign_resident" if number[0] == "9" else "citizen"
    if region in _HMT_REGIONS:
        holder = "hmt_resident"
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    known_region = None if holder == "foreign_resident" else region
    return ResidentId(number, holder, known_region, birth_on, sex, legacy), []


def read_credit_code(text: str, *, place: Place = Place("")) -> tuple[CreditCode | None, list[Problem]]:
    """Read a unified social credit code (GB 32100), with the organisation code inside it (GB 11714).

    Spaces, hyphens, full-width and small letters are tolerated. Returns the code, or None with every fault.
    """
    number = _compact(text)
    if len(number) != 18:
        message = f"统一社会信用代码应为18位，现为{len(number)}位"
        return None, [Problem("credit-code-form", message, place)]
    problems = [
        Problem("credit-code-letter", f"第{at}位“{mark}”不是代码字符", place, _meant(mark))
        for at, mark in enumerate(number, start=1)
        if mark not in CREDIT_ALPHABET
    ]
    region, organisation = number[2:8], number[8:17]
    if not re.fullmatch(r"\d{6}", region) or region[:2] not in PROVINCES | {"10"}:
        problems.append(Problem("credit-code-region", f"第3至8位“{region}”不是行政区划代码", place))
    if any(problem.code == "credit-code-letter" for problem in problems):
        return None, problems  # no check character can be computed
    if organisation[8] != organisation_check(organisation[:8]):
        message = (
            f"第17位（组织机构代码校验码）应为 {organisation_check(organisation[:8])}，现为 {organisation[8]}"
        )
        problems.append(Problem("credit-code-organisation", message, place, "请逐位核对第9至17位"))
    if number[17] != credit_check(number[:17]):
        message = f"最后一位校验码应为 {credit_check(number[:17])}，现为 {number[17]}"
        problems.append(Problem("credit-code-check", message, place, "请逐位核对是否抄错"))
    if problems:
        return None, problems
    return CreditCode(number, _ENTITY_KINDS.get(number[:2], "other"), region, organisation), []


def make_resident_id(region: str, birth_on: date, sequence: int) -> str:
    """A valid number for a synthetic person; `sequence` is 1–999, odd for men.

    Raises ValueError for a region that is not six digits or a sequence out of range.
    """
    if not re.fullmatch(r"[1-9]\d{5}", region) or not 1 <= sequence <= 999:
        raise ValueError(f"no resident id for region {region!r}, sequence {sequence}")
    body = f"{region}{birth_on:%Y%m%d}{sequence:03d}"
    return body + resident_check(body)


def make_credit_code(category: str, region: str, sequence: int) -> str:
    """A valid code for a synthetic body; `category` as in `91`, `sequence` from 0 to 31**6 - 1.

    The organisation code is `MA` and the sequence in the 31-character alphabet. Raises ValueError for a
    category, region or sequence that has no code.
    """
    valid = re.fullmatch(r"[1-9A-Y][1-9]", category) and re.fullmatch(r"[1-9]\d{5}", region)
    if not valid or set(category) - set(CREDIT_ALPHABET) or not 0 <= sequence < 31**6:
        raise ValueError(f"no credit code for {category!r}, region {region!r}, sequence {sequence}")
    marks = ""
    for _ in range(6):
        sequence, rest = divmod(sequence, 31)
        marks = CREDIT_ALPHABET[rest] + marks
    body = f"{category}{region}MA{marks}{organisation_check('MA' + marks)}"
    return body + credit_check(body)


def _compact(text: str) -> str:
    """Drop spacing and hyphens; full-width to half-width; letters to capitals."""
    half = "".join(chr(ord(mark) - 0xFEE0) if "！" <= mark <= "～" else mark for mark in text)
    return _SPACING.sub("", half).upper()


def _form_of_resident_id(number: str) -> str | None:
    """What is wrong with the number as a string of characters, or None."""
    if _OLD_FOREIGN.fullmatch(number):
        return "这是旧版外国人永久居留身份证号码（3位字母加12位数字），请填新版18位号码或按护照登记"
    if len(number) not in (15, 18):
        return f"身份证号码应为18位（旧号15位），现为{len(number)}位"
    if not re.fullmatch(r"\d{15}|\d{17}[\dX]", number, re.ASCII):
        return "身份证号码只能由数字组成，仅第18位可以是 X"
    return None


def _lengthened(number: str) -> str:
    """The 18-character form of a 15-digit number of GB 11643-1989.

    The two missing digits of the year are 19; sequences 996–999 were kept for people over a hundred, whose
    year begins with 18.
    """
    century = "18" if number[12:] in _CENTENARIAN_SEQUENCES else "19"
    body = number[:6] + century + number[6:]
    return body + resident_check(body)


def _day(digits: str) -> date | None:
    """The day written as eight digits, or None if there is none or it is before 1800."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= 1800 else None


def _meant(mark: str) -> str:
    """What was probably meant by a letter that GB 32100 leaves out because it is easily misread."""
    return f"代码不用字母 {mark}，可能应为 {_LOOKALIKES[mark]}" if mark in _LOOKALIKES else ""
