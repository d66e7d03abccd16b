"""Every address of the office: closed without both factors, closed without the permission, safe headers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access

TODAY = timezone.localdate()
OPEN = {f"/office/sign-in/{more}" for more in ("", "code/", "provider/", "provider/answer/")}


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


CLOSED = [
    (address, view)
    for address, view in addresses()
    if address not in OPEN and not hasattr(view, "audience")  # the residents have a test of their own
]


def test_there_are_addresses_to_walk():
    assert len(CLOSED) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address, _ in CLOSED])
def test_without_signing_in_every_address_leads_to_the_door(address):
    answer = Client().get(address.replace("<int:number>", "1").replace("<str:code>", "x"))
    assert answer.status_code in (302, 405)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/office/sign-in/")


def filled(address, office):
    """The address with things that are there: the other administrator, a grant of his, the top unit."""
    number = (
        Grant.objects.get(account=office.administrator).pk
        if "grants/<" in address
        else office.administrator.pk
    )
    return address.replace("<int:number>", str(number)).replace("<str:code>", office.unit.code)


@pytest.mark.parametrize("address", [address for address, view in CLOSED if hasattr(view, "permission")])
def test_with_the_password_alone_every_address_leads_to_the_code(office, address):
    client = Client()
    client.force_login(office.administrator, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(filled(address, office))
    assert answer.headers["Location"].startswith("/office/sign-in/code/")


@pytest.mark.parametrize(
    ("address", "permission"),
    [(address, view.permission) for address, view in CLOSED if getattr(view, "permission", "")],
)
def test_the_address_opens_for_who_has_the_permission_and_for_nobody_else(
    office, browser_of, address, permission
):
    nobody = Account.objects.create_user("nobody", "无权者")
    here = filled(address, office)
    assert browser_of(nobody).get(here).status_code == 403
    assert browser_of(nobody).post(here).status_code == 403
    people = (office.administrator, office.security_officer)
    seen = {
        permission in Access(each, TODAY).permissions: browser_of(each).get(here).status_code
        for each in people
    }
    assert seen[True] == 200
    assert seen.get(False, 403) == 403


@pytest.mark.parametrize("address", [address for address, view in CLOSED if hasattr(view, "permission")])
def test_a_password_that_somebody_else_knows_opens_one_page_only(office, browser_of, address):
    office.security_officer.password_is_temporary = True
    office.security_officer.save()
    answer = browser_of(office.security_officer).get(filled(address, office))
    if address == "/office/password/":
        assert answer.status_code == 200
    else:
        assert answer.headers["Location"] == "/office/password/"


def test_pages_forbid_scripts_from_elsewhere_and_are_not_kept(office, browser_of):
    answer = browser_of(office.administrator).get("/office/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.content.decode() and " style=" not in answer.content.decode()
