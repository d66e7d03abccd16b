"""Versions of packs: what there is, what holds when, and what the rules of a version say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jiuchuang.apps.policy.models import Activation, PackVersion
from jiuchuang.apps.policy.queries.law import law_on
from jiuchuang.apps.policy.queries.loaded import (
    LoadedPack,
    Text,
    as_text,
    load,
    shared_text,
    shipped_packs,
    vocabulary_of,
)
from jiuchuang.apps.policy.queries.standing import standing
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.rules.answers.diff import diff_packs
from jiuchuang.domain.rules.loading.cases import load_cases
from jiuchuang.domain.rules.pack import Pack, WorkedCase
from jiuchuang.domain.rules.vocabulary import Vocabulary

SHIPPED = "shipped"


@dataclass(frozen=True)
class PackShown:
    """A pack in a list: the version that holds on the day asked about (empty: none), and what is unsigned in it."""

    id: str
    name: str
    title: str
    number: str
    region: str
    digest: str
    programmes: int
    computable: int
    unsigned: int
    faults: int


@dataclass(frozen=True)
class VersionShown:
    """A version with the periods in which it holds; `uploaded_by` is empty for one that came with the product."""

    digest: str
    uploaded_by: str
    uploader: int | None
    at: datetime | None
    periods: tuple[str, ...]
    holds: bool
    warnings: tuple[str, ...]


def packs(on: date) -> list[PackShown]:
    """Every pack there is: shipped, uploaded, held or not; by id."""
    uploaded = dict(PackVersion.objects.order_by("at", "pk").values_list("pack", "digest"))
    law = law_on(on)
    shown = []
    for pack_id in sorted({*shipped_packs(), *uploaded}):
        held = law.loaded.get(pack_id)
        loaded = held or version(pack_id, uploaded.get(pack_id, ""))
        assert loaded is not None
        shown.append(_shown(loaded, held is not None))
    return shown


def _shown(loaded: LoadedPack, holds: bool) -> PackShown:
    pack = loaded.pack
    waiting = [reading for item in pack.programmes for reading in item.readings if reading.signed is None]
    assumed = [one for item in pack.programmes for one in item.assumptions if not one.signed_by]
    return PackShown(
        id=pack.document.id,
        name=pack.document.name,
        title=pack.document.title or "",
        number=pack.document.number or "",
        region=pack.document.region,
        digest=loaded.base if holds else "",
        programmes=len(pack.programmes),
        computable=sum(item.extent != "recorded" for item in pack.programmes),
        unsigned=len(waiting) + len(assumed),
        faults=len(loaded.problems),
    )


def version(pack_id: str, digest: str = "", signed: bool = True) -> LoadedPack | None:
    """A version by its digest without signatures (empty: the shipped one), with or without what is signed now."""
    files = text_of_version(pack_id, digest)
    if files is None:
        return None
    signatures = standing()[1].signatures.get(pack_id, ()) if signed else ()
    return load(pack_id, files, shared_text(), signatures)


def text_of_version(pack_id: str, digest: str) -> Text | None:
    """The files of a version, None where there is none; an empty digest means the shipped one."""
    text = shipped_packs().get(pack_id)
    if text is not None and digest in ("", load(pack_id, text, shared_text()).pack.digest):
        return text
    rows = PackVersion.objects.filter(pack=pack_id, digest=digest) if digest else PackVersion.objects.none()
    files = rows.values_list("files", flat=True).first()
    return None if files is None else as_text(files)


def base_digest(pack_id: str, on: date) -> str | None:
    """The digest, without signatures, of the version that holds on the day; None when none does."""
    held = standing()[1].version_on(pack_id, on)
    if held is None:
        return None
    if held == SHIPPED:
        return load(pack_id, shipped_packs()[pack_id], shared_text()).pack.digest
    return PackVersion.objects.values_list("digest", flat=True).get(pk=held)


def versions_of(pack_id: str, on: date) -> list[VersionShown]:
    """Every version of a pack, the newest first."""
    rows = {row.digest: row for row in PackVersion.objects.filter(pack=pack_id).select_related("uploaded_by")}
    shipped = shipped_packs().get(pack_id)
    digest = load(pack_id, shipped, shared_text()).pack.digest if shipped is not None else ""
    if digest and digest not in rows:
        rows[digest] = PackVersion(pack=pack_id, digest=digest, files={})
    periods = periods_of(pack_id)
    holding = base_digest(pack_id, on)
    shown = [
        VersionShown(
            digest=row.digest,
            uploaded_by=row.uploaded_by.name if row.uploaded_by else "",
            uploader=row.uploaded_by_id,
            at=row.at if row.uploaded_by_id else None,
            periods=tuple(period_text(period) for version, period in periods if version == row.digest),
            holds=row.digest == holding,
            warnings=tuple(row.warnings),
        )
        for row in rows.values()
    ]
    return sorted(
        shown, key=lambda item: (item.at is not None, item.at.timestamp() if item.at else 0), reverse=True
    )


def periods_of(pack_id: str) -> list[tuple[str, Period]]:
    """When which version holds, in order; the digest is empty for days on which the pack was taken out."""
    rows = list(Activation.objects.filter(pack=pack_id).select_related("version").order_by("from_on"))
    periods = [(row.version.digest if row.version else "", Period(row.from_on, row.to_on)) for row in rows]
    shipped = shipped_packs().get(pack_id)
    if shipped is not None:
        digest = load(pack_id, shipped, shared_text()).pack.digest
        last = rows[0].from_on - timedelta(days=1) if rows else None
        periods.insert(0, (digest, Period(None, last)))
    return periods


def period_text(period: Period) -> str:
    """A period in words."""
    first = format_day(period.first) if period.first else ""
    last = format_day(period.last) if period.last else ""
    if first and last:
        return f"{first}至{last}"
    return f"自{first}起" if first else f"至{last}止" if last else "一直"


def differences_of(pack_id: str, digest: str, on: date) -> list[str] | None:
    """What a version changes against the one that holds on the day; None where none holds."""
    held = base_digest(pack_id, on)
    before = version(pack_id, held, signed=False) if held is not None else None
    after = version(pack_id, digest, signed=False)
    if before is None or after is None:
        return None
    return diff_packs(before.pack, after.pack, vocabulary_of(shared_text()))


def worked_cases(loaded: LoadedPack, programme_id: str = "") -> list[WorkedCase]:
    """The worked cases of a pack, or of one of its programmes."""
    cases, _ = load_cases(dict(loaded.files), loaded.pack.document.id, vocabulary())
    return [case for case in cases if not programme_id or case.programme == programme_id]


def vocabulary() -> Vocabulary:
    """The vocabulary of this release."""
    return vocabulary_of(shared_text())


def held_pack(pack_id: str, on: date) -> Pack | None:
    """The pack as it holds on the day, signatures included."""
    return law_on(on).library.packs.get(pack_id)


def files_of(loaded: LoadedPack) -> Mapping[str, str]:
    """The texts of a version together with what packs share, as the check wants them."""
    return {**dict(shared_text()), **dict(loaded.files)}
