"""Dask as a scheduler: `pip install jiuchuang[dask]`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from jiuchuang.gateways.cluster.cores import cores_shared_by
from jiuchuang.gateways.cluster.part_task import PartTask, Scheduler, Work

QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
}
"""What Dask watches on this machine: by default a worker looks at its Python frames a hundred times a second, though
the work is done below Python. It costs CPU for as long as the run lasts."""


def on_dask(address: str = "") -> Scheduler:
    """A scheduler on the Dask cluster at `address` (`tcp://…:8786`); without one, on workers of this machine.

    Dask itself gives the file of a worker that died to another one.
    """

    def schedule(tasks: list[PartTask], work: Work) -> Iterator[PartTask]:
        from distributed import Client, as_completed

        local = {} if address else {"threads_per_worker": 1, "dashboard_address": None}
        with _on_this_machine(not address), Client(address or None, **local) as client:
            for _, done in as_completed(client.map(work, tasks, pure=False), with_results=True):
                yield done

    return schedule


@contextmanager
def _on_this_machine(here: bool) -> Iterator[None]:
    """Workers started here take a core each; those of a cluster are set up by who runs it."""
    import dask

    if not here:
        yield
        return
    with dask.config.set(QUIET), cores_shared_by(os.cpu_count() or 1):
        yield
