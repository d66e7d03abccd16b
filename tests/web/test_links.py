"""Nobody is shown a way that leads nowhere: every link on every page answers whoever reads it."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from jiuchuang.apps.org.models import Grant
from web.full_county import full_county, holder, resident_client

LINK, FORM = re.compile(r'href="([^"]*)"'), re.compile(r'action="([^"]*)"')
OF_A_KIND = 2
"""Addresses of one name that are opened; the others differ by what fills them alone."""
NOWHERE = "nowhere:"
NOT_HERE = ("office:import-workbook",)
"""Files that the full county names without having them."""


@pytest.fixture
def world(db):
    return full_county()


def dead_links(client: Client, start: str) -> tuple[dict[tuple[str, str], int], int]:
    """Addresses that do not answer, each with the page that leads there; and how many pages were read."""
    queue, known, opened = deque([("", start)]), {start}, Counter[str]()
    dead: dict[tuple[str, str], int] = {}
    read = 0
    while queue:
        origin, here = queue.popleft()
        answer = client.get(here)
        if answer.status_code >= 400:
            dead[origin, here] = answer.status_code
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        read += 1
        text = answer.content.decode()
        for form in map(unescape, FORM.findall(text)):  # what is sent there, other tests send
            if (name_of(urljoin(here, form)) or "").startswith(NOWHERE):
                dead[here, form] = 404
        for link in map(unescape, LINK.findall(text)):
            there = urljoin(here, link).partition("#")[0]
            name = name_of(there)
            if there in known or name is None or name in NOT_HERE or opened[name] >= OF_A_KIND:
                continue
            known.add(there)
            opened[name] += 1
            queue.append((here, there))
    return dead, read


def name_of(address: str) -> str | None:
    """The name of an address of this site; None for others, files of the kit and the way out."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
        return None
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return f"{NOWHERE}{parts.path}"


def test_who_may_everything_finds_every_way_open(world, browser_of):
    dead, read = dead_links(browser_of(holder(world)), "/office/")
    assert dead == {}
    assert read > 80


def test_every_role_finds_every_way_open_that_it_is_shown(world, browser_of):
    dead = {}
    grants = Grant.objects.select_related("account").order_by("pk")
    one_of_each = {grant.role: grant.account for grant in grants if grant.account.username != "holder-yx"}
    assert len(one_of_each) >= 8
    for account in one_of_each.values():
        found, read = dead_links(browser_of(account), "/office/")
        dead |= {(account.username, *ways): status for ways, status in found.items()}
        assert read >= 2, account.username
    assert dead == {}


def test_a_resident_finds_every_way_open(world):
    dead, read = dead_links(resident_client(world), "/")
    assert dead == {}
    assert read > 20
