"""Our side: the pack of the eight programmes, its clones with other months and amounts, compiled and planned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.eight.population import AS_OF
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, compile_programme
from jiuchuang.domain.rules.language.valuetypes import Kind, Type, parse_value
from jiuchuang.domain.rules.loading.library import Library, load_library
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files

PACKS = Path(__file__).parent / "packs"
PROGRAMMES = 8
FOLDER = "bench/eight"


def pack_files(copies: int = 1) -> dict[str, str]:
    """The texts of the pack with `copies` of its programmes; copy n has n months and n yuan more everywhere."""
    files = read_pack_files(PACKS) | _national()
    for path, text in list(files.items()):
        if path.startswith(f"{FOLDER}/programmes/"):
            for number in range(1, copies):
                files[path.replace(".yaml", f"-{number}.yaml")] = _copy(text, number)
    return files


def _national() -> dict[str, str]:
    return {path: text for path, text in read_pack_files(BUILT_IN).items() if path.startswith("national/")}


def _copy(text: str, number: int) -> str:
    programme: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # `yes` stays a word
    programme["id"] += f"-{number}"
    for parameter in programme["parameters"].values():
        parameter["value"] = _shifted(parameter["type"], parameter["value"], number)
    for table in programme.get("tables", {}).values():
        for row in table["rows"].values():
            row["value"] = _shifted(table["type"], row["value"], number)
    return yaml.safe_dump(programme, allow_unicode=True, sort_keys=False)


def _shifted(kind: str, written: Any, number: int) -> Any:
    if kind not in ("months", "money"):
        return written
    value = parse_value(written, Type(Kind(kind)))
    assert isinstance(value, int)
    return f"{value + number}个月" if kind == "months" else f"{value // 100 + number}元"


def write_packs(folder: Path, copies: int) -> Path:
    """A pack folder on disk with that many copies; made once."""
    root = folder / f"packs-{copies}"
    for path, text in pack_files(copies).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


@cache
def load(root: Path | None = None) -> Library:
    """The library below `root`, or the eight programmes; it must be without fault."""
    files: Mapping[str, str] = read_pack_files(root) if root else pack_files()
    library, problems = load_library(files)
    if problems:
        raise ValueError("\n".join(map(str, problems[:5])))
    return library


def compiled(library: Library) -> list[CompiledProgramme]:
    """Every programme of the pack, compiled."""
    return [compile_programme(programme) for programme in library.packs[FOLDER].programmes]


def plan(library: Library) -> ScreenPlan:
    """The column plan for persons."""
    return plan_screen(compiled(library), library.vocabulary, "person", AS_OF)
