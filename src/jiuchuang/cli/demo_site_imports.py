"""Workbooks brought into the registers of the demo county, records that may be one, and calls on people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from jiuchuang.cli.demo_site_office import DemoOffice


def bring_registers(office: DemoOffice, now: datetime, advance: Callable[[], None]) -> None:
    """One import that was approved and written, one that has faults and waits; pairs that may be one."""
    for _ in range(3):
        advance()
    _ = office, now, timedelta
