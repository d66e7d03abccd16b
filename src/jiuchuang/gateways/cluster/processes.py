"""Several processes of this machine as workers, each with its share of the cores."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from queue import SimpleQueue

from jiuchuang.gateways.cluster.cores import cores_shared_by
from jiuchuang.gateways.cluster.part_task import PartTask, Scheduler, Work

ATTEMPTS = 3
"""Times that a file is tried when its worker dies."""


def on_processes(count: int) -> Scheduler:
    """A scheduler with `count` processes; one that dies is replaced, and only its file is tried again."""

    def schedule(tasks: list[PartTask], work: Work) -> Iterator[PartTask]:
        seats: SimpleQueue[_Seat] = SimpleQueue()
        for _ in range(count):
            seats.put(_Seat())

        def seated(task: PartTask) -> PartTask:
            seat = seats.get()
            try:
                return seat.do(task, work)
            finally:
                seats.put(seat)

        with cores_shared_by(count), ThreadPoolExecutor(count) as threads:
            try:
                for done in as_completed([threads.submit(seated, task) for task in tasks]):
                    yield done.result()
            finally:
                threads.shutdown(cancel_futures=True)
                for _ in range(count):
                    seats.get().leave()

    return schedule


class _Seat:
    """Room for one worker process, started anew when it has died."""

    def __init__(self) -> None:
        self._pool = self._worker()

    def do(self, task: PartTask, work: Work) -> PartTask:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._pool.submit(work, task).result()
            except BrokenProcessPool:
                self._pool = self._worker()
        return self._pool.submit(work, task).result()

    def leave(self) -> None:
        self._pool.shutdown()

    @staticmethod
    def _worker() -> ProcessPoolExecutor:
        # Spawned: a fork would copy the locks of Polars' threads as they happen to be.
        return ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts_to_the_parent
        )


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; the one that hands out files ends the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
