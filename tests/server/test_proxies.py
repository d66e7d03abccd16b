"""Whose word about the browser's address is taken."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from jiuchuang.server.proxies import NamedByTheProxy


@pytest.mark.parametrize(
    ("peer", "named", "address"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),
    ],
)
@override_settings(PROXIES=("127.0.0.1", "10.0.0.2"))
def test_the_last_address_that_is_no_proxy_of_ours(peer, named, address):
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=named)
    assert NamedByTheProxy(lambda given: given.META["REMOTE_ADDR"])(request) == address


@override_settings(PROXIES=())
def test_without_a_proxy_nobody_is_believed():
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert NamedByTheProxy(lambda given: given.META["REMOTE_ADDR"])(request) == "127.0.0.1"
