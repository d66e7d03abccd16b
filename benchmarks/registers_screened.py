"""Screening the registers of a county of a million out of PostgreSQL, against asking person by person.

The package PostgreSQL is started over an empty folder; a synthetic county goes into it as `load_county` loads one. The
screening is the product's own (`run_screening`): a snapshot out of the database in stretches, the rules as columns,
results back into the database. The rival does what comes first to mind: Django's rows one after another, the facts of
each gathered from the registers, each programme decided by `Law.decide`. It works through a sample; what it would take
for everybody is its time by the number of rows, and is called extrapolated. The lower bound screens the same county
from its Parquet files, without any database. What rival and screening say of the sample must be the same.
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
from pathlib import Path
from typing import Any

from benchmarks.agreement import DisagreementError
from benchmarks.machine import ROOT, Cost, peak_mb
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes

ON, AT = date(2026, 6, 1), datetime(2026, 6, 1, 2, tzinfo=UTC)
PACK = "sample/yunxi-2024-6"
ENTITIES = ("person", "household", "employer", "employment")
PERSONS_AN_EMPLOYER = 10
SMALL = 10
"""A county with so many times fewer persons shows what of the memory grows with them."""
SAID = "said.json"
"""What a step says, for the process that started it: the database server may hold its output open."""
SAMPLE = 200
"""Subjects of each kind whom the rival decides one by one."""
BAR_MB = 2000
MET = ("due", "paid", "in_case", "amount_missing")
"""Standings of those who meet the conditions."""


def promises(sizes: Sizes) -> list[Promise]:
    """Seconds and memory of a screening at a million, and how many times as long the rival would take."""
    small, large = measured(MILLION // SMALL), measured(MILLION)
    return told(small, large, MILLION)


def told(small: dict[str, Any], large: dict[str, Any], rows: int) -> list[Promise]:
    """The figures of both counties as promises."""
    screen, rival, files = large["screen"], large["rival"], large["files"]
    stages = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in screen["stages"].items())
    size = f"{rows:,} persons, {screen['rows']:,} rows of all kinds, {screen['programmes']} programmes"
    grown = (large["screen"]["peak_mb"] - small["screen"]["peak_mb"]) / (rows - rows // SMALL) * MILLION
    extrapolated = sum(one["seconds"] / one["asked"] * one["of"] for one in rival["kinds"].values())
    return [
        Promise(
            "registers in PostgreSQL screened, wall", screen["wall"], "s",
            detail=f"{size}: {stages}; CPU {screen['cpu']:.0f} s; {screen['awards']:,} rows kept; "
            f"loading the county took {large['load']['wall']:.0f} s",
        ),
        Promise(
            "registers screened: peak memory", screen["peak_mb"], "MB", BAR_MB,
            detail=f"{small['screen']['peak_mb']:,.0f} MB at {rows // SMALL:,} persons: "
            f"{grown:,.0f} MB a further million",
        ),
        Promise(
            "rival: Django row by row, extrapolated / screened", extrapolated / screen["wall"], "×", 5, True,
            detail=f"{sum(one['asked'] for one in rival['kinds'].values()):,} subjects in "
            f"{sum(one['seconds'] for one in rival['kinds'].values()):.1f} s, so {extrapolated:,.0f} s for all "
            f"(extrapolated); same awards for {rival['agreed']:,} answers",
        ),
        Promise(
            "screened out of PostgreSQL / the same county's Parquet files", screen["cpu"] / files["cpu"], "×",
            detail=f"files: CPU {files['cpu']:.1f} s, wall {files['wall']:.1f} s, peak {files['peak_mb']:,.0f} MB",
        ),
    ]  # fmt: skip


def measured(rows: int) -> dict[str, Any]:
    """A county of so many persons, loaded and screened, each step in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="jiuchuang-screened-") as folder:
        return {job.__name__: _job(job, Path(folder), rows) for job in (load, screen, rival, files)}


