"""Sign one of several readings, or what a pack assumes; and take a signature back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.keep_law import keep_beside, keep_pack, law_changed, lock_law
from jiuchuang.apps.policy.actions.upload_pack import chain_of
from jiuchuang.apps.policy.actions.with_reason import not_with_reason
from jiuchuang.apps.policy.models import Signature
from jiuchuang.apps.policy.queries.versions import base_digest, version
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.rules.loading.signed import ASSUMPTION, READING, signable, words_of
from jiuchuang.domain.rules.pack import Assumption, DoubleReading


@dataclass(frozen=True)
class WordsSigned:
    """The signature, which holds from now on for every decision."""

    signature: Signature


@dataclass(frozen=True)
class SignatureWithdrawn:
    """The signature that no longer stands."""

    signature: Signature


def sign_reading(
    *, access: Access, programme: str, reading: str, choice: str, basis: str, at: datetime, digest: str = ""
) -> WordsSigned | Refusal:
    """Rule for one option of a double reading, with the ground (at most 200 characters).

    `digest` names a version that does not hold yet; empty means the one that holds today.
    """
    return _sign(access, programme, (READING, reading), choice, basis, at, digest)


def sign_assumption(
    *, access: Access, programme: str, assumption: str, basis: str, at: datetime, digest: str = ""
) -> WordsSigned | Refusal:
    """Take the responsibility for what the pack assumes where the text is silent."""
    return _sign(access, programme, (ASSUMPTION, assumption), "", basis, at, digest)


@transaction.atomic
def withdraw_signature(
    *, access: Access, signature: Signature, why: str, at: datetime
) -> SignatureWithdrawn | Refusal:
    """Take a signature back, with the reason; decisions made under it stand and can be made again."""
    lock_law()
    signature = Signature.objects.get(pk=signature.pk)
    problems = not_with_reason(access, why, "why", "签认")
    if signature.withdrawn_at is not None:
        problems.append(Problem("withdrawn-before", "这项签认已经撤回", Place("signature")))
    if problems:
        return Refusal(tuple(problems))
    signature.withdrawn_at, signature.withdrawn_by = at, access.account
    signature.why_withdrawn = " ".join(why.split())
    signature.save()
    _tell(access, signature, "signature-withdrawn", signature.why_withdrawn, at)
    return SignatureWithdrawn(signature)


@transaction.atomic
def _sign(
    access: Access,
    programme: str,
    subject: tuple[str, str],
    choice: str,
    basis: str,
    at: datetime,
    digest: str,
) -> WordsSigned | Refusal:
    lock_law()
    problems = not_with_reason(access, basis, "basis", "签认")
    item = _waiting(programme, subject, digest, access)
    if item is None:
        message = "没有这一项待签认：可能已经签认，或者所在版本现在不适用"
        problems.append(Problem("nothing-to-sign", message, Place("choice")))
    elif isinstance(item, DoubleReading) and choice not in {option.id for option in item.options}:
        problems.append(Problem("choice-unknown", "请选定一种理解", Place("choice")))
    if problems or item is None:
        return Refusal(tuple(problems))
    signature = Signature.objects.create(
        programme=programme,
        kind=subject[0],
        subject=subject[1],
        words=words_of(item),
        choice=choice,
        basis=" ".join(basis.split()),
        by=access.account,
        name=access.account.name,
        on=timezone.localdate(at),
        at=at,
    )
    _tell(access, signature, "words-signed", signature.basis, at)
    return WordsSigned(signature)


def _waiting(
    programme: str, subject: tuple[str, str], digest: str, access: Access
) -> DoubleReading | Assumption | None:
    """What is to be signed, as long as nobody has; None otherwise."""
    pack = programme.rpartition("/")[0]
    held = digest or base_digest(pack, access.on)
    loaded = version(pack, held) if held else None
    found = loaded.pack.programme(programme) if loaded else None
    return signable(found).get(subject) if found else None


def _tell(access: Access, signature: Signature, kind: str, why: str, at: datetime) -> None:
    law_changed()
    pack = signature.programme.rpartition("/")[0]
    keep_pack(pack, at)
    keep_beside(at)
    told = {
        "signature": signature.pk,
        "programme": signature.programme,
        "kind": signature.kind,
        "subject": signature.subject,
        "words_sha256": signature.words,
        "choice": signature.choice,
        "why": why,
    }
    record(chain=chain_of(pack), kind=kind, actor=access.actor, at=at, content=told)
