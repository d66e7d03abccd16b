"""Backing the installation up into one file, and putting it back into an empty one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction

from jiuchuang import __version__
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.backup.archive import BackupFile, BackupWriter, open_backup, row_line
from jiuchuang.gateways.backup.chains import read_chains
from jiuchuang.server import tables
from jiuchuang.server.environment import SECRET_FILE

LEFT_OUT = {SECRET_FILE, "static", "postgresql"}
"""What of the data folder is no part of a backup: the key is kept apart, the rest is made anew."""
DATABASE_FILE = "jiuchuang.sqlite3"


@dataclass(frozen=True)
class Counts:
    """How much was backed up or put back."""

    tables: int
    rows: int
    files: int
    chains: int
    records: int


def back_up(to: Path, at: datetime) -> Counts | Refusal:
    """Write the whole installation as it is at this moment; everybody may go on working.

    Files are read after the rows, so that every file that a row names is there.
    """
    data = Path(settings.DATA)
    if to.resolve().is_relative_to(data):
        hint = "放到另一块盘或另一台机器上，数据文件夹坏了备份还在"
        return _refused("inside-data", f"备份不能放在数据文件夹 {data} 里面", to, hint)
    if not to.parent.is_dir():
        return _refused("no-folder", f"没有文件夹 {to.parent}", to)
    rows = 0
    migrations = tables.applied_migrations()
    with BackupWriter(to, __version__, at.astimezone(UTC).isoformat(), migrations) as backup:
        with tables.snapshot() as using:
            for model in tables.kept_tables():
                names = [field.attname for field in tables.columns_of(model)]
                rows += backup.add_table(model._meta.db_table, names, tables.rows_of(model, using))
        for name in data_files(data):
            backup.add_file(name, data / name)
        manifest = backup.manifest()
    checked = check(to)
    if isinstance(checked, Refusal):
        return checked
    return Counts(len(manifest.tables), rows, len(manifest.files), checked.chains, checked.records)


def check(path: Path) -> Counts | Refusal:
    """Prove a backup without a database: every part has its digest, every chain of records holds."""
    opened = open_backup(path)
    if isinstance(opened, Refusal):
        return opened
    with opened as backup:
        problems = backup.problems()
        if problems:
            return Refusal(tuple(problems))
        chains = read_chains(backup)
        if chains.broken:
            return Refusal(
                tuple(
                    Problem("chain-broken", f"{name}：{fault.reason}", Place(name))
                    for name, fault in chains.broken
                )
            )
        parts = backup.manifest.tables.values()
        rows, files = sum(part.rows for part in parts), len(backup.manifest.files)
        return Counts(len(parts), rows, files, chains.chains, chains.records)


def restore(path: Path) -> Counts | Refusal:
    """Put a backup back, into an empty installation only; what was put back is read again and compared.

    The tables have to be made already (`make_tables`). A refusal leaves them as they were.
    """
    checked = check(path)
    if isinstance(checked, Refusal):
        return checked
    opened = open_backup(path)
    if isinstance(opened, Refusal):
        return opened
    with opened as backup:
        problems = _not_fitting(backup)
        if problems:
            return Refusal(tuple(problems))
        with transaction.atomic():
            problems = _put_back(backup)
            if problems:
                transaction.set_rollback(True)
                return Refusal(tuple(problems))
        for name in backup.manifest.files:
            backup.put_file(name, Path(settings.DATA))
    return checked


def data_files(data: Path) -> list[str]:
    """The files of the data folder that belong into a backup, by their path in there."""
    found = []
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        first = name.partition("/")[0]
        if path.is_file() and first not in LEFT_OUT and not first.startswith(DATABASE_FILE):
            found.append(name)
    return found


def _not_fitting(backup: BackupFile) -> list[Problem]:
    """Why this backup cannot be put into this installation."""
    problems, manifest = [], backup.manifest
    if list(manifest.migrations) != tables.applied_migrations():
        hint = f"先装版本 {manifest.version}，用它恢复，再升级"
        problems.append(
            Problem(
                "other-version", f"备份来自版本 {manifest.version}，表的结构与本版本不同", Place(""), hint
            )
        )
    filled = tables.filled_tables()
    if filled:
        hint = "换一个空的数据库和数据文件夹，确认无误后再停用原来的"
        shown = "、".join(filled[:5])
        problems.append(Problem("not-empty", f"这里的数据库不是空的（{shown}），不会覆盖", Place(""), hint))
    there = data_files(Path(settings.DATA))
    if there:
        problems.append(Problem("files-there", f"数据文件夹里已有文件（{there[0]}），不会覆盖", Place("")))
    return problems


def _put_back(backup: BackupFile) -> list[Problem]:
    tables.empty_tables()
    manifest = backup.manifest
    for model in tables.kept_tables():
        name = model._meta.db_table
        if name in manifest.tables:
            tables.write_rows(model, manifest.tables[name].columns, backup.rows(name))
    tables.continue_numbers()
    problems = []
    for model in tables.kept_tables():
        name = model._meta.db_table
        if name not in manifest.tables:
            continue
        digest = hashlib.sha256()
        for row in tables.rows_of(model, DEFAULT_DB_ALIAS):
            digest.update(row_line(row))
        if digest.hexdigest() != manifest.tables[name].sha256:
            problems.append(Problem("not-the-same", f"表 {name} 恢复后与备份不一致，已全部撤回", Place(name)))
    return problems


def _refused(code: str, message: str, path: Path, suggestion: str = "") -> Refusal:
    return Refusal((Problem(code, message, Place(str(path)), suggestion),))
