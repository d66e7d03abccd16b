"""Tests of what is kept: on SQLite, or on PostgreSQL with JIUCHUANG_TEST_DATABASE=postgresql."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flushed import flush_of_tables_that_are_forever
from jiuchuang.apps.audit.actions.record import Actor


@pytest.fixture(autouse=True, scope="session")
def _flush_of_tables_that_are_forever():
    with flush_of_tables_that_are_forever():
        yield


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def clerk() -> Actor:
    return Actor(7, "经办人甲")
