"""`jiuchuang office backup`, `office restore`: the whole installation as one file, and back."""

from __future__ import annotations

from pathlib import Path

import typer

from jiuchuang.cli.library import stop
from jiuchuang.domain.kernel.problem import Refusal


def backup(
    to: Path = typer.Option(..., help="备份文件。 The file to write; an older one of that name is replaced."),
) -> None:
    """备份数据库和全部上传文件（不含密钥），不停机。 Back up tables and uploads (not the key) while running."""
    from jiuchuang.server.start import start

    start()
    from django.utils import timezone

    from jiuchuang.server.backup import back_up

    done = back_up(to, timezone.now())
    if isinstance(done, Refusal):
        stop(done.problems)
    typer.echo(
        f"已备份 {done.tables} 张表 {done.rows:,} 行、{done.files:,} 个文件；"
        f"{done.chains:,} 条链、{done.records:,} 条记录核对无误。"
    )


def restore(
    file: Path = typer.Argument(..., exists=True, dir_okay=False, help="备份文件。 A backup."),
) -> None:
    """恢复到空的数据库和数据文件夹，并逐表核对。 Put a backup into an empty installation and compare."""
    from jiuchuang.server.start import make_tables, start

    start()
    make_tables()
    from jiuchuang.server.backup import restore as put_back

    done = put_back(file)
    if isinstance(done, Refusal):
        stop(done.problems)
    typer.echo(
        f"已恢复 {done.tables} 张表 {done.rows:,} 行、{done.files:,} 个文件，与备份逐表一致；"
        f"{done.chains:,} 条链、{done.records:,} 条记录前后相接。所有人需要重新登录。"
    )
