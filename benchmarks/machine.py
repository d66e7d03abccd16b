"""Fresh processes and what they cost: CPU seconds of all threads, wall seconds, peak memory; and this machine."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What one process used, start-up included: seconds of CPU and of the clock, MB at the peak; and its words."""

    cpu: float
    wall: float
    peak_mb: float
    said: dict[str, Any]


def cost(job: str, **arguments: Any) -> Cost:
    """Run `benchmarks.jobs` in a fresh process and wait for it."""
    command = [sys.executable, "-m", "benchmarks.jobs", job, json.dumps(arguments, default=str)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{job} {arguments}: exit {process.returncode}")
    wall = time.perf_counter() - begun
    told: dict[str, Any] = json.loads(said)
    return Cost(usage.ru_utime + usage.ru_stime, wall, told.pop("peak_mb"), told)


def peak_mb() -> float:
    """Most memory of this process so far. Not from getrusage: there a child starts with its parent's peak."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def best_in_turn(times: int, runs: Mapping[str, Callable[[], Cost]]) -> dict[str, Cost]:
    """The best of each, all run in turn: a busy minute of the machine falls on all, and so not on a ratio of two."""
    found: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(run())
    return {name: min(costs, key=lambda item: item.cpu) for name, costs in found.items()}


def best(times: int, run: Callable[[], Cost]) -> Cost:
    """The run with the least CPU: what else the machine does only ever adds."""
    return min((run() for _ in range(times)), key=lambda item: item.cpu)


def describe() -> str:
    """Processor, cores, memory, Python and Polars."""
    words: dict[str, str] = {}
    for path in (Path("/proc/cpuinfo"), Path("/proc/meminfo")):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        words |= {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    memory = int(words.get("MemTotal", "0 kB").split()[0]) // 1024**2
    model = words.get("model name") or platform.processor() or platform.machine()
    versions = f"Python {platform.python_version()}, Polars {pl.__version__}"
    return f"{model}, {os.cpu_count()} cores, {memory} GB; {versions}; load {os.getloadavg()[0]:.1f}"
