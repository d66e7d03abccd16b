"""How many threads Polars takes in each of several workers on one machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

POLARS_THREADS = "POLARS_MAX_THREADS"
"""Read by Polars when it is imported, so it must stand before a worker starts."""


@contextmanager
def cores_shared_by(count: int) -> Iterator[None]:
    """Workers started inside use their share of the cores, unless somebody has already said how many."""
    before = os.environ.get(POLARS_THREADS)
    os.environ[POLARS_THREADS] = before or str(max(1, (os.cpu_count() or 1) // count))
    try:
        yield
    finally:
        if before is None:
            del os.environ[POLARS_THREADS]
