"""`jiuchuang audit`: proving that no record was changed."""

from __future__ import annotations

from pathlib import Path

import typer

from jiuchuang.cli.library import stop
from jiuchuang.domain.kernel.problem import Refusal

app = typer.Typer(help="审计记录。 Records of what was done.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """审计记录。 Records of what was done."""


@app.command()
def verify(
    dump: Path | None = typer.Argument(
        None, exists=True, dir_okay=False, help="备份文件，不连数据库。 A backup."
    ),
) -> None:
    """逐链核对全部记录；有改动、删去、插入的以 2 退出。 Check every chain of records."""
    if dump is not None:
        _verify_backup(dump)
        return
    from jiuchuang.server.start import start

    start()
    from jiuchuang.apps.audit.queries import broken_chains, count_chains

    broken = broken_chains()
    for chain in broken:
        typer.echo(f"{chain.name}: {chain.fault.reason}", err=True)
    if broken:
        raise typer.Exit(2)
    chains, records = count_chains()
    typer.echo(f"{chains:,} 条链、{records:,} 条记录，前后相接，没有改动。")


def _verify_backup(path: Path) -> None:
    """The same for a backup, whole or not; needs neither the database nor the data folder."""
    from jiuchuang.gateways.backup.archive import open_backup
    from jiuchuang.gateways.backup.chains import read_chains

    opened = open_backup(path)
    if isinstance(opened, Refusal):
        stop(opened.problems)
    with opened as backup:
        problems = backup.problems()
        if problems:
            stop(problems)
        read = read_chains(backup)
        if read.broken:
            stop(f"{name}: {fault.reason}" for name, fault in read.broken)
        typer.echo(
            f"{backup.manifest.at} 的备份完整：{read.chains:,} 条链、{read.records:,} 条记录，前后相接，没有改动。"
        )
