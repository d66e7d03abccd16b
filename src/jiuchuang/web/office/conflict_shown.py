"""A conflict of two documents for pages: how it stands, and where its page is."""

from __future__ import annotations

from django.urls import reverse

from jiuchuang.apps.policy.queries.conflicts import OPEN, RULED, Conflict
from jiuchuang.web.kit.listing import Tag


def state_shown(conflict: Conflict) -> Tag:
    """How an overlap stands, in two or three words."""
    if conflict.state == OPEN:
        return Tag("待另一人签署", "warn") if conflict.proposed else Tag("待裁定", "bad")
    return Tag("已裁定", "good") if conflict.state == RULED else Tag("按次序适用", "info")


def address_of(conflict: Conflict) -> str:
    """The page of the conflict."""
    return address_between(*conflict.overlap.key)


def address_between(first: str, second: str) -> str:
    """The page of the conflict of two programmes, by their ids in order."""
    return reverse("office:policy-conflict", args=[*first.split("/"), second])
