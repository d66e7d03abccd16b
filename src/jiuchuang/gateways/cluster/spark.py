"""Apache Spark as a scheduler: `pip install jiuchuang[spark]`, and Java."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jiuchuang.gateways.cluster.cores import POLARS_THREADS, cores_shared_by
from jiuchuang.gateways.cluster.part_task import PartTask, Scheduler, Work

if TYPE_CHECKING:
    from pyspark import SparkContext

LOCAL = "local[*,4]"
"""Every core of this machine; a file is tried four times."""
SMALL_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""On this machine Java only hands out names: neither collecting garbage on every core nor compiling twice pays."""


def on_spark(master: str = "", context: SparkContext | None = None) -> Scheduler:
    """A scheduler on the Spark cluster `master` (`spark://…:7077`, `yarn`); without one, on this machine.

    Files go out as `parallelize(names).map`; Spark tries the file of a worker that died again. A `context` that runs
    already, as in a notebook, is used and left running.
    """

    def schedule(tasks: list[PartTask], work: Work) -> Iterator[PartTask]:
        if context is not None:
            yield from _spread(context, tasks, work)
            return
        with spark_context(master or LOCAL) as own:
            yield from _spread(own, tasks, work)

    return schedule


@contextmanager
def spark_context(master: str) -> Iterator[SparkContext]:
    """A Spark of our own, stopped at the end: no web page, one thread of Polars for a core that a task is given."""
    from pyspark import SparkConf, SparkContext

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName("jiuchuang screen")
    conf.setIfMissing("spark.ui.enabled", "false").setIfMissing(f"spark.executorEnv.{POLARS_THREADS}", "1")
    if master.startswith("local"):
        conf.setIfMissing("spark.driver.extraJavaOptions", SMALL_JAVA)
    with cores_shared_by(os.cpu_count() or 1):
        context = SparkContext(conf=conf)
    try:
        yield context
    finally:
        context.stop()


def _spread(context: SparkContext, tasks: list[PartTask], work: Work) -> list[PartTask]:
    done: list[PartTask] = context.parallelize(tasks, max(len(tasks), 1)).map(work).collect()
    return done
