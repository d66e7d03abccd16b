"""The menu: only what the account may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from jiuchuang.web.kit.door import StaffRequest

ENTRIES = (
    ("office:home", "我的工作", ""),
    ("office:units", "组织机构", "org.read"),
    ("office:accounts", "账号", "account.write"),
)
"""Address, label, permission."""


@dataclass(frozen=True)
class Entry:
    """One entry; `current` for the page that is open."""

    address: str
    label: str
    current: bool


def menu(request: StaffRequest) -> list[Entry]:
    """The entries that the account may open."""
    allowed = request.access.permissions
    return [
        Entry(reverse(name), label, reverse(name) == request.path)
        for name, label, permission in ENTRIES
        if not permission or permission in allowed
    ]
