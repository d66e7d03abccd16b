"""Keep what decisions rest on: the text of packs, vocabulary and signatures, so that they can be made again."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.policy.models import Edition, PackVersion, SharedText, Stamp
from jiuchuang.apps.policy.queries.law import packs_beside
from jiuchuang.apps.policy.queries.loaded import (
    Text,
    load,
    rivals_to_json,
    shared_text,
    shipped_packs,
    vocabulary_of,
)
from jiuchuang.apps.policy.queries.standing import standing, text_of
from jiuchuang.domain.kernel.problem import errors_only


@transaction.atomic
def keep_law(*, at: datetime) -> int:
    """Keep every pack that comes with this release; done at each start of the server, before anything is decided.

    Tells how many texts were new. A later release then still answers for decisions of this one.
    """
    before = PackVersion.objects.count() + Edition.objects.count()
    for pack in shipped_packs():
        keep_pack(pack, at)
    keep_beside(at)
    return PackVersion.objects.count() + Edition.objects.count() - before


def keep_pack(pack: str, at: datetime) -> None:
    """Keep the pack in every version that can hold some day, with the signatures that stand now."""
    if pack in shipped_packs():
        keep_version(pack, shipped_packs()[pack], None, at)
    signatures = standing()[1].signatures.get(pack, ())
    shared = shared_text()
    kept = _kept_shared(shared)
    for version in PackVersion.objects.filter(pack=pack):
        text: Text = tuple(sorted(version.files.items()))
        loaded = load(pack, text, shared, signatures)
        if errors_only(loaded.problems):
            continue  # of an older release: what it gave then was kept then
        Edition.objects.get_or_create(
            digest=loaded.pack.digest,
            shared=kept,
            defaults={
                "pack": pack,
                "version": version,
                "signed": [item.to_json() for item in loaded.signed],
            },
        )


def keep_beside(at: datetime) -> None:
    """Keep every pack as it is applied beside others, on any day; after every change of the law."""
    state, shared = standing()[1], _kept_shared(shared_text())
    for versions in state.combinations():
        numbers = dict(versions)
        for pack, loaded in packs_beside(state, versions).items():
            if not loaded.rivals or errors_only(loaded.problems):
                continue
            Edition.objects.get_or_create(
                digest=loaded.pack.digest,
                shared=shared,
                defaults={
                    "pack": pack,
                    "version": keep_version(pack, text_of(pack, numbers[pack]), None, at),
                    "signed": [item.to_json() for item in loaded.signed],
                    "rivals": rivals_to_json(loaded.rivals),
                },
            )


def keep_version(pack: str, text: Text, account: int | None, at: datetime) -> PackVersion:
    """The version of these files, made if it is new."""
    digest = load(pack, text, shared_text()).pack.digest
    return PackVersion.objects.get_or_create(
        pack=pack, digest=digest, defaults={"files": dict(text), "uploaded_by_id": account, "at": at}
    )[0]


def _kept_shared(shared: Text) -> SharedText:
    return SharedText.objects.get_or_create(
        digest=vocabulary_of(shared).digest, defaults={"files": dict(shared)}
    )[0]


def lock_law() -> None:
    """Wait until nobody else changes the law; within a transaction."""
    Stamp.objects.get_or_create(pk=1)
    Stamp.objects.select_for_update().get(pk=1)


def law_changed() -> None:
    """What was loaded before is not used again, in any process."""
    Stamp.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})
