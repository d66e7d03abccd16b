"""Files below one folder, each under a name drawn at random, found again by that name alone."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.file_store.content import content_type_of

LEAST_FREE = 1 << 30
"""Bytes of the disk that files leave free: without them the database could not keep what people do."""
_SWEPT = ".swept"
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.[a-z]{3,4}")


@dataclass(frozen=True)
class Kept:
    """A file in the store: the name it has there, its digest, what it is, and its size in bytes."""

    key: str
    sha256: str
    media_type: str
    size: int


def keep_file(root: Path, content: bytes, name: str = "", place: Place = Place("papers")) -> Kept | Refusal:
    """Look at the content and keep it; after a crash there is the whole file or none.

    Refused besides: what would leave less than LEAST_FREE on the disk.
    """
    found = content_type_of(content, name, place)
    if isinstance(found, Refusal):
        return found
    root.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < LEAST_FREE + len(content):
        hint = "请联系管理员清理磁盘；急办的请带材料到窗口"
        return Refusal((Problem("disk-full", "服务器磁盘快满了，暂时收不下文件", place, hint),))
    drawn = secrets.token_hex(16)
    key = f"{drawn[:2]}/{drawn}.{found.ending}"
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return Kept(key, hashlib.sha256(content).hexdigest(), found.media_type, len(content))


def read_file(root: Path, key: str) -> bytes:
    """The content. Raises ValueError for what is no name of the store, FileNotFoundError when it is gone."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a name of the store: {key!r}")
    return (root / key).read_bytes()


def drop_file(root: Path, key: str) -> None:
    """Remove a file whose row was not kept; nothing happens when it is gone already."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a name of the store: {key!r}")
    (root / key).unlink(missing_ok=True)


def old_keys(root: Path, before: datetime) -> Iterator[str]:
    """Every name whose file was last written before that moment; what was never finished (`.part`) is removed here."""
    for path in sorted(root.glob("??/*")):
        key = path.relative_to(root).as_posix()
        try:
            if path.stat().st_mtime >= before.timestamp():
                continue
            if path.suffix == ".part":
                path.unlink()
            elif _KEY.fullmatch(key):
                yield key
        except FileNotFoundError:
            continue


def note_swept(root: Path, at: datetime) -> None:
    """Keep the moment of the last sweep."""
    root.mkdir(parents=True, exist_ok=True)
    (root / _SWEPT).write_text(at.isoformat(), encoding="ascii")


def swept_at(root: Path) -> datetime | None:
    """The moment of the last sweep; None when there was none, or it cannot be read."""
    try:
        return datetime.fromisoformat((root / _SWEPT).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def keys_in(root: Path) -> Iterator[str]:
    """Every name in the store, for comparing with the rows that speak of them."""
    for path in sorted(root.glob("??/*")):
        key = path.relative_to(root).as_posix()
        if _KEY.fullmatch(key):
            yield key
