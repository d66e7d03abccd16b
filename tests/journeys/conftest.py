"""A county with a running site, a browser, and a clock that can be moved on."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from flushed import flush_of_tables_that_are_forever
from journeys.browser import DESK, Visitor, chromium
from journeys.shown import Shown

START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _flush_of_tables_that_are_forever():
    with flush_of_tables_that_are_forever():
        yield


_KEPT = ExitStack()
_STARTED: list[Any] = []


@pytest.fixture(scope="module")
def browser():
    """One browser for all journeys of a process; of a module, so that it is there before any database is opened."""
    if not _STARTED:
        _STARTED.append(_KEPT.enter_context(chromium()))
    return _STARTED[0]


@pytest.fixture(scope="module")
def shown(browser):
    """Where documents are laid to be looked at."""
    return Shown(browser)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """After the last journey the browser goes, and with it the loop that it runs in the thread of the tests."""
    if nextitem is None or not nextitem.path.is_relative_to(item.path.parent):
        _STARTED.clear()
        _KEPT.close()


class Clock:
    """The moment that the whole site takes for now; it goes on by itself as any clock does."""

    def __init__(self, real) -> None:
        self._real, self._ahead = real, START - real()

    def now(self) -> datetime:
        return self._real() + self._ahead

    def to(self, day: date) -> datetime:
        """Ten in the morning (Beijing) of that day."""
        self._ahead += datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC) - self.now()
        return self.now()

    def on(self, **later) -> datetime:
        self._ahead += timedelta(**later)
        return self.now()


@pytest.fixture
def clock(monkeypatch):
    moved = Clock(timezone.now)
    monkeypatch.setattr(timezone, "now", moved.now)
    return moved


@pytest.fixture
def site(transactional_db, clock, live_server, settings, tmp_path):
    """The address of the running site."""
    settings.MEDIA_ROOT = tmp_path
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = False
    return live_server.url


@pytest.fixture
def visit(browser, shown, site, request):
    """Somebody new at a screen; at the end no browser has complained of anything."""
    visitors = []

    def one(screen=DESK, script=False) -> Visitor:
        context = browser.new_context(
            viewport=screen, java_script_enabled=script, locale="zh-CN", accept_downloads=True
        )
        visitors.append(Visitor(context, site, shown))
        return visitors[-1]

    yield one
    folder = os.environ.get("JIUCHUANG_JOURNEY_PICTURES")
    for number, visitor in enumerate(visitors):
        if folder:  # where somebody wants to see how it ended
            visitor.page.screenshot(path=f"{folder}/{request.node.name}-{number}.png", full_page=True)
            Path(f"{folder}/{request.node.name}-{number}.txt").write_text(visitor.words(), encoding="utf-8")
        visitor.context.close()
    assert [said for visitor in visitors for said in visitor.complaints] == []


def signed_in_client(account) -> Client:
    """A session with both factors, without the pages of signing in."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    device, _ = TOTPDevice.objects.get_or_create(user=account, name="手机")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def sit(visit):
    """Somebody of the staff at a screen, signed in."""

    def one(account, screen=DESK) -> Visitor:
        visitor = visit(screen)
        visitor.carry(signed_in_client(account))
        return visitor

    return one
