"""Ask for a code by phone: the claim is checked against the register, and only then a message goes out."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jiuchuang.apps.limits.actions.count_try import Limit, count_try
from jiuchuang.apps.people.imports.bringing import same_words
from jiuchuang.apps.people.queries import person_of_resident_id
from jiuchuang.apps.residents.models import ResidentSession, SignInTry
from jiuchuang.apps.residents.queries import LONGEST, digest
from jiuchuang.domain.kernel.identifiers import read_resident_id
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.sms.outbox import send_text

LASTS = timedelta(minutes=10)
DIGITS = 6
A_MINUTE = Limit("code-a-minute", 1, 60)
A_DAY = Limit("code-a-day", 10, 24 * 3600)
"""Messages that one address has sent to one phone. Whoever asks for somebody else's code uses up his own alone."""
IN_ALL = Limit("codes-to-a-phone", 30, 24 * 3600)
"""Messages to one phone from wherever: at five guesses each, 150 of a million codes. A browser in which this phone was
proved before does not count, so that its owner comes in even while strangers ask in his name."""
_PHONE = re.compile(r"1[0-9]{10}")


@dataclass(frozen=True)
class CodeSent:
    """`token` is for the browser alone; `code` went to the phone, and is shown in a demonstration only."""

    token: str
    code: str


def send_code(
    *, name: str, resident_id: str, phone: str, address: str, is_known: bool = False, at: datetime
) -> CodeSent | Refusal:
    """Send a code, unless something in the claim is wrong or too many were sent.

    `address` is where the request comes from; `is_known`: this phone was proved in that browser before. Nothing is
    counted by resident number: nobody is shut out because somebody else wrote his number.

    Whoever is in the register must give the name and the phone that stand there. Whether they do is told only to who
    has the phone at hand (`sign_in`): nobody learns here who is in the register.
    """
    name, phone = " ".join(name.split()), "".join(phone.split())
    resident, problems = read_resident_id(resident_id, place=Place("resident_id"))
    if not name:
        problems = [Problem("name-missing", "请填写姓名", Place("name")), *problems]
    if not _PHONE.fullmatch(phone):
        problems = [*problems, Problem("phone-wrong", "手机号应是11位数字", Place("phone"), "以1开头")]
    if problems or resident is None:
        return Refusal(tuple(problems))
    person = person_of_resident_id(resident.number)
    if wait := _counted(phone, address, is_known, at):
        return too_often(wait, "phone")
    fits = person is None or (same_words(person.name, name) and person.phone in ("", phone))
    if not fits:
        return _send(name, "", phone, "", at)  # a name without a number: a claim that does not fit
    return _send(name, resident.number, phone, person.number if person else "", at)


def send_phone_code(*, phone: str, address: str, at: datetime) -> CodeSent | Refusal:
    """Send a code to a phone of whose owner nothing else is asked, such as somebody who objects to a notice."""
    phone = "".join(phone.split())
    if not _PHONE.fullmatch(phone):
        return Refusal((Problem("phone-wrong", "手机号应是11位数字", Place("phone"), "以1开头"),))
    if wait := _counted(phone, address, False, at):
        return too_often(wait, "phone")
    return _send("", "", phone, "", at)


def _counted(phone: str, address: str, is_known: bool, at: datetime) -> int:
    """Count a message; 0 when it may go out, else the seconds to wait."""
    pair = f"{phone} {address}"
    wait = count_try(A_MINUTE, pair, at) or count_try(A_DAY, pair, at)
    return wait or (0 if is_known else count_try(IN_ALL, phone, at))


@transaction.atomic
def _send(name: str, resident_id: str, phone: str, person: str, at: datetime) -> CodeSent:
    SignInTry.objects.filter(sent_at__lt=at - LASTS).delete()
    ResidentSession.objects.filter(began_at__lt=at - LONGEST).delete()
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    SignInTry.objects.create(
        token=digest(token),
        code=digest(token + code),
        name=name,
        resident_id=resident_id,
        phone=phone,
        person=person,
        sent_at=at,
    )
    minutes = LASTS // timedelta(minutes=1)
    text = f"【就创】验证码{code}，{minutes}分钟内有效。请勿告诉他人。"
    send_text(Path(settings.DATA) / "sms-outbox", phone, text, at)
    return CodeSent(token, code)


def too_often(seconds: int, field: str) -> Refusal:
    """So many seconds have to pass before the next try."""
    told = f"{seconds}秒" if seconds < 60 else f"{-(-seconds // 60)}分钟"
    return Refusal((Problem("too-often", f"次数太多，请{told}后再试", Place(field)),))
