"""Pack folders on disk: from a root folder to the texts that the rules room reads."""

from __future__ import annotations

from pathlib import Path

BUILT_IN = Path(__file__).resolve().parent.parent / "packs"
"""The packs that come with the product."""


def read_pack_files(root: Path = BUILT_IN, folders: tuple[str, ...] = ()) -> dict[str, str]:
    """Path below `root` → text, of the vocabulary, the national tables and the wanted document folders.

    `folders` limits the document folders (`hualong/2016-2`); empty means all. Worked cases are included.
    """
    shared = ("facts/", "national/", "regions/")
    files = {}
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        if not folders or name.startswith((*shared, *(f"{folder}/" for folder in folders))):
            files[name] = path.read_text(encoding="utf-8")
    return files
