"""A made-up county of two townships with its two first people, for tests of what is kept and of the doors."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jiuchuang.apps.org.actions.found_office import FirstAccount, OfficeFounded, found_office
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access

FIRST = date(2026, 1, 1)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
PEOPLE = (
    FirstAccount("xitong", "系统管理员", PASSWORD),
    FirstAccount("anquan", "安全管理员", PASSWORD),
)


def founded() -> OfficeFounded:
    """The county's office."""
    done = found_office(
        code="yx", name="云溪县", kind="county", region_code="369921", people=PEOPLE, on=FIRST, at=AT
    )
    assert isinstance(done, OfficeFounded), done
    return done


def opened(admin: Access, code: str, name: str, parent: Unit, on: date = FIRST) -> Unit:
    """A township or village below `parent`."""
    placed = open_unit(
        access=admin, code=code, name=name, kind="township", region_code="369921001",
        parent=parent, on=on, at=AT,
    )  # fmt: skip
    assert isinstance(placed, UnitPlaced), placed
    return placed.unit
