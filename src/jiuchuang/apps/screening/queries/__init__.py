"""Reading screenings: runs, what they found, and whom it concerns."""

from jiuchuang.apps.screening.queries.awards import (
    STANDING_LABELS,
    AwardShown,
    Filter,
    ProgrammeCount,
    ToOpen,
    award_shown,
    awards_in,
    counted,
    opening_counts,
    to_open,
    units_in,
)
from jiuchuang.apps.screening.queries.runs import STAGE_LABELS, RunSeen, is_stuck, run_seen, runs_seen

__all__ = [
    "STAGE_LABELS",
    "STANDING_LABELS",
    "AwardShown",
    "Filter",
    "ProgrammeCount",
    "RunSeen",
    "ToOpen",
    "award_shown",
    "awards_in",
    "counted",
    "is_stuck",
    "opening_counts",
    "run_seen",
    "runs_seen",
    "to_open",
    "units_in",
]
