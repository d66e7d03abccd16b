"""Doors that open so often and no oftener: too many tries are answered by a page that says when to come back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jiuchuang.apps.limits.actions.count_try import Limit, count_try

View = Callable[..., HttpResponse]


def address_of(request: HttpRequest) -> str:
    """The browser's address (behind a proxy: the one that it names, see `server.proxies`).

    Of version 6 the network of one subscriber (/64): whoever has one address there has all of them.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        given = ip_address(text)
    except ValueError:
        return text
    if given.version == 4:
        return text
    return str(given.ipv4_mapped or ip_network((given.packed[:8] + bytes(8), 64)))


def limited(
    limit: Limit, who: Callable[[HttpRequest], str] = address_of, method: str = "POST"
) -> Callable[[View], View]:
    """At most so many requests of the method by one somebody; the others are told when to try again (429)."""

    def wrapper(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == method:
                wait = count_try(limit, who(request), timezone.now())
                if wait:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return counted

    return wrapper


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """The page that says how long to wait (RFC 6585, 429)."""
    told = f"{wait}秒" if wait < 60 else f"{-(-wait // 60)}分钟"
    answer = render(request, "kit/too_many.html", {"wait": told}, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
