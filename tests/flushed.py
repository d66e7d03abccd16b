"""Emptying the tables that are forever: only between transactional tests, and nowhere in the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.flush import Command
from django.db import connection

from jiuchuang.apps.audit.append_only import protect, unprotect

FOREVER = ["audit_record", "audit_sealedhead", "people_look", "people_change"]


@contextmanager
def flush_of_tables_that_are_forever() -> Iterator[None]:
    """Between transactional tests Django empties every table; outside tests nothing can."""
    flush = Command.handle

    def handle(self: Command, **options: Any) -> None:
        _each(unprotect)
        flush(self, **options)
        _each(unprotect)  # whoever does the same around us has put them up already
        _each(protect)

    Command.handle = handle
    try:
        yield
    finally:
        Command.handle = flush


def _each(step: Any) -> None:
    for table in FOREVER:
        with connection.schema_editor() as editor:
            step(table, editor)
