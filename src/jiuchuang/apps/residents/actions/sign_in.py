"""Come in with the code, go out, stay a while."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.apps.limits.actions.count_try import Limit, count_try
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.residents.actions.send_code import LASTS, too_often
from jiuchuang.apps.residents.models import ResidentSession, SignInTry
from jiuchuang.apps.residents.queries import digest
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

MOST_WRONG = 5
OTHERS = Limit("claims-of-a-phone", 5, 24 * 3600)
"""Claims, proved by the code, to be somebody other than the one whose phone it is: nobody asks through the register,
number by number, who is in it. Only who has the phone at hand uses them up, and never for himself."""
CHAIN = "residents"
TOUCH = timedelta(minutes=1)
"""How often it is written down that somebody is still there."""


@dataclass(frozen=True)
class Session:
    """`token` is for the browser alone; `is_new` for somebody who is not in the register yet.

    `phone` is the one that was proved, where it is the one in the register; empty otherwise.
    """

    token: str
    is_new: bool
    phone: str = ""


@dataclass(frozen=True)
class PhoneProved:
    """The phone to which the code had gone."""

    phone: str


def sign_in(*, token: str, code: str, at: datetime) -> Session | Refusal:
    """Exchange token and code for a session; five wrong codes, or ten minutes, and a new one is needed.

    A claim that does not fit the register is told only now, to who has the phone, and not in what it does not fit.
    """
    found = _checked(token, code, at)
    if isinstance(found, Refusal):
        return found
    if not found.name:
        return _refused("code-over", "这个验证码不是用来登录的，请重新获取")
    person = subject_of("person", found.person) if found.person else None
    own = getattr(person, "phone", "") == found.phone
    if not own and (wait := count_try(OTHERS, found.phone, at)):
        SignInTry.objects.filter(pk=found.pk).delete()
        return too_often(wait, "code")
    if not found.resident_id:
        SignInTry.objects.filter(pk=found.pk).delete()
        message, hint = "不能用这些信息登录", "请核对姓名、证件号码和手机号；手机号换过的，带身份证到窗口更新"
        return Refusal((Problem("no-match", message, Place("code"), hint),))
    return _begin(found, at)


def prove_phone(*, token: str, code: str, at: datetime) -> PhoneProved | Refusal:
    """Exchange token and code for the certainty that the phone is at hand; the code serves once."""
    found = _checked(token, code, at)
    if isinstance(found, Refusal):
        return found
    if not SignInTry.objects.filter(pk=found.pk).delete()[0]:
        return _refused("code-over", "验证码已经用过，请重新获取")
    return PhoneProved(found.phone)


@transaction.atomic
def _checked(token: str, code: str, at: datetime) -> SignInTry | Refusal:
    # locked before it is looked at: many guesses at the same moment count as many
    found = SignInTry.objects.select_for_update().filter(pk=digest(token), sent_at__gte=at - LASTS).first()
    if found is None:
        return _refused("code-over", "验证码已经失效，请重新获取")
    if not constant_time_compare(found.code, digest(token + "".join(code.split()))):
        return _wrong(found)
    return found


def _wrong(found: SignInTry) -> Refusal:
    if found.wrong + 1 >= MOST_WRONG:
        SignInTry.objects.filter(pk=found.pk).delete()
        return _refused("code-over", "输错次数太多，请重新获取验证码")
    SignInTry.objects.filter(pk=found.pk).update(wrong=found.wrong + 1)
    return _refused("code-wrong", "验证码不对，请看手机上最新的一条短信")


@transaction.atomic
def _begin(found: SignInTry, at: datetime) -> Session | Refusal:
    if not SignInTry.objects.filter(pk=found.pk).delete()[0]:
        return _refused("code-over", "验证码已经用过，请重新获取")
    person = subject_of("person", found.person) if found.person else None
    known = getattr(person, "phone", "")
    token = secrets.token_urlsafe(32)
    ResidentSession.objects.create(
        token=digest(token),
        person=found.person,
        name=found.name,
        is_proved=bool(known) and known == found.phone,
        resident_id="" if person else found.resident_id,
        phone="" if person else found.phone,
        began_at=at,
        seen_at=at,
    )
    who = f"person:{found.person}" if found.person else "未登记人员"
    record(chain=CHAIN, kind="resident-signed-in", actor=Actor(None, who), at=at, content={})
    proved = bool(known) and known == found.phone
    return Session(token, person is None, found.phone if proved else "")


def stay(*, token: str, at: datetime) -> None:
    """Note that the browser is still there, at most once a minute."""
    ResidentSession.objects.filter(pk=digest(token), seen_at__lt=at - TOUCH).update(seen_at=at)


def sign_out(*, token: str) -> None:
    """The session is gone."""
    ResidentSession.objects.filter(pk=digest(token)).delete()


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("code")),))
