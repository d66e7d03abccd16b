"""The day that pages of this door go by: doors ask the clock, nobody below them does."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today in China."""
    return timezone.localdate()