def _job(job: Callable[..., Any], folder: Path, rows: int) -> dict[str, Any]:
    """What a step says, with what it cost."""
    surroundings = {
        **os.environ,
        "JIUCHUANG_DATA": str(folder),
        "JIUCHUANG_TEST_DATABASE": "postgresql",
        "DJANGO_SETTINGS_MODULE": "jiuchuang.server.settings_for_tests",
    }
    command = [sys.executable, "-m", "benchmarks.registers_screened", job.__name__, str(folder), str(rows)]
    begun = time.perf_counter()
    with subprocess.Popen(command, env=surroundings, cwd=ROOT) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{job.__name__}: exit {process.returncode}")
    said: dict[str, Any] = json.loads((folder / SAID).read_text("utf-8"))
    if "disagreement" in said:
        raise DisagreementError(said["disagreement"])
    cost = Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - begun, said.pop("peak_mb"), said)
    sys.stderr.write(
        f"{job.__name__}, {rows:,}: {cost.wall:.0f} s, CPU {cost.cpu:.0f} s, {cost.peak_mb:,.0f} MB\n"
    )
    return {"cpu": cost.cpu, "wall": cost.wall, "peak_mb": cost.peak_mb, **said}


def load(folder: Path, persons: int) -> dict[str, Any]:
    """A synthetic county drawn, and put into registers below its townships."""
    from django.core.management import call_command

    from jiuchuang.apps.people.actions.load_county import CountyLoaded, load_county
    from jiuchuang.apps.policy.actions.keep_law import keep_law
    from jiuchuang.domain.rules.loading.library import load_library
    from jiuchuang.gateways.pack_store import read_pack_files
    from jiuchuang.gateways.population import CountyPlan, synthesize

    call_command("migrate", verbosity=0)
    keep_law(at=AT)
    law, _ = load_library(read_pack_files(folders=(PACK,)))
    begun = time.perf_counter()
    synthesize(CountyPlan(persons, persons // PERSONS_AN_EMPLOYER, 20261122, ON), law, folder / "county")
    drawn = time.perf_counter()
    done = load_county(folder / "county", _townships(), AT)
    assert isinstance(done, CountyLoaded), done
    _analyse()
    return {"drawn": drawn - begun, "loaded": time.perf_counter() - drawn, "tables": dict(done.rows)}


def _townships() -> dict[str, Any]:
    from jiuchuang.apps.org.actions.found_office import FirstAccount, found_office
    from jiuchuang.apps.org.actions.grant_role import RoleGranted, grant_role
    from jiuchuang.apps.org.actions.keep_account import AccountKept, add_account
    from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
    from jiuchuang.apps.org.queries import Access
    from jiuchuang.domain.kernel.period import Period
    from jiuchuang.domain.organisation.grants import Held
    from jiuchuang.gateways.population.townships import COUNTY_CODE, COUNTY_NAME, TOWNSHIPS

    people = (FirstAccount("a1", "系统", "horse-battery-1"), FirstAccount("a2", "安全", "horse-battery-2"))
    office: Any = found_office(
        code="c", name=COUNTY_NAME, kind="county", region_code=COUNTY_CODE, people=people, on=ON, at=AT
    )
    security = Access(office.security_officer, ON)
    added = add_account(access=security, username="fuhe", name="复核", password="horse-battery-3", at=AT)
    assert isinstance(added, AccountKept), added
    held = Held("reviewer", office.unit.pk, Period(ON, None), "", None)
    granted = grant_role(access=security, to=added.account, wanted=held, at=AT)
    assert isinstance(granted, RoleGranted), granted
    admin, found = Access(office.administrator, ON), {}
    for town in TOWNSHIPS:
        placed = open_unit(
            access=admin, code=town.code, name=town.name, kind="township", region_code=town.code,
            parent=office.unit, on=ON, at=AT,
        )  # fmt: skip
        assert isinstance(placed, UnitPlaced), placed
        found[town.name] = placed.unit
    return found


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def screen(folder: Path, persons: int) -> dict[str, Any]:
    """A run over everybody, as the job of the office does it."""
    from django.utils import timezone

    from jiuchuang.apps.org.models import Account, Unit
    from jiuchuang.apps.org.queries import Access
    from jiuchuang.apps.screening.actions.run_screening import run_screening
    from jiuchuang.apps.screening.actions.start_run import RunStarted, start_run
    from jiuchuang.apps.screening.models import ScreeningRun

    access, top = Access(Account.objects.get(username="fuhe"), ON), Unit.objects.get(code="c")
    started = start_run(access=access, unit_id=top.pk, programmes=_programmes(), on=ON, at=AT)
    assert isinstance(started, RunStarted), started
    stages: dict[str, float] = {}
    last: list[Any] = ["start", time.perf_counter()]

    def clock() -> datetime:
        stage = ScreeningRun.objects.values_list("stage", flat=True).get(pk=started.run.pk)
        now = time.perf_counter()
        stages[stage] = stages.get(stage, 0.0) + now - last[1]
        last[:] = [stage, now]
        return timezone.now()

    run = run_screening(run_id=started.run.pk, clock=clock)
    assert run is not None and not run.told, run and run.told
    return {
        "stages": {name: seconds for name, seconds in stages.items() if name != "waiting"},
        "awards": run.awards.count(),
        "rows": sum(run.figures["rows"].values()),
        "programmes": len(run.programmes),
    }


def _programmes() -> list[str]:
    from jiuchuang.apps.policy.queries import programmes_on

    return [
        item.id
        for item in programmes_on(ON)
        if item.decidable and item.entity in ENTITIES and item.id.startswith(f"{PACK}/")
    ]


def rival(folder: Path, persons: int) -> dict[str, Any]:
    """A sample of each kind of subject, row by row: facts gathered, every programme of the kind decided."""
    from jiuchuang.apps.people.queries import facts_of
    from jiuchuang.apps.policy.queries import law_on
    from jiuchuang.apps.screening.models import Award, ScreeningRun

    law, kinds, agreed = law_on(ON), {}, 0
    rows = Award.objects.filter(run=ScreeningRun.objects.get(), standing__in=MET)
    awarded = {
        (programme, number): amount
        for programme, number, amount in rows.values_list("programme", "number", "amount_fen").iterator()
    }
    for kind, model in _models().items():
        wanted = [name for name in _programmes() if (one := law.shown(name)) and one.entity == kind]
        numbers = list(model._default_manager.values_list("number", flat=True))
        sample = random.Random(1).sample(numbers, min(SAMPLE, len(numbers)))
        begun = time.perf_counter()
        for number in sample if wanted else ():
            values = facts_of(kind, number, ON, {}).values
            for programme in wanted:
                decision = law.decide(programme, values, ON, exact=False)
                met, key = decision.status == "eligible", (programme, number)
                if met != (key in awarded) or (met and decision.amount_fen != awarded[key]):
                    said = f"{programme} {number}: {decision.status} {decision.amount_fen}, screened {awarded.get(key)}"
                    return {"disagreement": said}
                agreed += 1
        seconds = time.perf_counter() - begun
        kinds[kind] = {"asked": len(sample), "of": len(numbers), "seconds": seconds}
    return {"kinds": kinds, "agreed": agreed}


def _models() -> dict[str, Any]:
    from jiuchuang.apps.people.models import Employer, Employment, Household, Person

    return {"person": Person, "household": Household, "employer": Employer, "employment": Employment}


def files(folder: Path, persons: int) -> dict[str, Any]:
    """The same programmes over the Parquet files of the county: what the rules alone cost."""
    from jiuchuang.apps.policy.queries import library
    from jiuchuang.gateways.screening.registers_run import screen_registers

    done: list[int] = []
    work = folder / "work"
    work.mkdir()
    screening, problems = screen_registers(
        folder / "county", library(ON), _programmes(), ON, work, done.append
    )
    assert screening is not None, problems
    return {"rows": sum(done)}


JOBS = {job.__name__: job for job in (load, screen, rival, files)}


if __name__ == "__main__":
    import django

    django.setup()
    place = Path(sys.argv[2])
    said = JOBS[sys.argv[1]](place, int(sys.argv[3]))
    (place / SAID).write_text(json.dumps({"peak_mb": peak_mb(), **said}), "utf-8")
