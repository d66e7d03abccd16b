"""Packs as loaded from their texts, kept in the process by the texts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.loading.library import Files, document_folders, load_pack
from jiuchuang.domain.rules.loading.signed import Signed, signed_files
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

SHARED = ("facts/", "national/", "regions/", "relations/")
"""Folders that packs share; all others belong to one pack each."""
Text = tuple[tuple[str, str], ...]
"""Files as a value that can be a key: pairs of path and text, in order of the paths."""


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
def load(folder: str, files: Text, shared: Text, signatures: tuple[Signed, ...] = ()) -> LoadedPack:
    """The pack of a folder with the signatures that fit it; about 0.1 s for a large one, once a process."""
    vocabulary = vocabulary_of(shared)
    pack, problems = load_pack(dict(files), folder, vocabulary)
    if not signatures or problems:
        return LoadedPack(pack, pack.digest, files, (), tuple(problems))
    text, used = signed_files(dict(files), pack, signatures)
    if not used:
        return LoadedPack(pack, pack.digest, files, (), ())
    ruled, problems = load_pack(text, folder, vocabulary)
    return LoadedPack(ruled, pack.digest, as_text(text), tuple(used), tuple(problems))
