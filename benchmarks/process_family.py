"""What a command costs with every process that it starts: cluster schedulers, Java and workers included.

The operating system adds up a child's CPU for its parent only when the parent waits for it. Spark's daemon does not
wait for its workers, so the whole session is watched in `/proc` instead (Linux): the last look at each process counts.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import ROOT, Cost

PROC = Path("/proc")
LOOK_EVERY = 0.05
"""Seconds between looks: what a process does between the last look and its end is missed."""
LINGER = 60.0
"""Seconds that processes may take to end after the command has ended."""
_TICK = os.sysconf("SC_CLK_TCK")


class UnmeasurableError(Exception):
    """The command failed, or left processes behind; says which."""


@dataclass
class Family:
    """Processes of one session and the CPU ticks that each was last seen with."""

    session: int
    ticks: dict[tuple[int, str], int] = field(default_factory=dict)
    peak_kb: int = 0

    def look(self) -> int:
        """Look at every process of the session; how many there are, not counting those that have ended."""
        alive = resident = 0
        for path in PROC.glob("[0-9]*/stat"):
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            fields = text.rpartition(")")[2].split()  # after the name: state parent group session … (proc(5))
            if int(fields[3]) == self.session:
                self.ticks[int(path.parent.name), fields[19]] = int(fields[11]) + int(fields[12])
                alive += fields[0] != "Z"
                resident += int(fields[21])
        self.peak_kb = max(self.peak_kb, resident * os.sysconf("SC_PAGE_SIZE") // 1024)
        return alive

    @property
    def cpu(self) -> float:
        """Seconds of CPU, all processes together."""
        return sum(self.ticks.values()) / _TICK


def family_cost(command: list[str], cores: int) -> Cost:
    """Run `command` in a session of its own on some cores; the peak is that of all its processes together."""
    begun = time.perf_counter()
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(mine)[:cores])  # what is started now inherits it
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        os.sched_setaffinity(0, mine)
        family, ended = Family(process.pid), threading.Event()
        watch = threading.Thread(target=_watch, args=(family, ended))
        watch.start()
        try:
            assert process.stderr is not None
            words = process.stderr.read()
            # Left to be reaped until the last look has been taken: its times go with it.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            wall = time.perf_counter() - begun
        finally:
            ended.set()
            watch.join()
        _wait_for_the_rest(family)
    if process.returncode:
        raise UnmeasurableError(f"{' '.join(command)}: exit {process.returncode}\n{words[-2000:]}")
    return Cost(family.cpu, wall, family.peak_kb / 1024, {})


def _watch(family: Family, ended: threading.Event) -> None:
    while not ended.wait(LOOK_EVERY):
        family.look()


def _wait_for_the_rest(family: Family) -> None:
    """Java ends some time after the command; it still counts."""
    until = time.monotonic() + LINGER
    while family.look():
        if time.monotonic() > until:
            raise UnmeasurableError(f"processes of session {family.session} have not ended")
        time.sleep(LOOK_EVERY)
