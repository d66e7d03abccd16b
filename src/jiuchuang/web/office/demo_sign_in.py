"""What the sign-in pages show in a demonstration: its accounts, and the six digits that a phone would show.

A demonstration runs on this machine alone (`server.environment` refuses it other hosts), and only accounts that the
demonstration made itself are shown: nobody's real account, and nobody's real code.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiuchuang.gateways.demo_accounts import DemoAccount, read_demo_accounts


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts to show; none outside a demonstration."""
    return read_demo_accounts(settings.DATA) if settings.DEMO else ()


def demo_code(account: Any, device: TOTPDevice) -> str:
    """The code that is taken now, for an account of the demonstration; else empty."""
    if account.get_username() not in {one.username for one in demo_accounts()}:
        return ""
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = timezone.now().timestamp()
    used = device.last_t >= clock.t()  # a code is taken once; the next one is taken half a minute early
    if used:
        clock.time += device.step
    return f"{clock.token():0{device.digits}d}"
