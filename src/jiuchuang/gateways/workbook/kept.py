"""Uploaded workbooks on disk, under names that say nothing; what is written is there wholly or not at all."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{32}\.xlsx", re.ASCII)


def keep(folder: Path, data: bytes) -> str:
    """Keep the bytes in the folder; the key under which they are found again."""
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{secrets.token_hex(16)}.xlsx"
    written = folder / f"{key}.part"
    with written.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    written.replace(folder / key)
    return key


def fetch(folder: Path, key: str) -> bytes:
    """The bytes under a key. Raises ValueError for what is no key and FileNotFoundError when they are gone."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of a kept workbook: {key!r}")
    return (folder / key).read_bytes()


def drop(folder: Path, key: str) -> None:
    """Remove the bytes under a key; nothing happens when they are gone already."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of a kept workbook: {key!r}")
    (folder / key).unlink(missing_ok=True)
