"""`jiuchuang cases`: what time does to cases by itself, and the proof that they are what their records say."""

from __future__ import annotations

import signal
import sys
import threading

import typer

app = typer.Typer(help="办件。 Cases.", no_args_is_help=True)
SECONDS = 60


@app.callback()
def cases() -> None:
    """办件。 Cases."""


@app.command()
def tick() -> None:
    """处理一次到期事项：逾期、未补正、公示结束、封存记录、按保存期删除。 Let time act once on whatever is due."""
    from jiuchuang.server.start import start

    start()
    typer.echo(_tick())


@app.command()
def clock(
    every: int = typer.Option(SECONDS, min=1, help="隔几秒处理一次。 Seconds between two rounds."),
) -> None:
    """不断处理到期事项，直到 Ctrl-C；`jiuchuang serve` 已经包含。 The same again and again; part of `serve`."""
    from jiuchuang.server.start import start

    start()
    told_to_end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_end.set())
    while not told_to_end.is_set():
        try:
            _tick()
        except (
            Exception
        ) as fault:  # the next round may succeed: a database that restarts must not end the clock
            sys.stderr.write(f"clock: {type(fault).__name__}: {fault}\n")
        told_to_end.wait(every)


@app.command()
def replay(
    numbers: list[str] = typer.Argument(None, help="办件编号；不写则全部。 Numbers; all without."),
) -> None:
    """按记录重放办件、重新计算每次核验；有不符的以 2 退出。 Replay cases and compute their findings again."""
    from jiuchuang.server.start import start

    start()
    from jiuchuang.apps.casework.queries.replay import all_numbers, replay

    wanted = numbers or all_numbers()
    faults = 0
    for number in wanted:
        for fault in replay(number).faults:
            faults += 1
            typer.echo(f"{number}: {fault}", err=True)
    if faults:
        raise typer.Exit(2)
    typer.echo(f"{len(wanted):,} 件办件与记录一致。")


def _tick() -> str:
    from django.db import close_old_connections
    from django.utils import timezone

    from jiuchuang.apps.audit.actions.seal import seal_chains
    from jiuchuang.apps.casework.actions.run_clocks import run_clocks
    from jiuchuang.apps.casework.actions.sweep_files import sweep_when_due
    from jiuchuang.server.retention import forget_once_a_day

    close_old_connections()
    now = timezone.now()
    done = run_clocks(at=now)
    swept = sweep_when_due(at=now)
    sealed = seal_chains(at=now)
    gone = sum((forget_once_a_day(at=now) or {}).values())
    return (
        f"逾期处理{done.silences}，逾期办结{done.lapsed}，公示结束{done.notices_closed}，"
        f"名单撤下{done.taken_down}，续办{done.resumed}，清理文件{swept.files}，"
        f"封存{sealed.chains if sealed else 0}条链，"
        f"按保存期删除{gone}项"
    )
