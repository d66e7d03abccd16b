"""Forget codes and sessions of residents, and texts that were sent, once their term has run out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from jiuchuang.apps.residents.models import ResidentSession, SignInTry
from jiuchuang.gateways.sms.outbox import drop_texts


def forget_codes(*, before: datetime) -> int:
    """Codes that were sent and sessions that began before the moment; how many there were."""
    codes = SignInTry.objects.filter(sent_at__lt=before).delete()[0]
    return codes + ResidentSession.objects.filter(began_at__lt=before).delete()[0]


def forget_texts(*, before: date) -> int:
    """Days of texts in the outbox before that one; how many there were."""
    return drop_texts(Path(settings.DATA) / "sms-outbox", before)
