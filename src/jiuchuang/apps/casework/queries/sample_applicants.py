"""Applicants whom a demonstration offers for signing in: one for each way in which a case can stand."""

from __future__ import annotations

from jiuchuang.apps.casework.models import Case

STANDINGS = (
    {"status": "correcting"},
    {"seats__is_open": True, "seats__node_kind": "confirm"},
    {"status": "open"},
    {"outcome": "approved"},
    {"outcome": "refused"},
)


def sample_applicants() -> list[tuple[str, str]]:
    """Register numbers of persons, each with the matter of the case that tells of the standing."""
    found: dict[str, str] = {}
    for wanted in STANDINGS:
        rows = Case.objects.filter(subject_kind="person", **wanted).exclude(subject_number__in=found)
        row = rows.order_by("pk").values_list("subject_number", "matter").first()
        if row is not None:
            found[row[0]] = row[1]
    return list(found.items())
