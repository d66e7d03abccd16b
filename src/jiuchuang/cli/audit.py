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
    seal: str = typer.Option(
        "", help="另处记下的一次封存：序号:摘要。 A seal noted elsewhere: number:digest."
    ),
) -> None:
    """逐链、逐次封存核对全部记录；有改动、删去、插入的以 2 退出。 Check every chain and every seal."""
    noted = _noted(seal)
    if dump is not None:
        _verify_backup(dump, noted)
        return
    from jiuchuang.server.start import start

    start()
    from jiuchuang.apps.audit.queries import broken_chains, broken_seals, count_chains, last_seal

    broken = broken_chains() + broken_seals(noted)
    for chain in broken:
        typer.echo(f"{chain.name}: {chain.fault.reason}", err=True)
    if broken:
        raise typer.Exit(2)
    chains, records = count_chains()
    typer.echo(f"{chains:,} 条链、{records:,} 条记录，前后相接，没有改动。")
    newest = last_seal()
    if newest is not None:
        typer.echo(_seal_words(newest.number, newest.digest))


def _noted(seal: str) -> tuple[int, str] | None:
    """A seal as somebody noted it; stops where it cannot be read."""
    if not seal:
        return None
    number, _, digest = seal.strip().partition(":")
    if not (number.isascii() and number.isdigit() and digest):
        stop([f"--seal：看不懂“{seal}”，应为 序号:摘要，如 12:3f2a…"])
    return int(number), digest.strip().lower()


def _seal_words(number: int, digest: str) -> str:
    return f"最近一次封存 {number}:{digest}（请另处记下，日后用 --seal 核对）"


def _verify_backup(path: Path, noted: tuple[int, str] | None) -> None:
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
        read = read_chains(backup, noted)
        if read.broken:
            stop(f"{name}: {fault.reason}" for name, fault in read.broken)
        typer.echo(
            f"{backup.manifest.at} 的备份完整：{read.chains:,} 条链、{read.records:,} 条记录，前后相接，没有改动。"
        )
        if read.newest_seal is not None:
            typer.echo(_seal_words(*read.newest_seal))
