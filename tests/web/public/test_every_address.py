"""Every address of the residents' door: told for whom it is, closed without sign-in, safe headers, no script."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.apps.residents.queries import digest
from jiuchuang.web.public.door import ANYBODY, RESIDENT
from jiuchuang.web.public.urls import urlpatterns

FILLED = {
    "<slug:name>": "owns_firm",
    "<str:number>": "X-1",
    "<str:case>": "X-2",
    "<str:application>": "S-1",
    "<slug:verb>": "withdraw",
    "<slug:ending>": "pdf",
    "<int:paper>": "1",
    "<path:programme>": "sample/yunxi-2024-6/startup-subsidy",
}
ALL = [(str(pattern.pattern), pattern.callback) for pattern in urlpatterns]


def filled(address):
    for part, value in FILLED.items():
        address = address.replace(part, value)
    assert "<" not in address, address
    return f"/{address}"


def of(audience):
    return [filled(address) for address, view in ALL if view.audience == audience]


def test_every_page_says_for_whom_it_is():
    assert {view.audience for _, view in ALL} == {ANYBODY, RESIDENT}
    assert all(address.startswith("/my/") for address in of(RESIDENT))
    open_below_my = [address for address in of(ANYBODY) if address.startswith("/my/")]
    assert set(open_below_my) == {"/my/sign-in/", "/my/sign-in/code/", "/my/sign-out/"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", of(RESIDENT))
@pytest.mark.parametrize("cookie", ["", "no-such-token"])
def test_nobody_comes_in_without_signing_in(address, cookie):
    client = Client()
    client.cookies["resident"] = cookie
    for answer in (client.get(address), client.post(address, {"p": "x"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/my/sign-in/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize("address", of(RESIDENT))
def test_somebody_who_has_signed_in_finds_nothing_of_others(address):
    client, now = Client(), timezone.now()
    ResidentSession.objects.create(
        token=digest("t"), person="P9", name="甲", is_proved=True, began_at=now, seen_at=now
    )
    client.cookies["resident"] = "t"
    answer = client.get(address)
    assert answer.status_code in (200, 302, 404, 405)
    assert "no-store" in answer.headers.get("Cache-Control", "no-store")


@pytest.mark.django_db
@pytest.mark.parametrize("address", of(ANYBODY))
def test_open_pages_are_safe(address):
    answer = Client().get(address)
    assert answer.status_code in (200, 302, 404, 405)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    text = answer.content.decode()
    assert "<script" not in text and " style=" not in text and "<style" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", of(ANYBODY) + of(RESIDENT))
def test_a_form_from_elsewhere_changes_nothing(address):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {"who": "person"}).status_code in (403, 405)
