"""Apache Spark as a scheduler: `pip install jiuchuang[spark]`, and Java."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from jiuchuang.gateways.cluster.part_task import PartTask, Scheduler, Work

LOCAL = "local[*,4]"
"""Every core of this machine; a file is tried four times."""


def on_spark(master: str = "") -> Scheduler:
    """A scheduler on the Spark cluster `master` (`spark://…:7077`, `yarn`); without one, on this machine.

    Files go out as `parallelize(names).map`; Spark tries the file of a worker that died again.
    """

    def schedule(tasks: list[PartTask], work: Work) -> Iterator[PartTask]:
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master(master or LOCAL).appName("jiuchuang screen")
        session = builder.config("spark.ui.enabled", "false").getOrCreate()
        try:
            names = session.sparkContext.parallelize(tasks, max(len(tasks), 1))
            yield from names.map(work).collect()
        finally:
            session.stop()

    return schedule
