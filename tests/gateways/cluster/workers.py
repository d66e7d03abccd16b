"""What test workers do: note down every file, and let one die the first time."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from jiuchuang.gateways.cluster.part_task import PartTask, screen_part


def note_down(task: PartTask) -> None:
    """One line for each attempt at a file."""
    with (Path(task.population) / "attempts.txt").open("a", encoding="utf-8") as notes:
        notes.write(f"{task.entity}/{Path(task.part).name}\n")


def screen_and_note(task: PartTask) -> PartTask:
    note_down(task)
    return screen_part(task)


def die_once(task: PartTask) -> PartTask:
    """The worker of the second file is killed while its results are half written."""
    note_down(task)
    mark = Path(task.population) / "killed"
    if Path(task.part).name == "part-0001.parquet" and not mark.exists():
        mark.touch()
        (task.folder.parent / f".{task.folder.name}-half").mkdir()
        os.kill(os.getpid(), signal.SIGKILL)
    return screen_part(task)
