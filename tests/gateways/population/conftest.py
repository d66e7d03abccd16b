"""One small county for all tests of the room: three parts, so that parts meet."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.population.county import County, draw_county
from jiuchuang.gateways.population.part import Part, draw_part
from jiuchuang.gateways.population.part_facts import PartFacts, part_facts

PLAN = CountyPlan(persons=7000, employers=700, seed=20180630, on=date(2018, 6, 30), part_size=3000)


@dataclass(frozen=True)
class Written:
    """A county on disk and its tables."""

    folder: Path

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / name / "part-*.parquet")


@pytest.fixture(scope="session")
def library() -> Library:
    found, problems = load_library(read_pack_files())
    assert problems == []
    return found


@pytest.fixture(scope="session")
def written(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("county") / "population"
    synthesize(PLAN, library, folder)
    return Written(folder)


@pytest.fixture(scope="session")
def county(library: Library) -> County:
    return draw_county(PLAN, library)


@pytest.fixture(scope="session")
def part() -> Part:
    return draw_part(PLAN, 0)


@pytest.fixture(scope="session")
def facts(part: Part, county: County, library: Library) -> PartFacts:
    return part_facts(part, county, library)
