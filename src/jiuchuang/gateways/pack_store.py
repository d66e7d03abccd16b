"""Pack folders on disk: from a root folder to the texts that the rules room reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem

BUILT_IN = Path(__file__).resolve().parent.parent / "packs"
"""The packs that come with the product."""
OF_CASEWORK = ("procedures/", "calendar/", "registers/")
"""Folders that no rule reads: a change there changes no award, and so no digest of packs."""


def read_pack_files(root: Path = BUILT_IN, folders: tuple[str, ...] = ()) -> dict[str, str]:
    """Path below `root` → text, of the vocabulary, the relations, the national tables and the wanted document folders.

    `folders` limits the document folders (`hualong/2016-2`); empty means all. Worked cases are included.
    """
    shared = ("facts/", "national/", "regions/", "relations/")
    files = {}
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        if name.startswith(OF_CASEWORK):
            continue
        if not folders or name.startswith((*shared, *(f"{folder}/" for folder in folders))):
            files[name] = path.read_text(encoding="utf-8")
    return files


def read_register_files(root: Path = BUILT_IN) -> dict[str, str]:
    """Path below `root` → text, of what the registers take and whom they have visited."""
    paths = sorted((root / "registers").glob("*.yaml"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def is_document_folder(root: Path, folder: str) -> bool:
    """Whether `folder` (`hualong/2016-2`) below `root` is that of a document; no file is read."""
    return any(path.parent.relative_to(root).as_posix() == folder for path in root.rglob("document.yaml"))


def pack_folder_problems(root: Path) -> list[Problem]:
    """Why `root` cannot be read as a folder of packs: not there, nothing in it, files that are no UTF-8 text."""
    if not root.is_dir():
        return [Problem("folder-missing", "没有这个文件夹", Place(str(root)), "请核对路径")]
    paths = sorted(root.rglob("*.yaml"))
    if not paths:
        hint = "应有 facts/ 和 <地区>/<文件>/document.yaml"
        return [Problem("packs-missing", "文件夹里没有政策包", Place(str(root)), hint)]
    found = (_unreadable(path, path.relative_to(root).as_posix()) for path in paths)
    return [problem for problem in found if problem is not None]


def _unreadable(path: Path, name: str) -> Problem | None:
    try:
        data = path.read_bytes()
    except OSError as fault:
        return Problem("file-unreadable", f"文件打不开：{fault.strerror}", Place(name))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = data[: fault.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        return Problem("not-utf8", "不是 UTF-8 文字", Place(name, line, column), "请另存为 UTF-8 编码")
    return None


def read_sources(
    root: Path, source_files: Mapping[str, str], folder: Path | None
) -> tuple[dict[str, str], list[Problem]]:
    """Document id → text of its source, for those at hand; and problems of sources that cannot be read.

    `source_files` maps document id to the file name given in document.yaml; it is looked for in `folder`, and
    beside the pack itself (a document of our own may lie there).
    """
    from jiuchuang.gateways.text_in import text_of_file  # Word and PDF readers take half a second to import

    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for document, name in source_files.items():
        places = ([folder / name] if folder is not None else []) + [root / document / name]
        found = next((place for place in places if place.is_file()), None)
        if found is not None:
            text = text_of_file(found)
            if isinstance(text, str):
                texts[document] = text
            else:
                problems += text
    return texts, problems
