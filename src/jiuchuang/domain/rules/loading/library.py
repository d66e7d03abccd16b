"""From the texts of a pack folder to a Pack: everything is read, all faults are gathered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_source import LocatedList, read_yaml
from jiuchuang.domain.rules.loading.document import (
    in_scope,
    read_clauses,
    read_definitions,
    read_document,
    read_systems,
    read_targets,
)
from jiuchuang.domain.rules.loading.programme import Surroundings, read_programme, read_recorded
from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.domain.rules.vocabulary import Vocabulary

Files = Mapping[str, str]
"""Path below the pack root (`hualong/2016-2/document.yaml`) → text of the file."""


@dataclass(frozen=True)
class Library:
    """Every loaded pack by document id, with the shared vocabulary."""

    vocabulary: Vocabulary
    packs: Mapping[str, Pack]

    def programme(self, full_id: str) -> Programme | None:
        """A programme of any pack by its full id."""
        pack = self.packs.get(full_id.rpartition("/")[0])
        return pack.programme(full_id) if pack else None

    def programmes(self) -> list[Programme]:
        """All programmes of all packs, in order of pack and file."""
        return [programme for pack in self.packs.values() for programme in pack.programmes]


def load_library(files: Files) -> tuple[Library, list[Problem]]:
    """All packs among `files`, the vocabulary first. Never raises on bad packs: see the problems."""
    vocabulary, problems = load_vocabulary(files)
    packs = {}
    for folder in document_folders(files):
        pack, found = load_pack(files, folder, vocabulary)
        packs[pack.document.id] = pack
        problems += found
    return Library(vocabulary, packs), problems


def document_folders(files: Files) -> list[str]:
    """Folders that hold a document.yaml: one a document."""
    return sorted(path.rpartition("/")[0] for path in files if path.endswith("/document.yaml"))


def load_pack(files: Files, folder: str, vocabulary: Vocabulary) -> tuple[Pack, list[Problem]]:
    """The pack in one folder."""
    problems: list[Problem] = []
    own = {path: text for path, text in files.items() if path.startswith(folder + "/")}
    document = read_document(own[f"{folder}/document.yaml"], f"{folder}/document.yaml", problems)
    if document.id != folder:
        place = Place(f"{folder}/document.yaml", 1, 1)
        problems.append(Problem("document-id", f"id“{document.id}”应与文件夹 {folder} 相同", place))

    def lists(stem: str) -> Files:
        return {path: text for path, text in own.items() if fnmatch(path, f"{folder}/{stem}*.yaml")}

    clauses = read_clauses(lists("clauses"), problems)
    definitions = read_definitions(lists("definitions"), vocabulary, problems)
    order = {clause.locator: index for index, clause in enumerate(clauses)}
    programmes = []
    for path in sorted(lists("programmes/")):
        data, found = read_yaml(own[path], path)
        if [problem.code for problem in found] == ["yaml-empty"] and path.endswith("/recorded.yaml"):
            continue  # a document may have no programme that is only named
        problems += found
        if data is None:
            continue
        listed = isinstance(data, LocatedList)
        for item, place in (
            zip(data, data.item_places, strict=True) if listed else [(data, Place(path, 1, 1))]
        ):
            clause = str(item.get("clause", "")) if isinstance(item, dict) else ""
            usable = {known.id: known for known in definitions if in_scope(known, clause, order)}
            around = Surroundings(document, vocabulary, usable)
            read = read_recorded if listed else read_programme
            programmes.append(read(item, around, place, problems))
    problems += _check_ids(programmes)
    pack = Pack(
        document=document,
        clauses=clauses,
        targets=read_targets(lists("targets"), problems),
        systems=read_systems(lists("systems"), problems),
        definitions=definitions,
        programmes=tuple(programmes),
        digest=digest(own),
    )
    return pack, problems


def digest(files: Files) -> str:
    """SHA-256 over the rule files (not the worked cases), names and contents, in name order."""
    total = hashlib.sha256()
    for path in sorted(path for path in files if "/cases/" not in path):
        total.update(path.encode() + b"\0" + files[path].encode() + b"\0")
    return total.hexdigest()


def _check_ids(programmes: list[Programme]) -> list[Problem]:
    seen: dict[str, Programme] = {}
    problems = []
    for programme in programmes:
        if programme.id in seen:
            first = seen[programme.id].place
            problems.append(Problem("duplicate-id", f"“{programme.id}”已在 {first} 用过", programme.place))
        seen.setdefault(programme.id, programme)
    return problems
