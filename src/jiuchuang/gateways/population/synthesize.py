"""Write a synthetic county, part by part, into a folder that appears only when it is whole."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.population.county import County, draw_county
from jiuchuang.gateways.population.gaps import lost_uploads, missing_per_mille
from jiuchuang.gateways.population.marginals import Margins, count_part, marginal_table
from jiuchuang.gateways.population.part import Part, draw_part
from jiuchuang.gateways.population.part_facts import PartFacts, part_facts, reached, rows_of
from jiuchuang.gateways.population.payments import payment_table
from jiuchuang.gateways.population.plan import GENERATOR_VERSION, SCHEMA_VERSION, CountyPlan
from jiuchuang.gateways.population.raw_tables import COMPLETE, insurance_month_table
from jiuchuang.gateways.population.tables import (
    employer_keys,
    employment_keys,
    household_keys,
    keys_of,
    person_keys,
    project_keys,
)
from jiuchuang.gateways.population.townships import COUNTY_CODE, COUNTY_NAME, TOWNSHIPS

STATEMENT = (
    "全部数据由程序随机合成，县、乡镇、人、户、单位、证照号码和发放记录都是虚构的，"
    "不对应任何真实的人或者单位，不能当作统计数据引用。"
    " All data are synthetic: nobody and nothing in them exists."
)


TABLES = {
    "person": "one row for each resident; household_id leads to the household",
    "household": "one row for each household",
    "employer": "one row for each employer; owner_id is its founder among the persons",
    "employment": "one row for each person employed by a unit of the county on the day",
    "project": "one row for each project served by a park or platform; person_id is its founder",
    "payment": "what the county has paid; id is the row of the table named in entity",
    "insurance_month": "one row for each person and insured month of the last two years",
}
"""Tables made part by part, in the order in which they are written."""
RELATIONS = "relations"
"""Folder of the registers of related rows, one table each."""
COUNTY_TABLES = {
    "place": "townships, communities and villages",
    "institution": "parks, agencies, universities, stations",
}


@dataclass(frozen=True)
class Summary:
    """Rows written into each table."""

    rows: dict[str, int]


def synthesize(
    plan: CountyPlan, library: Library, out: Path, progress: Callable[[int], None] = lambda done: None
) -> Summary:
    """Write the county of `plan` to the folder `out`, replacing it; `progress` is told how many people are done.

    The folder is made beside its place and renamed at the end, so a broken run leaves nothing behind. One part is
    in memory at a time.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        written = _write_parts(plan, library, draft, progress)
        manifest = _manifest(plan, library, written)
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (draft / "manifest.json").write_text(text + "\n", encoding="utf-8")
        draft.chmod(0o755)
        _put_in_place(draft, out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Summary(dict(written.rows))


def _put_in_place(draft: Path, out: Path) -> None:
    """Give the finished folder its name; an older one is moved aside first and removed last."""
    old = draft.with_name(f"{draft.name}-old")
    if out.exists():
        out.rename(old)
    try:
        draft.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


@dataclass(frozen=True)
class _Written:
    """What went into the tables: rows, margins, and facts drawn without a model."""

    rows: Counter[str]
    margins: Margins
    by_default: tuple[str, ...]


def _write_parts(
    plan: CountyPlan, library: Library, folder: Path, progress: Callable[[int], None]
) -> _Written:
    county = draw_county(plan, library)
    rows: Counter[str] = Counter()
    margins: Margins = Counter()
    by_default: dict[str, None] = dict.fromkeys(county.by_default)
    for index in range(plan.parts):
        part = draw_part(plan, index)
        facts = part_facts(part, county, library)
        margins += count_part(part, facts.paid)
        by_default |= dict.fromkeys(facts.by_default)
        done = plan.first_person(index)
        for table_number, (name, table) in enumerate(_tables(part, facts, county), start=1):
            _write(folder / name, index, table)
            rows[name] += table.height
            progress(done + len(part.people) * table_number // (len(TABLES) + len(COMPLETE)))
    for name, table in county.tables.items():
        _write(folder / name, plan.parts if name == "payment" else 0, table)
        rows[name] += table.height
    return _Written(rows, margins, tuple(by_default))


def _tables(part: Part, facts: PartFacts, county: County) -> Iterator[tuple[str, pl.DataFrame]]:
    """The finished tables of a part, one after the other."""
    keys, rows = keys_of(part), rows_of(part, county)
    shown = {**facts.shown, "institution": county.institutions}
    yield "person", reached("person", person_keys(part, keys), shown, rows)
    yield (
        "household",
        reached("household", household_keys(part, keys, rows.township["household"]), shown, rows),
    )
    yield "employer", reached("employer", employer_keys(part, keys), shown, rows)
    yield "employment", reached("employment", employment_keys(part, keys), shown, rows)
    projects = project_keys(part, keys, rows.township["project"])
    yield "project", reached("project", projects, shown, rows)
    ids = {
        "person": keys.person, "household": keys.household, "employer": keys.employer, "employment": keys.employment,
        "project": projects["id"],
    }  # fmt: skip
    yield "payment", payment_table(facts.paid, ids)
    yield "insurance_month", insurance_month_table(part, keys)
    for name, table in facts.relations.items():
        yield f"{RELATIONS}/{name}", table


def _write(folder: Path, part: int, table: pl.DataFrame) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    table.write_parquet(folder / f"part-{part:04d}.parquet", compression="zstd", statistics=True)


def _manifest(plan: CountyPlan, library: Library, written: _Written) -> dict[str, Any]:
    return {
        "what": f"合成县：{COUNTY_NAME}（虚构）。 A synthetic county.",
        "synthetic": True,
        "statement": STATEMENT,
        "schema_version": SCHEMA_VERSION,
        "generator_version": GENERATOR_VERSION,
        "seed": plan.seed,
        "on": plan.on.isoformat(),
        "persons": plan.persons,
        "employers": plan.employers,
        "part_size": plan.part_size,
        "parts": plan.parts,
        "vocabulary_sha256": library.vocabulary.digest,
        "paid_by_documents": list(library.packs),
        "county": {"code": COUNTY_CODE, "name": COUNTY_NAME},
        "townships": [{"code": town.code, "name": town.name} for town in TOWNSHIPS],
        "tables": TABLES | COUNTY_TABLES,
        "rows": dict(written.rows),
        RELATIONS: {name: {"complete": complete} for name, complete in COMPLETE.items()},
        "facts_drawn_by_type_only": list(written.by_default),
        "register_gaps": _gaps(plan, library),
        "marginals": marginal_table(written.margins),
    }


def _gaps(plan: CountyPlan, library: Library) -> dict[str, Any]:
    """How the registers were made incomplete."""
    lost = lost_uploads(library.vocabulary, plan.seed)
    facts = library.vocabulary.facts.values()
    return {
        "missing_per_mille": {fact.name: missing_per_mille(fact, library.vocabulary) for fact in facts},
        "lost_uploads": [
            {"register": register, "township": TOWNSHIPS[place].name} for register, place in lost
        ],
    }
