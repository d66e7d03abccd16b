"""Who may call: a key in the `Authorization` header (RFC 6750), acting as an account with its grants.

Every call is on record in the chain of the account; a call that looks at personal data says why in `X-Purpose`.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.limits.actions.count_try import Limit, count_try
from jiuchuang.apps.org.queries import Access, key_of

CALLS = Limit("api", most=600, seconds=60)
WRONG_KEYS = Limit("api-wrong-key", most=20, seconds=600)
PURPOSE = "X-Purpose"
LONGEST_PURPOSE = 200


class ApiRequest(HttpRequest):
    """A request with a key that holds."""

    access: Access
    key: Any


class TooMany(Exception):
    """More calls than the limit; `wait` in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class NotAllowed(Exception):
    """The account has no such permission here."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class NoPurpose(Exception):
    """Personal data were asked for without saying why."""


class KeyDoor(HttpBearer):
    """Lets in whoever has a key that holds today, from an address that the key allows."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The key, None for a wrong one; too many calls are refused with the time to wait."""
        now = timezone.now()
        address = str(request.META.get("REMOTE_ADDR", ""))
        key = key_of(token, address, timezone.localdate(now)) if len(token) < 200 else None
        if key is None:
            wait = count_try(WRONG_KEYS, address, now)
        else:
            wait = count_try(CALLS, key.digest, now)
        if wait:
            raise TooMany(wait)
        if key is not None:
            known = cast(ApiRequest, request)
            known.key, known.access = key, Access(key.account, timezone.localdate(now))
        return key


def allowed(request: HttpRequest, permission: str) -> Access:
    """The caller's access; raises NotAllowed without the permission anywhere."""
    access = cast(ApiRequest, request).access
    if permission not in access.permissions:
        raise NotAllowed(permission)
    return access


def told(request: HttpRequest, operation: str, personal: bool = False, **content: Any) -> str:
    """Put the call on record; returns the purpose. Raises NoPurpose where personal data are asked for without one."""
    known = cast(ApiRequest, request)
    purpose = unquote(request.headers.get(PURPOSE, ""), errors="replace").strip()[:LONGEST_PURPOSE]
    if personal and not purpose:
        raise NoPurpose
    record(
        chain=f"api/{known.access.account.pk}",
        kind="Called",
        actor=known.access.actor,
        at=timezone.now(),
        content={"operation": operation, "key": known.key.shown, "purpose": purpose, **content},
    )
    return purpose
