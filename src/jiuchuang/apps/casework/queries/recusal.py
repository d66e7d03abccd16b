"""回避: nobody takes a seat in a case of their own household, or of a firm that one of it owns or acts for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employment
from jiuchuang.apps.people.queries import kin_of

_KEPT = "kin of the account"


def recusal(access: Access, case: Case, grant: Grant | None = None) -> str:
    """Why the account may not take a seat of the case, empty where nothing in the registers speaks against it.

    By the registers of the day on which it acts. With a delegated `grant` also whoever gave it counts. Asks nothing of
    the database for accounts that are tied to nobody in the register of persons.
    """
    giver = grant.delegated_from.account if grant is not None and grant.delegated_from else None
    for who, account in (("您", access.account), ("委托您的人", giver)):
        kin = _kin(access, account)
        reason = next((kin[name] for name in _concerned(case) if name in kin), "") if kin else ""
        if reason:
            return f"{who}{reason}"
    return ""


def _kin(access: Access, account: Account | None) -> Mapping[str, str]:
    """Kept with the access, as its grants are."""
    if account is None or not account.person_number:
        return {}
    kept: dict[str, Mapping[str, str]] = access.__dict__.setdefault(_KEPT, {})
    if account.person_number not in kept:
        kept[account.person_number] = kin_of(account.person_number, access.on)
    return kept[account.person_number]


def _concerned(case: Case) -> Iterable[str]:
    """Whose case it is: the applicant, and whom or whose work it is about."""
    yield case.applicant
    kind, _, number = case.about.partition(":")
    if kind != "employment":
        yield case.about
        return
    spell = Employment.objects.filter(number=number).select_related("person", "employer").first()
    if spell is not None:
        yield f"person:{spell.person.number}"
        yield f"employer:{spell.employer.number}" if spell.employer else ""
