"""Administrative divisions (GB/T 2260): the type and its checks; the divisions themselves are data in packs.

A division code is never reused but divisions are renamed, merged and abolished, so each carries the days
between which it stood, and old codes in old registers stay valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem

Level = Literal["province", "city", "county", "township", "village", "park"]

# First two digits of every code: the province-level divisions of GB/T 2260.
PROVINCES = frozenset(
    f"{area}{number}"
    for area, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5), (7, 1), (8, 2))
    for number in range(0 if area == 5 else 1, last + 1)  # Chongqing is 50
)

_CODE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)


@dataclass(frozen=True)
class Region:
    """A division, or a park or zone (开发区、园区) that acts as one, with its parent's code and its days.

    `code` has 6 digits (county and above), 9 (township) or 12 (village), as in the statistical codes.
    `parent` is None where the tree at hand begins.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    stood: Period


def implied_parent(code: str) -> str | None:
    """The code one level up as the digits have it, or None for a province: 370828 → 370800 → 370000."""
    if len(code) == 12:
        return code[:9]
    if len(code) == 9:
        return code[:6]
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def lines_up(code: str) -> list[str]:
    """The code itself and all codes above it as the digits have them, the lowest first."""
    found: list[str] = []
    above: str | None = code
    while above:
        found.append(above)
        above = implied_parent(above)
    return found


def check_region_code(code: str, *, place: Place = Place("")) -> list[Problem]:
    """The faults of a division code as written; the empty list when it is well formed."""
    if not _CODE.fullmatch(code):
        message = f"行政区划代码“{code}”应为6、9或12位数字"
        return [Problem("region-code-form", message, place, "YAML 中请加引号，如 '370828'")]
    if code[:2] not in PROVINCES:
        return [Problem("region-code-province", f"行政区划代码“{code}”前两位不是省级代码", place)]
    return []


def check_regions(regions: Iterable[Region], *, place: Place = Place("")) -> list[Problem]:
    """The faults of a table of divisions: malformed or doubled codes, missing parents, circles.

    Two entries may share a code only when the days on which they stood do not overlap (a renaming).
    """
    table: dict[str, list[Region]] = {}
    problems: list[Problem] = []
    for region in regions:
        problems += check_region_code(region.code, place=place)
        for other in table.setdefault(region.code, []):
            if other.stood.overlaps(region.stood):
                message = f"行政区划代码“{region.code}”重复：{other.name}、{region.name}"
                problems.append(Problem("region-code-twice", message, place))
        table[region.code].append(region)
    for entries in table.values():
        for region in entries:
            if region.parent is not None and region.parent not in table:
                message = f"{region.name}的上级“{region.parent}”不在表中"
                problems.append(Problem("region-parent-missing", message, place))
            elif _in_a_circle(region, table):
                message = f"{region.name}的上级关系成环"
                problems.append(Problem("region-circle", message, place))
    return problems


def region_on(regions: Iterable[Region], code: str, day: date) -> Region | None:
    """The division that bore `code` on `day`, or None."""
    return next((region for region in regions if region.code == code and day in region.stood), None)


def _in_a_circle(region: Region, table: dict[str, list[Region]]) -> bool:
    seen = {region.code}
    parent = region.parent
    while parent is not None and parent in table:
        if parent in seen:
            return True
        seen.add(parent)
        parent = table[parent][0].parent
    return False
