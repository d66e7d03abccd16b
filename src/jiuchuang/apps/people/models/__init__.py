"""Rows that are kept of persons, households, employers, and of their relations over time."""

from __future__ import annotations

from jiuchuang.apps.people.models.imports import DuplicatePair, Import, ImportRow
from jiuchuang.apps.people.models.registered import Change, Employer, Household, Numbering, Person, Registered
from jiuchuang.apps.people.models.relations import (
    Contact,
    Coverage,
    Employment,
    HardshipSpell,
    Headcount,
    HouseholdMember,
    Look,
    Ownership,
    Payment,
    UnemploymentSpell,
)

__all__ = [
    "Change",
    "Contact",
    "Coverage",
    "DuplicatePair",
    "Employer",
    "Employment",
    "HardshipSpell",
    "Headcount",
    "Household",
    "HouseholdMember",
    "Import",
    "ImportRow",
    "Look",
    "Numbering",
    "Ownership",
    "Payment",
    "Person",
    "Registered",
    "UnemploymentSpell",
]
