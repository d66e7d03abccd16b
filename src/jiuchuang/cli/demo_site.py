"""The demo county as a site: its office, registers, documents, a screening and cases, in a data folder of its own.

The folder is made anew or used again as a whole: a file in it says with what it was made, and that it was finished.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from jiuchuang import __version__
from jiuchuang.cli.demo_site_office import DemoOffice, must, open_office, shown_accounts
from jiuchuang.cli.demo_site_work import Pool, do_work, pool_of
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.demo_accounts import write_demo_accounts
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.population.townships import COUNTY_CODE
from jiuchuang.server import environment

MARK = "demo-site.json"
LONGEST_PAST = 80
"""Days before today on which the office was founded and its registers were filled, as far as procedures were in force
by then: before the first of the working days that are lived through, with the longest holidays among them."""
PROCEDURES_FROM = date(2026, 1, 1)
Step = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""A line of progress: words and how many parts; gives what is called after each part."""


@dataclass(frozen=True)
class SitePlan:
    """What a site is made of; a site with another plan is another site."""

    persons: int
    employers: int
    seed: int
    version: str = __version__


@dataclass(frozen=True)
class DocumentIn:
    """A policy document as a file; `pack` is the pack that encodes it, empty where there is none."""

    name: str
    content: bytes
    pack: str


def folder_problems(folder: Path) -> list[Problem]:
    """Why a folder cannot take the site: something is in it that no demonstration left there."""
    if folder.exists() and not folder.is_dir():
        return [Problem("site-is-file", "这是文件，不是文件夹", Place(str(folder)))]
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        hint = "换一个空文件夹（--site-data）；演示只覆盖自己造的数据"
        return [Problem("site-not-empty", "文件夹里已有别的东西", Place(str(folder)), hint)]
    return []


def standing(folder: Path, plan: SitePlan) -> date | None:
    """The day on which a finished site of the same plan was made; None where one has to be made."""
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
        same = found["plan"] == asdict(plan)
        return date.fromisoformat(found["made_on"]) if same and found["finished"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def settle_in(folder: Path) -> None:
    """Point this process and those that it starts to the folder, as a demonstration: SQLite, this machine alone."""
    os.environ[environment.DATA] = str(folder.resolve())
    os.environ[environment.DEMO] = "1"
    os.environ[environment.DATABASE] = ""
    from jiuchuang.server.start import bring_up_to_date, start

    start()
    bring_up_to_date()


def make_site(
    folder: Path, plan: SitePlan, documents: Sequence[DocumentIn], library: Library, step: Step
) -> None:
    """Everything, from an empty folder to cases in every state, dated around today."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write_mark(folder, plan, None)
    settle_in(folder)
    from django.utils import timezone

    now = timezone.now()
    first = max(timezone.localdate(now) - timedelta(days=LONGEST_PAST), PROCEDURES_FROM)
    opened = now - (timezone.localdate(now) - first)
    with step("机构和账号", 1) as advance:
        office = open_office(first, opened)
        advance()
    with step("人员和单位登记", 3) as advance:
        pool = _fill_registers(folder, plan, library, office, opened, timezone.localdate(now), advance)
    with step("政策文件", len(documents)) as advance:
        _bring_documents(documents, office, opened, advance)
    do_work(office, pool, now, step)
    write_demo_accounts(folder, shown_accounts(office))
    _write_mark(folder, plan, timezone.localdate(now))


def _write_mark(folder: Path, plan: SitePlan, made_on: date | None) -> None:
    said = {
        "plan": asdict(plan),
        "finished": made_on is not None,
        "made_on": made_on.isoformat() if made_on else "",
    }
    (folder / MARK).write_text(json.dumps(said, ensure_ascii=False) + "\n", "utf-8")


def _fill_registers(
    folder: Path,
    plan: SitePlan,
    library: Library,
    office: DemoOffice,
    at: datetime,
    today: date,
    advance: Callable[[], None],
) -> Pool:
    """A synthetic county as of the day of `at`, paid by the programmes of its own documents, households in villages.

    That is a day before the first case, so that no case rests on what the registers said only later. Gives who of it
    may apply for what today.
    """
    from django.utils import timezone

    from jiuchuang.apps.people.actions.load_county import CountyLoaded, load_county

    own = {name: pack for name, pack in library.packs.items() if pack.document.region == COUNTY_CODE}
    population = folder / "population"
    county = CountyPlan(plan.persons, plan.employers, plan.seed, timezone.localdate(at))
    law = Library(library.vocabulary, own)
    synthesize(county, law, population)
    advance()
    pool = pool_of(population, law, today)
    advance()
    must(load_county(population, office.villages(), at), CountyLoaded)
    shutil.rmtree(population)
    advance()
    return pool


def _bring_documents(
    documents: Sequence[DocumentIn], office: DemoOffice, at: datetime, advance: Callable[[], None]
) -> None:
    """Uploaded by one policy officer; read and confirmed where a pack of this county encodes the document."""
    from jiuchuang.apps.policy.actions.confirm_reading import LEFT, ReadingConfirmed, confirm_reading
    from jiuchuang.apps.policy.actions.upload_document import DocumentUploaded, upload_document
    from jiuchuang.apps.policy.queries.documents import proposals_of

    access = office.access("zhengce", at)
    for item in documents:
        done = upload_document(access=access, name=item.name, content=item.content, at=at)
        document = must(done, DocumentUploaded).document
        if item.pack:
            kept = {number: LEFT for number, _ in enumerate(proposals_of(document).repairs)}
            confirmed = confirm_reading(
                access=access, document=document, repairs=kept, pack=item.pack, at=at + timedelta(hours=3)
            )
            must(confirmed, ReadingConfirmed)
        advance()
