"""Reading screenings: runs, what they found, and whom it concerns."""

from jiuchuang.apps.screening.queries.awards import (
    Filter,
    award_shown,
    awards_in,
    counted,
    opening_counts,
    to_open,
)
from jiuchuang.apps.screening.queries.runs import RunSeen, run_seen, runs_seen

__all__ = [
    "Filter",
    "RunSeen",
    "award_shown",
    "awards_in",
    "counted",
    "opening_counts",
    "run_seen",
    "runs_seen",
    "to_open",
]
