"""Files that wait for an application to be handed in."""

from __future__ import annotations

from jiuchuang.apps.casework.models import DraftPaper


def drafts_of(owner: str) -> list[DraftPaper]:
    """The owner's own, in the order in which they came."""
    return list(DraftPaper.objects.filter(owner=owner).order_by("pk"))
