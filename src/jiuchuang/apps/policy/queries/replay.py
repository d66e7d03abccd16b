"""The law as it was applied, rebuilt from what was kept: an old decision comes out again, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from jiuchuang.apps.policy.models import Edition
from jiuchuang.apps.policy.queries.law import Law
from jiuchuang.apps.policy.queries.loaded import (
    LoadedPack,
    as_text,
    load,
    rivals_from_json,
    shared_text,
    shipped_packs,
    vocabulary_of,
)
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.loading.signed import Signed


def library_of(digest: str, tables: str = "") -> Library:
    """The one pack that a receipt names by its digest, with the vocabulary it was read with.

    `tables` is the receipt's digest of vocabulary and tables; without it the newest kept counts. Raises LookupError
    where nothing of that digest was kept.
    """
    return law_of(digest, tables).library


def decide_again(
    programme_id: str,
    values: Mapping[str, Value],
    on: date,
    digest: str,
    tables: str = "",
    exact: bool = True,
) -> Decision:
    """What the pack of that digest says of a case: the same decision and receipt as when it was made."""
    return law_of(digest, tables).decide(programme_id, values, on, exact)


def law_of(digest: str, tables: str = "") -> Law:
    """The same as a law of one pack."""
    rows = Edition.objects.filter(digest=digest).select_related("version", "shared").order_by("-pk")
    row = (rows.filter(shared__digest=tables) if tables else rows).first()
    if row is not None:
        return _kept(digest, row.pk)
    shared = shared_text()
    if not tables or tables == vocabulary_of(shared).digest:
        for pack, text in shipped_packs().items():
            loaded = load(pack, text, shared)
            if loaded.pack.digest == digest:
                return Law({pack: loaded}, shared)
    raise LookupError(f"no pack of digest {digest} was kept")


@lru_cache(maxsize=64)
def _kept(digest: str, edition: int) -> Law:
    row = Edition.objects.select_related("version", "shared").get(pk=edition)
    shared = as_text(row.shared.files)
    signatures = tuple(Signed(**item) for item in row.signed)
    loaded: LoadedPack = load(
        row.pack, as_text(row.version.files), shared, signatures, rivals_from_json(row.rivals)
    )
    if loaded.pack.digest != digest or vocabulary_of(shared).digest != row.shared.digest:
        raise ValueError(f"edition {edition} does not give the digest under which it was kept")
    return Law({row.pack: loaded}, shared)
