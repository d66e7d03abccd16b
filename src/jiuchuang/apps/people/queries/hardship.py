"""Categories of persons with difficulty in finding work, as the relation of recognitions declares them."""

from __future__ import annotations

from jiuchuang.apps.people.queries.words import vocabulary


def hardship_categories() -> dict[str, str]:
    """Key → label, in the order of the pack."""
    return dict(vocabulary().relations.tables["hardship_recognitions"].columns["category"].labels)
