"""Reading cases: their events and state, worklists, one case in full, lists of many."""

from __future__ import annotations

from jiuchuang.apps.casework.queries.events import chain_of, events_of, state_of
from jiuchuang.apps.casework.queries.kept import calendar, procedures

__all__ = ["calendar", "chain_of", "events_of", "procedures", "state_of"]
