"""Tests of what is kept: on SQLite, or on PostgreSQL with JIUCHUANG_TEST_DATABASE=postgresql."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management.commands.flush import Command
from django.db import connection

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.audit.append_only import protect, unprotect

FOREVER = ["audit_record", "people_look", "people_change"]


@pytest.fixture(autouse=True, scope="session")
def _flush_of_tables_that_are_forever():
    """Between transactional tests Django empties every table; outside tests nothing can."""
    flush = Command.handle

    def handle(self, **options):
        for table in FOREVER:
            with connection.schema_editor() as editor:
                unprotect(table, editor)
        flush(self, **options)
        for table in FOREVER:
            with connection.schema_editor() as editor:
                protect(table, editor)

    Command.handle = handle
    yield
    Command.handle = flush


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def clerk() -> Actor:
    return Actor(7, "经办人甲")
