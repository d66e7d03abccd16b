"""Reading the registers: subjects, their facts on a day, their history, and as whom an account may see them."""

from __future__ import annotations

from jiuchuang.apps.people.queries.facts import FactSheet, FactSource, facts_of, household_on
from jiuchuang.apps.people.queries.history import Changed, changes_of, facts_on
from jiuchuang.apps.people.queries.kin import kin_of
from jiuchuang.apps.people.queries.masked import Masks, masks_for
from jiuchuang.apps.people.queries.related import Pledge
from jiuchuang.apps.people.queries.subjects import (
    READ,
    Subject,
    employer_of_credit_code,
    employers_in,
    households_in,
    person_of_resident_id,
    persons_in,
    search,
    subject_for,
    subject_of,
    unit_of_subject,
)
from jiuchuang.apps.people.queries.tables import snapshot
from jiuchuang.apps.people.queries.ties import (
    account_changed_by,
    accounts_of,
    concerns,
    goes_on_as,
    identities_of,
    merged_of,
    numbers_of,
    ties_of,
)
from jiuchuang.apps.people.queries.words import facts_about, vocabulary

__all__ = [
    "READ",
    "Changed",
    "FactSheet",
    "FactSource",
    "Masks",
    "Pledge",
    "Subject",
    "account_changed_by",
    "accounts_of",
    "changes_of",
    "concerns",
    "employer_of_credit_code",
    "employers_in",
    "facts_about",
    "facts_of",
    "facts_on",
    "goes_on_as",
    "household_on",
    "households_in",
    "identities_of",
    "kin_of",
    "masks_for",
    "merged_of",
    "numbers_of",
    "person_of_resident_id",
    "persons_in",
    "search",
    "snapshot",
    "subject_for",
    "subject_of",
    "ties_of",
    "unit_of_subject",
    "vocabulary",
]
