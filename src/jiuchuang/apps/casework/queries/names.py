"""How the subject of a case is called, to whoever may not see a person's name too."""

from __future__ import annotations

from jiuchuang.apps.casework.models import Case
from jiuchuang.domain.kernel.masking import mask_name


def name_shown(case: Case, *, sees_name: bool) -> str:
    """The name as it may be shown; firms are public, persons and households are masked."""
    if sees_name or case.subject_kind == "employer":
        return case.subject_name
    return mask_name(case.subject_name)
