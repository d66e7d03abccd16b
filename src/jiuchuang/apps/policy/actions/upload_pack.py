"""Take in a version of a pack: checked whole, every fault at once; it holds only after somebody else activates it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.keep_law import keep_pack
from jiuchuang.apps.policy.models import PackVersion
from jiuchuang.apps.policy.queries.documents import confirmed_document, text_of
from jiuchuang.apps.policy.queries.loaded import as_text, load, shared_text, shipped_packs, vocabulary_of
from jiuchuang.apps.policy.queries.officers import CONFIRM, may_rule
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only
from jiuchuang.domain.rules.checks.packs import check_packs
from jiuchuang.domain.rules.checks.worked import case_problems, run_cases
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.gateways.pack_upload import read_pack_zip

MOST_TOLD = 200
"""Faults told at once; who has more mends these first."""


@dataclass(frozen=True)
class PackUploaded:
    """The version that was taken in, and what the check remarked."""

    version: PackVersion


def chain_of(pack: str) -> str:
    """The chain of records of a pack."""
    return f"policy/{pack}"


@transaction.atomic
def upload_pack(*, access: Access, content: bytes, at: datetime) -> PackUploaded | Refusal:
    """Take in a zip of one pack. Refused with every fault of rules, citations, figures and worked cases.

    Where the document itself has been uploaded and confirmed for the pack, locators, phrases and figures are proved
    against its text.
    """
    if not may_rule(access, CONFIRM):
        return Refusal((Problem("not-allowed", "您没有上传政策包的权限", Place("file")),))
    pack_id, files, problems = read_pack_zip(content)
    if problems:
        return Refusal(tuple(_beside_the_file(problems)))
    remarks = check(pack_id, files)
    if errors_only(remarks):
        return Refusal(tuple(_beside_the_file(errors_only(remarks))))
    digest = load(pack_id, as_text(files), shared_text()).pack.digest
    if _known(pack_id, digest):
        return Refusal((Problem("version-known", "这个版本的规则已经在库里", Place("file")),))
    version = PackVersion.objects.create(
        pack=pack_id,
        digest=digest,
        files=files,
        warnings=[str(item) for item in remarks],
        uploaded_by=access.account,
        at=at,
    )
    keep_pack(pack_id, at)
    told = {"pack": pack_id, "digest": digest, "files": len(files), "warnings": len(remarks)}
    record(chain=chain_of(pack_id), kind="pack-uploaded", actor=access.actor, at=at, content=told)
    return PackUploaded(version)


def check(pack_id: str, files: dict[str, str]) -> list[Problem]:
    """What `packs check` says of one pack, worked cases run."""
    text = {**dict(shared_text()), **files}
    document = confirmed_document(pack_id)
    library, problems = check_packs(text, {pack_id: text_of(document)} if document else {})
    pack = library.packs.get(pack_id)
    if pack is None or errors_only(problems):
        return problems
    vocabulary = vocabulary_of(shared_text())
    cases, _ = load_cases(files, pack_id, vocabulary)
    return problems + case_problems(run_cases(pack, vocabulary, cases))


def _known(pack_id: str, digest: str) -> bool:
    shipped = shipped_packs().get(pack_id)
    if shipped is not None and load(pack_id, shipped, shared_text()).pack.digest == digest:
        return True
    return PackVersion.objects.filter(pack=pack_id, digest=digest).exists()


def _beside_the_file(problems: list[Problem]) -> list[Problem]:
    """Faults with their place in the words: the form has one field, the file."""
    told = []
    for item in problems[:MOST_TOLD]:
        where = f"{item.place}：" if item.place.line or "/" in item.place.source else ""
        told.append(Problem(item.code, f"{where}{item.message}", Place("file"), item.suggestion))
    if len(problems) > MOST_TOLD:
        told.append(
            Problem("more-faults", f"另有{len(problems) - MOST_TOLD}处问题，改好以上再查", Place("file"))
        )
    return told
