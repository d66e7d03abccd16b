"""`jiuchuang serve`: the web application, the worker of its background jobs and the clock of cases, until Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

import typer

SECONDS_TO_END = 10
WARMED = ("--config", "python:jiuchuang.server.web_process")
"""Each process reads the packs before its first visitor comes."""


def serve(
    host: str = typer.Option("127.0.0.1", help="监听地址。 Address to listen on."),
    port: int = typer.Option(8000, min=1, max=65535, help="端口。 Port."),
    workers: int = typer.Option(2, min=1, max=64, help="网页进程数。 Processes that answer browsers."),
) -> None:
    """启动网站和后台任务。 Serve the site and run background jobs."""
    from jiuchuang.server.start import SETTINGS, bring_up_to_date, start

    start()
    bring_up_to_date()
    _take_up_again()
    web = [sys.executable, "-m", "gunicorn", "jiuchuang.server.wsgi:application", *WARMED]
    jobs = [sys.executable, "-m", "django", "db_worker", "--settings", SETTINGS]
    clock = [sys.executable, "-c", "from jiuchuang.cli.main import main; main()", "cases", "clock"]
    typer.echo(f"http://{host}:{port}/office/  按 Ctrl-C 结束。")
    _until_one_ends([[*web, "--bind", f"{host}:{port}", "--workers", str(workers)], jobs, clock])


def _take_up_again() -> None:
    """Imports that a stop left in the middle go on as soon as the worker runs."""
    from jiuchuang.apps.people.jobs import take_up_again_job

    take_up_again_job.enqueue()


def _until_one_ends(commands: list[list[str]]) -> None:
    """Run them side by side; when one ends, or on Ctrl-C, all end. Exit code 1 when one ended by itself."""
    running = [subprocess.Popen(command) for command in commands]

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        raise typer.Exit(1)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
