"""Hold a subject of the registers until the transaction ends, so that what is decided of it happens one by one."""

from __future__ import annotations

from typing import Any

from jiuchuang.apps.people.models import Employment
from jiuchuang.apps.people.queries import goes_on_as
from jiuchuang.apps.people.queries.related import TABLES


def hold_subject(kind: str, number: str) -> tuple[str, str]:
    """Lock the record as which the subject goes on, and say which one it is (`kind`, `number`).

    Whoever merges the record locks it too: until the transaction ends it goes on as what is said here. An employment
    is held by its person. Only inside a transaction; a number that nobody has is held by nobody.
    """
    if kind == "employment":
        spell = Employment.objects.filter(number=number).select_related("person").first()
        if spell is not None:
            hold_subject("person", spell.person.number)
        return kind, number
    if kind not in TABLES:
        return kind, number
    while True:
        _, current = goes_on_as(kind, number)
        rows: Any = TABLES[kind]._default_manager.select_for_update(of=("self",))
        held = rows.filter(number=current).first()
        # merged while this waited for it: the other one is to be held
        if held is None or held.merged_into_id is None:
            return kind, current
