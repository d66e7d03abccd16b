"""Reading the law of a day, and what there is of documents, versions and signatures."""

from jiuchuang.apps.policy.queries.law import (
    Law,
    ProgrammeShown,
    decide_programme,
    law_on,
    library,
    prepared,
    programme_shown,
    programmes_on,
)
from jiuchuang.apps.policy.queries.replay import decide_again, library_of

__all__ = [
    "Law",
    "ProgrammeShown",
    "decide_again",
    "decide_programme",
    "law_on",
    "library",
    "library_of",
    "prepared",
    "programme_shown",
    "programmes_on",
]
