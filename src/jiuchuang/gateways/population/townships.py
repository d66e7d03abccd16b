"""The fictional county: its code, its thirteen townships and how unlike they are."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY_CODE = "369921"
COUNTY_NAME = "云溪县"
"""Both are invented: GB/T 2260 has no such code. The sample pack belongs to the same county."""


@dataclass(frozen=True)
class Township:
    """A street (urban) or a town: share of the people in thousandths, and of rural households among them."""

    code: str
    name: str
    people: int
    rural: int
    firms: int
    """Weight in the choice of a place of business."""


TOWNSHIPS = (
    Township("369921001", "清河街道", 122, 160, 220),
    Township("369921002", "文昌街道", 106, 180, 180),
    Township("369921003", "东湖街道", 90, 280, 150),
    Township("369921101", "桥头镇", 98, 690, 95),
    Township("369921102", "柳林镇", 90, 760, 70),
    Township("369921103", "青石镇", 84, 800, 60),
    Township("369921104", "白塔镇", 80, 820, 50),
    Township("369921105", "永安镇", 76, 840, 45),
    Township("369921106", "双河镇", 70, 870, 35),
    Township("369921107", "马鞍镇", 62, 880, 30),
    Township("369921201", "南坡乡", 47, 920, 25),
    Township("369921202", "石门乡", 41, 935, 20),
    Township("369921203", "云岭乡", 34, 940, 20),
)
