"""Read `packs/regions/*.yaml`: the divisions that packs and registers refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast, get_args

from jiuchuang.domain.kernel.period import ALWAYS, Period
from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.region import Level, Region, check_regions
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import LocatedList, read_yaml
from jiuchuang.domain.rules.pack import Pack

REGION_KEYS = ("code", "name", "level", "parent", "from", "to")


def load_regions(files: Mapping[str, str]) -> tuple[tuple[Region, ...], list[Problem]]:
    """All divisions of `regions/*.yaml` among `files` (path → text), with every fault of the table."""
    problems: list[Problem] = []
    regions: list[Region] = []
    for path in sorted(path for path in files if path.startswith("regions/")):
        data, found = read_yaml(files[path], path)
        problems += found
        if not isinstance(data, LocatedList):
            problems.append(Problem("shape", "区划文件应是一个列表", Place(path)))
            continue
        for item, place in zip(data, data.item_places, strict=True):
            regions.append(_read_region(Record(item, "区划", REGION_KEYS, problems, place)))
    problems += check_regions(
        regions, place=Place("regions")
    )  # over all files: a parent may stand in another
    return tuple(regions), problems


def check_document_regions(packs: Iterable[Pack], files: Mapping[str, str]) -> list[Problem]:
    """The faults of the table of divisions, and every document whose region did not stand when it was issued.

    A root folder without `regions/` has no table to check against.
    """
    regions, problems = load_regions(files)
    if not regions and not problems:
        return []
    for pack in packs:
        document = pack.document
        standing = [
            region
            for region in regions
            if region.code == document.region
            and (document.issued_on is None or document.issued_on in region.stood)
        ]
        if not standing:
            place = Place(f"{document.id}/document.yaml")
            hint = nearest(
                document.region, sorted({region.code for region in regions}), "请先在 regions/ 中登记"
            )
            problems.append(Problem("unknown-region", f"区划表中没有“{document.region}”", place, hint))
    return problems


def _read_region(record: Record) -> Region:
    first, last = record.day("from"), record.day("to")
    backwards = first is not None and last is not None and last < first
    if backwards:
        record.fault("bad-period", "to 早于 from")
    return Region(
        code=record.text("code"),
        name=record.text("name"),
        level=cast(Level, record.choice("level", get_args(Level))),
        parent=record.optional_text("parent"),
        stood=ALWAYS if backwards else Period(first, last),
    )
