"""What ends a run without being a bug of ours: a disk that is full, a file that is damaged in the middle."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.screening.damaged import damage_problems
from jiuchuang.gateways.screening.population_in import Population, TableFile

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SAYS_FULL = ("os error 28", "os error 122", "No space left")
"""How it reads where the fault comes from below Python, or from a worker."""


def run_problems(
    fault: BaseException, population: Population, beside: Iterable[TableFile], out: Path, cluster: str = ""
) -> list[Problem]:
    """Why a run over the population and the files `beside` it ended with `fault`; none where it is a bug of ours.

    `cluster` says in the words of the command line where it ran.
    """
    chain = list(_chain(fault))
    if any(_is_full(one) for one in chain):
        return [Problem("disk-full", "磁盘满了，没有写成", Place(str(out)), "腾出空间，或者换一个文件夹")]
    if isinstance(fault, BrokenProcessPool):
        return [
            Problem("worker-died", "工作进程一再中断，多半是内存不够", suggestion="减少进程，或者把文件切小")
        ]
    tables = (part for parts in population.tables.values() for part in parts)
    damaged = damage_problems((*tables, *population.payments, *beside))
    if damaged or not isinstance(fault, OSError):
        return damaged
    if cluster and fault.errno is None:  # what schedulers raise themselves
        return [Problem("cluster-unreachable", f"连不上集群（{fault}）", Place(f"--on-cluster {cluster}"))]
    where = fault.filename or out
    return [Problem("files-unusable", f"读写不成（{fault.strerror or fault}）", Place(str(where)))]


def _is_full(fault: BaseException) -> bool:
    code = fault.errno if isinstance(fault, OSError) else None
    return code in _FULL or any(words in str(fault) for words in _SAYS_FULL)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault and what it arose from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__
