"""The documents of the demonstration: read from a folder, paired with their packs, written as task tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiuchuang.domain.documents import Document, document_as_json, read_document
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.gateways.pack_store import BUILT_IN
from jiuchuang.gateways.task_table import task_table_docx, task_table_xlsx
from jiuchuang.gateways.text_in import text_of_file

ENDINGS = (".txt", ".docx", ".pdf", ".html", ".htm")
SAMPLE = "sample/"


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read; `pack` is the id of its pack, empty when there is none."""

    name: str
    text: str
    reading: Document
    pack: str


def find_documents(folder: Path | None) -> tuple[list[Path], list[Problem]]:
    """The documents in a folder, or the built-in sample when there is no folder."""
    if folder is None:
        return sorted(BUILT_IN.glob(f"{SAMPLE}*/source.txt")), []
    if not folder.is_dir():
        return [], [
            Problem("docs-missing", "没有这个文件夹", Place(str(folder)), "用 --docs 指明政策文件所在文件夹")
        ]
    paths = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$"))
    )
    if not paths:
        hint = f"应有 {'、'.join(ENDINGS)} 之一"
        return [], [Problem("docs-empty", "文件夹里没有政策文件", Place(str(folder)), hint)]
    return paths, []


def read_all(
    paths: list[Path], library: Library, advance: Callable[[], None]
) -> tuple[list[ReadDocument], list[Problem]]:
    """Every document read; the faults of all that cannot be."""
    documents: list[ReadDocument] = []
    problems: list[Problem] = []
    for path in paths:
        text = text_of_file(path)
        if isinstance(text, str):
            reading = read_document(text)
            pack = next((pack for pack in library.packs.values() if _same(pack, path, reading)), None)
            documents.append(
                ReadDocument(_name(path, paths), text, reading, pack.document.id if pack else "")
            )
        else:
            problems += text
        advance()
    return documents, problems


def write_task_tables(documents: list[ReadDocument], folder: Path) -> None:
    """`<name>.xlsx`, `<name>.docx` and `<name>.json` of every document."""
    for document in documents:
        (folder / f"{document.name}.xlsx").write_bytes(task_table_xlsx(document.reading))
        (folder / f"{document.name}.docx").write_bytes(task_table_docx(document.reading))
        words = json.dumps(document_as_json(document.reading), ensure_ascii=False, indent=2, default=float)
        (folder / f"{document.name}.json").write_text(words + "\n", encoding="utf-8")


def _name(path: Path, paths: list[Path]) -> str:
    """Name of the results of a file: its own without the ending, unless another file would get the same."""
    if path.is_relative_to(BUILT_IN):
        return path.parent.name
    return path.name if sum(other.stem == path.stem for other in paths) > 1 else path.stem


def _same(pack: Pack, path: Path, reading: Document) -> bool:
    """Whether a pack is about a document: same file, same number, or same title."""
    entry, metadata = pack.document, reading.metadata
    if path.is_relative_to(BUILT_IN):
        return path.parent == BUILT_IN / entry.id
    if path.name == entry.source_file:
        return True
    pairs = ((entry.number, metadata.number), (entry.title, metadata.title))
    return any(ours and theirs and _plain(ours) == _plain(theirs) for ours, theirs in pairs)


def _plain(words: str) -> str:
    return re.sub(r"\s", "", words)
