"""Industries by which an enterprise is classed by size, and how employers were classed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer
from jiuchuang.apps.people.queries.subjects import subject_for
from jiuchuang.domain.registers.enterprise_size import SizeRow, load_size_rows
from jiuchuang.gateways.pack_store import read_register_files


@cache
def size_rows() -> dict[str, SizeRow]:
    """The rows as shipped, by industry."""
    rows, problems = load_size_rows(read_register_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return rows


def employer_to_class(access: Access, number: str) -> Employer | None:
    """The employer of that number if the account may class it; None for a stranger's, and for one that was merged."""
    found = subject_for(access, "employer", number, "register.write")
    return found if isinstance(found, Employer) and found.merged_into_id is None else None


@dataclass(frozen=True)
class Classing:
    """How an employer was classed: the class, and the figures of a year that gave it (money in fen, None not known).

    `source` says where the figures were read, `on` from which day the class counts.
    """

    size: str
    industry: str
    year: int
    staff: int | None
    revenue: int | None
    assets: int | None
    source: str
    on: date


def classings_of(number: str) -> list[Classing]:
    """Every classing of the employer of that number, the newest first."""
    rows = size_rows()
    found = []
    for one in contents_of(f"register/employer/{number}"):
        if one["kind"] != "size-classed":
            continue
        said = one["content"]
        row = rows.get(said["industry"])
        found.append(
            Classing(
                size=said["size"],
                industry=row.label if row else said["industry"],
                year=said["year"],
                staff=said["staff"],
                revenue=said["revenue"],
                assets=said["assets"],
                source=said["source"],
                on=date.fromisoformat(said["on"]),
            )
        )
    return found[::-1]
