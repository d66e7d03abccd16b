"""A process is warm before its first visitor, and opens all the same when that fails or takes too long."""

from __future__ import annotations

import logging
from threading import Event

import pytest
from django.utils import timezone

from county_world import county
from flushed import flush_of_tables_that_are_forever
from jiuchuang.server import web_process
from jiuchuang.web.public import guides


@pytest.fixture
def cold():
    guides._guide.cache_clear()
    yield
    guides._guide.cache_clear()


@pytest.fixture(autouse=True, scope="module")
def _flush_of_tables_that_are_forever():
    with flush_of_tables_that_are_forever():
        yield


@pytest.mark.django_db(transaction=True)
def test_the_first_visitor_finds_the_guides_ready(cold, client):
    county()
    web_process.post_worker_init(None)
    made = guides._guide.cache_info()
    assert made.misses == 2
    client.post("/guide/", {"who": "firm"})
    assert client.get("/guide/next/").status_code == 200
    assert guides._guide.cache_info().misses == 2  # of the host's region, as the pages ask for it


def test_a_fault_is_told_and_the_door_opens(monkeypatch, caplog):
    def broken(on):
        raise LookupError(f"no law on {on}")

    monkeypatch.setattr("jiuchuang.web.public.warm_up.warm_up", broken)
    with caplog.at_level(logging.ERROR):
        web_process.post_worker_init(None)
    assert f"no law on {timezone.localdate()}" in caplog.text


def test_nobody_waits_for_ever(monkeypatch):
    go_on = Event()
    monkeypatch.setattr(web_process, "LONGEST", 0.01)
    monkeypatch.setattr(web_process, "warm", go_on.wait)
    web_process.post_worker_init(None)
    go_on.set()
