"""What is to be made: sizes, seed, day, and how the county is cut into parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SCHEMA_VERSION = 1
GENERATOR_VERSION = "1.0"
DEFAULT_DAY = date(2018, 6, 30)
"""Day on which the county is looked at, unless another is asked for: a fixed day, so that a seed says it all."""
PART_SIZE = 100_000
"""Persons in a part: bounds the memory, since one part is in memory at a time."""
LARGEST = 64_000_000
"""Most persons of one county for whom resident numbers are certain to differ."""


@dataclass(frozen=True)
class CountyPlan:
    """Sizes (numbers of persons and employers), seed, and the day on which registers are read."""

    persons: int
    employers: int
    seed: int
    on: date = DEFAULT_DAY
    part_size: int = PART_SIZE

    @property
    def parts(self) -> int:
        """Number of parts; at least one, so that every table exists."""
        return max(1, -(-self.persons // self.part_size))

    def first_person(self, part: int) -> int:
        """How many persons stand in earlier parts."""
        return part * self.part_size

    def persons_in(self, part: int) -> int:
        """Persons of a part: full parts, then the rest."""
        return min(self.part_size, self.persons - self.first_person(part))

    def first_employer(self, part: int) -> int:
        """How many employers stand in earlier parts: employers are spread as persons are."""
        if part >= self.parts:
            return self.employers
        return self.employers * self.first_person(part) // max(1, self.persons)

    def employers_in(self, part: int) -> int:
        """Employers of a part."""
        return self.first_employer(part + 1) - self.first_employer(part)


def plan_faults(plan: CountyPlan) -> list[str]:
    """What is wrong with the wishes, one message for each."""
    faults = []
    if not 1 <= plan.persons <= LARGEST:
        faults.append(f"--persons: 人数应在1至{LARGEST}之间，现为 {plan.persons}")
    elif not 0 <= plan.employers <= plan.persons:
        faults.append(f"--employers: 单位数应不小于0、不大于人数 {plan.persons}，现为 {plan.employers}")
    if plan.seed < 0:
        faults.append(f"--seed: 种子应是不小于0的整数，现为 {plan.seed}")
    if not date(1990, 1, 1) <= plan.on <= date(2090, 12, 31):
        faults.append(f"--on: 日期应在1990年至2090年之间，现为 {plan.on}")
    return faults
