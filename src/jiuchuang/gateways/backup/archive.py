"""The file of a backup: a zip with the rows of every table, the files of the data folder, and a manifest.

`tables/<name>.jsonl` has one row a line, a JSON list in the order of the manifest's columns; `files/<path>` is a file
as it was. The manifest comes last and holds the digest of everything, so a file that broke off is no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.damaged_zip import DAMAGED

FORM = 1
"""Number of this form of the file."""
MANIFEST = "manifest.json"
PIECE = 1 << 20
"""Bytes that are read at a time."""
QUICK = 1
"""How hard zlib tries: level 1 packs rows to about a sixth, three times as fast as the usual level."""


@dataclass(frozen=True)
class TablePart:
    """The rows of one table: names of the columns, how many rows, digest of the lines."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: version of the program and its migrations, moment, tables, files with their digests."""

    form: int
    version: str
    at: str
    migrations: tuple[str, ...]
    tables: Mapping[str, TablePart]
    files: Mapping[str, str]


class BackupWriter:
    """A backup while it is written, beside its later place; it comes to its place when it is whole."""

    def __init__(self, path: Path, version: str, at: str, migrations: Sequence[str]) -> None:
        self._path, self._partial = path, path.with_name(f"{path.name}.partial")
        self._version, self._at, self._migrations = version, at, tuple(migrations)
        self._tables: dict[str, TablePart] = {}
        self._files: dict[str, str] = {}

    def __enter__(self) -> BackupWriter:
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, compresslevel=QUICK)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            content = json.dumps(asdict(self.manifest()), ensure_ascii=False, indent=1)
            self._zip.writestr(MANIFEST, content)
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._partial.replace(self._path)
        else:
            self._partial.unlink()

    def manifest(self) -> Manifest:
        """What was written so far."""
        return Manifest(FORM, self._version, self._at, self._migrations, self._tables, self._files)

    def add_table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        """Write the rows of a table, values as JSON has them; says how many there were."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(f"tables/{name}.jsonl", "w", force_zip64=True) as part:
            for row in rows:
                line = row_line(row)
                part.write(line)
                digest.update(line)
                count += 1
        self._tables[name] = TablePart(tuple(columns), count, digest.hexdigest())
        return count

    def add_file(self, name: str, path: Path) -> None:
        """Write a file of the data folder; `name` is its path in there, with slashes."""
        digest = hashlib.sha256()
        with path.open("rb") as source, self._zip.open(f"files/{name}", "w", force_zip64=True) as part:
            while piece := source.read(PIECE):
                part.write(piece)
                digest.update(piece)
        self._files[name] = digest.hexdigest()


def row_line(row: Sequence[object]) -> bytes:
    """A row as it stands in the file; keys within a value are sorted, since PostgreSQL keeps no order of them."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class BackupFile:
    """A backup that is read. Opened by `open_backup`."""

    def __init__(self, file: ZipFile, manifest: Manifest) -> None:
        self._zip, self.manifest = file, manifest

    def __enter__(self) -> BackupFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table, in the order in which they were written."""
        with self._zip.open(f"tables/{table}.jsonl") as part:
            for line in part:
                yield json.loads(line)

    def put_file(self, name: str, folder: Path) -> None:
        """Write a file back below `folder`."""
        target = folder.joinpath(*PurePosixPath(name).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._zip.open(f"files/{name}") as part, target.open("wb") as file:
            while piece := part.read(PIECE):
                file.write(piece)

    def problems(self) -> list[Problem]:
        """Every part that is not what the manifest says."""
        parts = {f"tables/{name}.jsonl": table.sha256 for name, table in self.manifest.tables.items()}
        parts |= {f"files/{name}": digest for name, digest in self.manifest.files.items()}
        there = set(self._zip.namelist()) - {MANIFEST}
        problems = [_changed(name, "没有登记在清单里") for name in sorted(there - set(parts))]
        for name, digest in parts.items():
            if name not in there:
                problems.append(_changed(name, "缺失"))
            elif _digest_of(self._zip, name) != digest:
                problems.append(_changed(name, "内容与清单里的摘要不符"))
        return problems


def open_backup(path: Path) -> BackupFile | Refusal:
    """A backup for reading; a refusal when it is none, broke off, or leads out of its folder."""
    try:
        file = ZipFile(path)
        content = json.loads(file.read(MANIFEST))
        if content["form"] != FORM:
            return _no_backup(path, f"备份的格式是{content['form']}，本版本只读格式{FORM}")
        tables = {
            name: TablePart(tuple(part["columns"]), part["rows"], part["sha256"])
            for name, part in content["tables"].items()
        }
        manifest = Manifest(
            FORM, content["version"], content["at"], tuple(content["migrations"]), tables, content["files"]
        )
    except (*DAMAGED, KeyError, TypeError, AttributeError) as fault:
        return _no_backup(path, f"不是完整的备份文件（{fault}）")
    outside = [name for name in manifest.files if not _stays_inside(name)]
    if outside:
        return _no_backup(path, f"文件名“{outside[0]}”指到数据文件夹之外")
    return BackupFile(file, manifest)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _digest_of(file: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with file.open(name) as part:
            while piece := part.read(PIECE):
                digest.update(piece)
    except DAMAGED:
        return ""
    return digest.hexdigest()


def _changed(name: str, how: str) -> Problem:
    return Problem("backup-changed", f"备份里的 {name} {how}", Place(name))


def _no_backup(path: Path, message: str) -> Refusal:
    return Refusal((Problem("no-backup", message, Place(str(path))),))
