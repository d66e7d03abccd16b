"""`jiuchuang audit`: proving that no record was changed."""

from __future__ import annotations

import typer

app = typer.Typer(help="审计记录。 Records of what was done.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """审计记录。 Records of what was done."""


@app.command()
def verify() -> None:
    """逐链核对全部记录；有改动、删去、插入的以 2 退出。 Check every chain of records."""
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
