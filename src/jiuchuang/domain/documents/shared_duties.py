"""A bracket of units behind the last of 一是…二是…三是… charges the whole section, not its last item.

So it does behind items that a sentence of the section announces (…如下：1.…；2.…；3.…). Other numbered items
are clauses people cite by themselves, and a bracket inside one of them stays where it stands.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiuchuang.domain.documents.model import Clause

_ITEM = re.compile(
    r"(?P<parent>.+)/(?:(?P<spoken>[一二三四五六七八九十]{1,2}[是要]|第[一二三四五六七八九十]{1,2}|其[一二三四五])"
    r"|[0-9]{1,2}|（[0-9一二三四五六七八九十]{1,2}）)"
)


def share_duties(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Give the units of a last item to its section where neither section nor sister items have any."""
    items: dict[str, list[tuple[int, bool]]] = {}
    for index, clause in enumerate(clauses):
        match = _ITEM.fullmatch(clause.locator)
        if match is not None:
            items.setdefault(match["parent"], []).append((index, match["spoken"] is not None))
    changed = list(clauses)
    places = {clause.locator: index for index, clause in enumerate(clauses)}
    for parent, members in items.items():
        section = places.get(parent)
        if section is None or len(members) < 2 or clauses[section].units:
            continue
        if not all(spoken for _, spoken in members) and not clauses[section].text.endswith("："):
            continue
        *others, last = [index for index, _ in members]
        if not clauses[last].units or any(clauses[index].units for index in others):
            continue
        changed[section] = replace(
            clauses[section], units=clauses[last].units, units_open=clauses[last].units_open
        )
        changed[last] = replace(clauses[last], units=(), units_open=False)
    return tuple(changed)
