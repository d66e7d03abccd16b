"""The register of persons at a million: a township's list and a search, on PostgreSQL, against asking naively.

The package PostgreSQL is started over an empty folder and filled with a million invented persons in 20 townships of 15
villages. Every question is asked as the pages ask it, from the grants of the account on (a fresh `Access` each time):
a page of 50 with its masks and its bounded count, or the first 20 that a few characters point at. The rival asks the
same table in the way that comes first to mind: the characters anywhere in any of three columns, units by subquery, and
an exact count. What both find by a resident number must be the same.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from statistics import median, quantiles
from typing import Any

from benchmarks.agreement import DisagreementError
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes

BAR_MS = 100
TOWNSHIPS, VILLAGES = 20, 15
ASKED, RIVAL_ASKED = 300, 12
ON, AT = date(2026, 6, 1), datetime(2026, 6, 1, 2, tzinfo=UTC)
GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰涛明超兰霞平刚桂文辉玲建华国红志春海燕云飞鹏龙雪梅林波宁浩宇轩"
ROWS = """
INSERT INTO people_person (number, unit_id, name, facts, complete, checked_on, changed_at, resident_id,
  number_evidence, birth_on, phone, address, certificate, account)
SELECT 'P' || lpad(g::text, 7, '0'), u.units[1 + g %% cardinality(u.units)],
  substr(%(surnames)s, 1 + abs(hashint4(g)) %% length(%(surnames)s), 1)
    || substr(%(given)s, 1 + abs(hashint4(g + 7)) %% length(%(given)s), 1)
    || substr(%(given)s, 1 + abs(hashint4(g + 13)) %% length(%(given)s), 1),
  jsonb_build_object('sex', CASE WHEN g %% 2 = 0 THEN 'female' ELSE 'male' END, 'is_employed', g %% 3 > 0),
  '[]', %(on)s, %(at)s, '369921' || lpad((g * 7)::text, 11, '0') || 'X', '', NULL,
  '100' || lpad(g::text, 8, '0'), '', '', ''
FROM generate_series(1, %(rows)s) AS g, (SELECT %(units)s::bigint[] AS units) AS u
"""


def promises(sizes: Sizes) -> list[Promise]:
    """Each question with its bar, and how many times as long the rival takes."""
    rows = MILLION
    with tempfile.TemporaryDirectory(prefix="jiuchuang-register-") as folder:
        surroundings = {
            **os.environ,
            "JIUCHUANG_DATA": folder,
            "JIUCHUANG_TEST_DATABASE": "postgresql",
            "DJANGO_SETTINGS_MODULE": "jiuchuang.server.settings_for_tests",
        }
        command = [sys.executable, "-m", "benchmarks.register", str(rows)]
        said = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True).stdout
    found = []
    for name, figures in json.loads(said.splitlines()[-1]).items():
        bar = BAR_MS if figures["bar"] else None
        detail = (
            f"p50 {figures['p50']:.1f} ms, of it our CPU {figures['cpu']:.1f}; {rows:,} persons, "
            f"{figures['asked']:.0f} asked"
        )
        found.append(Promise(f"register: {name}, p95", figures["p95"], "ms", bar, detail=detail))
    return found


def main(rows: int) -> None:
    """Fill the register, ask, and print the figures as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    world = World(rows)
    sys.stderr.write(f"{rows:,} persons in {time.perf_counter() - begun:.0f} s\n")
    world.agree()
    print(json.dumps({name: world.measured(name) for name in world.questions}))  # noqa: T201


