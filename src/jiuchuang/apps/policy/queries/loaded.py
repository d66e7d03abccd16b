"""Packs as loaded from their texts, kept in the process by the texts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.loading.library import Files, document_folders, load_pack
from jiuchuang.domain.rules.loading.signed import Signed, ranked_files, signed_files
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.pack import Pack, Rival
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

RIVAL_WORDS = ("programme", "document", "clause", "says", "ground")
SHARED = ("facts/", "national/", "regions/", "relations/")
"""Folders that packs share; all others belong to one pack each."""
Text = tuple[tuple[str, str], ...]
"""Files as a value that can be a key: pairs of path and text, in order of the paths."""
Rivals = tuple[tuple[str, tuple[Rival, ...]], ...]
"""What programmes must know of those of other packs, as a value that can be a key: by programme id, in order."""


@dataclass(frozen=True)
class LoadedPack:
    """A pack with the text that gave it, what was signed in it, and what is wrong with it.

    `base` is the digest of the version without signatures, under which people know it.
    """

    pack: Pack
    base: str
    files: Text
    signed: tuple[Signed, ...]
    problems: tuple[Problem, ...]
    rivals: Rivals = ()


def as_text(files: Files) -> Text:
    """Files in order of their paths."""
    return tuple(sorted(files.items()))


@cache
def shipped_files() -> Mapping[str, str]:
    """Everything that comes with the product, read once."""
    return read_pack_files()


@cache
def shared_text() -> Text:
    """The vocabulary, relations, regions and national tables of this release."""
    return as_text({path: text for path, text in shipped_files().items() if path.startswith(SHARED)})


@cache
def shipped_packs() -> Mapping[str, Text]:
    """The packs that come with the product: document id → its own files."""
    files = shipped_files()
    return {folder: as_text(_own(files, folder)) for folder in document_folders(files)}


def _own(files: Files, folder: str) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.startswith(f"{folder}/")}


@lru_cache(maxsize=8)
def vocabulary_of(shared: Text) -> Vocabulary:
    """The vocabulary of a release; its text was checked before it was kept."""
    vocabulary, problems = load_vocabulary(dict(shared))
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return vocabulary


@lru_cache(maxsize=64)
def load(
    folder: str, files: Text, shared: Text, signatures: tuple[Signed, ...] = (), rivals: Rivals = ()
) -> LoadedPack:
    """The pack of a folder with the signatures that fit it, and with what it must know of other packs.

    About 0.1 s for a large one, once a process.
    """
    if rivals:
        return _beside(load(folder, files, shared, signatures), folder, shared, rivals)
    vocabulary = vocabulary_of(shared)
    pack, problems = load_pack(dict(files), folder, vocabulary)
    if not signatures or problems:
        return LoadedPack(pack, pack.digest, files, (), tuple(problems))
    text, used = signed_files(dict(files), pack, signatures)
    if not used:
        return LoadedPack(pack, pack.digest, files, (), ())
    ruled, problems = load_pack(text, folder, vocabulary)
    return LoadedPack(ruled, pack.digest, as_text(text), tuple(used), tuple(problems))


def _beside(signed: LoadedPack, folder: str, shared: Text, rivals: Rivals) -> LoadedPack:
    if signed.problems:
        return signed
    text = ranked_files(dict(signed.files), signed.pack, dict(rivals))
    told, problems = load_pack(text, folder, vocabulary_of(shared))
    return LoadedPack(told, signed.base, as_text(text), signed.signed, tuple(problems), rivals)


def rivals_to_json(rivals: Rivals) -> dict[str, list[dict[str, str | None]]]:
    """Plain values, for keeping."""
    return {name: [_kept(one) for one in found] for name, found in rivals}


def _kept(one: Rival) -> dict[str, str | None]:
    days = {"from": one.period.first, "to": one.period.last}
    words = {key: str(getattr(one, key)) for key in RIVAL_WORDS}
    return {**words, **{key: day.isoformat() if day else None for key, day in days.items()}}


def rivals_from_json(kept: Mapping[str, list[dict[str, str | None]]]) -> Rivals:
    """What was kept."""
    return tuple((name, tuple(map(_rival, rows))) for name, rows in sorted(kept.items()))


def _rival(row: Mapping[str, str | None]) -> Rival:
    words = {key: row[key] or "" for key in RIVAL_WORDS}
    return Rival(**words, period=Period(_day(row["from"]), _day(row["to"])))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
