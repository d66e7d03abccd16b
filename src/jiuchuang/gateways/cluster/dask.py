"""Dask as a scheduler: `pip install jiuchuang[dask]`."""

from __future__ import annotations

from collections.abc import Iterator

from jiuchuang.gateways.cluster.part_task import PartTask, Scheduler, Work


def on_dask(address: str = "") -> Scheduler:
    """A scheduler on the Dask cluster at `address` (`tcp://…:8786`); without one, on workers of this machine.

    Dask itself gives the file of a worker that died to another one.
    """

    def schedule(tasks: list[PartTask], work: Work) -> Iterator[PartTask]:
        from distributed import Client, as_completed

        local = {} if address else {"threads_per_worker": 1, "dashboard_address": None}
        with Client(address or None, **local) as client:
            for _, done in as_completed(client.map(work, tasks, pure=False), with_results=True):
                yield done

    return schedule