class World:
    """The filled register, a clerk of each township, one of the county, and the questions."""

    def __init__(self, rows: int) -> None:
        from jiuchuang.apps.org.actions.found_office import FirstAccount, found_office
        from jiuchuang.apps.org.models import Unit

        self.chance, self.rows = random.Random(20261122), rows
        people = (
            FirstAccount("a1", "系统", "horse-battery-1"),
            FirstAccount("a2", "安全", "horse-battery-2"),
        )
        office: Any = found_office(
            code="c", name="合成县", kind="county", region_code="369921", people=people, on=ON, at=AT
        )
        self._units(office)
        villages = list(Unit.objects.filter(kind="village").order_by("code").values_list("pk", flat=True))
        self._persons(villages)
        self.clerks = [self._clerk(unit) for unit in Unit.objects.filter(kind="township")]
        self.county = self._clerk(office.unit)
        self.questions: dict[str, tuple[Callable[[], Callable[[], object]], int]] = {
            "a township's list": (lambda: partial(self.page, self.clerk()), ASKED),
            "the county's list": (lambda: partial(self.page, self.county_clerk()), ASKED),
            "search by surname, township": (lambda: self.searched(self.clerk(), self.name()[:1]), ASKED),
            "search by name, township": (lambda: self.searched(self.clerk(), self.name()), ASKED),
            "search by name, county": (lambda: self.searched(self.county_clerk(), self.name()), ASKED),
            "search by resident number": (lambda: self.searched(self.county_clerk(), self.resident()), ASKED),
            "search by telephone": (lambda: self.searched(self.county_clerk(), self.phone()), ASKED),
            "rival: a township's list": (lambda: partial(self.naive, self.clerk(), ""), RIVAL_ASKED),
            "rival: search by name, township": (
                lambda: partial(self.naive, self.clerk(), self.name()),
                RIVAL_ASKED,
            ),
            "rival: search by resident number": (
                lambda: partial(self.naive, self.county_clerk(), self.resident()),
                RIVAL_ASKED,
            ),
        }

    def _units(self, office: Any) -> None:
        """Townships and villages below the county, their closure drawn once at the end."""
        from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
        from jiuchuang.apps.org.models import Unit, UnitClosure, UnitLink
        from jiuchuang.apps.org.queries import Access

        admin = Access(office.administrator, ON)
        for t in range(TOWNSHIPS):
            placed = open_unit(
                access=admin, code=f"t{t:02d}", name=f"合成{t}镇", kind="township",
                region_code=f"369921{t + 101:03d}", parent=office.unit, on=ON, at=AT,
            )  # fmt: skip
            assert isinstance(placed, UnitPlaced), placed
            codes = [f"t{t:02d}v{v:02d}" for v in range(VILLAGES)]
            villages = Unit.objects.bulk_create(
                Unit(code=code, name=f"{code}村", kind="village", region_code="369921", opened_on=ON)
                for code in codes
            )
            UnitLink.objects.bulk_create(UnitLink(unit=v, parent=placed.unit, from_on=ON) for v in villages)
            above = ((0, None), (1, placed.unit), (2, office.unit))
            UnitClosure.objects.bulk_create(
                UnitClosure(ancestor=unit or village, descendant=village, depth=depth, from_on=ON)
                for village in villages
                for depth, unit in above
            )

    def _persons(self, units: list[int]) -> None:
        from django.db import connection

        from jiuchuang.apps.people.actions.load_subjects import SURNAMES

        values = {
            "rows": self.rows, "units": units, "surnames": SURNAMES, "given": GIVEN, "on": ON, "at": AT,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(ROWS, values)
            cursor.execute("VACUUM ANALYZE")

    def _clerk(self, unit: Any) -> Any:
        from jiuchuang.apps.org.models import Account, Grant

        account = Account.objects.create_user(f"clerk{unit.pk}", "经办")
        Grant.objects.create(account=account, role="window", unit=unit, from_on=ON)
        return account

    def clerk(self) -> Any:
        """What a clerk of some township may do, asked anew."""
        from jiuchuang.apps.org.queries import Access

        return Access(self.chance.choice(self.clerks), ON)

    def county_clerk(self) -> Any:
        """The same of the county's clerk."""
        from jiuchuang.apps.org.queries import Access

        return Access(self.county, ON)

    def someone(self) -> int:
        """The place in the register of somebody."""
        return self.chance.randint(1, self.rows)

    def name(self) -> str:
        """Somebody's name."""
        from jiuchuang.apps.people.models import Person

        return Person.objects.values_list("name", flat=True).get(number=f"P{self.someone():07d}")

    def resident(self) -> str:
        """Somebody's resident number."""
        return f"369921{self.someone() * 7:011d}X"

    def phone(self) -> str:
        """Somebody's telephone."""
        return f"100{self.someone():08d}"

    def page(self, access: Any) -> list[Any]:
        """One of the first ten pages with masks and the bounded count, as a list shows it."""
        from jiuchuang.apps.people.queries import masks_for, persons_in

        rows, first = persons_in(access), 50 * self.chance.randrange(10)
        found = list(rows[first : first + 51])
        rows[:1001].count()
        masks_for(access, {row.unit_id for row in found})
        return found

    def searched(self, access: Any, text: str) -> Callable[[], object]:
        """A search to be made."""
        return partial(self.search, access, text)

    def search(self, access: Any, text: str) -> list[Any]:
        """The first few, as the search of a window shows them."""
        from jiuchuang.apps.people.queries import masks_for, search

        found = search(access, text)
        masks_for(access, {row.unit_id for row in found})
        return found

    def naive(self, access: Any, text: str) -> list[Any]:
        """The same without a thought for indexes."""
        from django.db.models import Q

        from jiuchuang.apps.people.models import Person

        anywhere = Q(name__icontains=text) | Q(resident_id__icontains=text) | Q(phone__icontains=text)
        rows = Person.objects.filter(anywhere if text else Q(), unit__in=access.units("register.read"))
        rows.count()
        return list(rows.order_by("name", "number")[:51])

    def agree(self) -> None:
        """Both find the same person by a number, or no time counts."""
        for _ in range(5):
            number, access = self.resident(), self.county_clerk()
            ours, theirs = self.search(access, number), self.naive(access, number)
            if not ours or [row.pk for row in ours] != [row.pk for row in theirs]:
                raise DisagreementError(f"{number}: {ours} and {theirs}")

    def measured(self, name: str) -> dict[str, float]:
        """p50 and p95 in milliseconds, and the CPU of our own process; the first tenth not counted."""
        prepare, times = self.questions[name]
        taken, worked = [], []
        for _ in range(times + times // 10):
            ask = prepare()
            begun, at_work = time.perf_counter(), time.thread_time()
            ask()
            taken.append((time.perf_counter() - begun) * 1000)
            worked.append((time.thread_time() - at_work) * 1000)
        counted = taken[times // 10 :]
        return {
            "p50": median(counted),
            "p95": quantiles(counted, n=20)[-1],
            "cpu": median(worked[times // 10 :]),
            "asked": times,
            "bar": 0 if name.startswith("rival") else 1,
        }


if __name__ == "__main__":
    main(int(sys.argv[1]))
