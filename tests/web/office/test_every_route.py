"""Every address of the office: closed without both factors, closed without the permission, safe headers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from jiuchuang.apps.org.models import Account

OPEN = {"/office/sign-in/", "/office/sign-in/code/"}


def addresses():
    """Every address without parts to fill in."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, address)
            else:
                found.append((f"/{address}", pattern.callback))

    walk(get_resolver().url_patterns, "")
    return found


CLOSED = [(address, view) for address, view in addresses() if address not in OPEN]


def test_there_are_addresses_to_walk():
    assert len(CLOSED) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address, _ in CLOSED])
def test_without_signing_in_every_address_leads_to_the_door(address):
    answer = Client().get(address)
    assert answer.status_code in (302, 405)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/office/sign-in/")


@pytest.mark.parametrize("address", [address for address, view in CLOSED if hasattr(view, "permission")])
def test_with_the_password_alone_every_address_leads_to_the_code(office, address):
    client = Client()
    client.force_login(office.administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).headers["Location"].startswith("/office/sign-in/code/")


@pytest.mark.parametrize("address", [address for address, view in CLOSED if getattr(view, "permission", "")])
def test_without_the_permission_the_address_is_refused(office, browser_of, address):
    nobody = Account.objects.create_user("nobody", "无权者")
    assert browser_of(nobody).get(address).status_code == 403
    assert browser_of(office.administrator).get(address).status_code == 200


def test_pages_forbid_scripts_from_elsewhere_and_are_not_kept(office, browser_of):
    answer = browser_of(office.administrator).get("/office/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.content.decode() and " style=" not in answer.content.decode()
