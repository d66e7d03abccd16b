"""The registers of two townships."""

from __future__ import annotations

import pytest

from register_world import register_world


@pytest.fixture
def world(db):
    return register_world()
