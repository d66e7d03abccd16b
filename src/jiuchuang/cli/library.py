"""Loading packs for a command: a broken pack stops it with every fault, exit code 2."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import typer

from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.load import Library, document_folders, load_library
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.domain.rules.vocabulary import FIRST_DAY, LAST_DAY
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files


def stop(problems: Iterable[Problem | str]) -> NoReturn:
    """Print each fault on its own line to standard error and leave with exit code 2."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(2)


def load_packs(root: Path | None = None, documents: tuple[str, ...] = ()) -> Library:
    """The library of packs below `root` (default: built in), limited to `documents` when given."""
    library, problems = load_library(read_pack_files(root or BUILT_IN, documents))
    if problems:
        stop(problems)
    return library


def find_programme(programme_id: str, root: Path | None = None) -> tuple[Library, Programme]:
    """The programme with its library; only its own document is loaded. Suggests near ids when not found."""
    folder = programme_id.rpartition("/")[0]
    files = read_pack_files(root or BUILT_IN)
    folders = document_folders(files)
    if folder in folders:
        library = load_packs(root, (folder,))
        programme = library.programme(programme_id)
        if programme is not None:
            return library, programme
    _suggest(programme_id, load_packs(root))


def _suggest(programme_id: str, library: Library) -> NoReturn:
    known = [programme.id for programme in library.programmes()]
    hint = nearest(programme_id, known, "全部编号见 jiuchuang packs list")
    stop([f"没有编号为“{programme_id}”的政策项目（{hint}）"])


def day_problems(text: str) -> tuple[date, list[Problem]]:
    """A day from the command line, within the years for which rules are proved to stay in the calendar."""
    try:
        day = parse_day(text)
    except ValueError as fault:
        return FIRST_DAY, [Problem("bad-date", str(fault), Place("--on"))]
    if FIRST_DAY <= day <= LAST_DAY:
        return day, []
    return day, [Problem("bad-date", f"{day} 不在 {FIRST_DAY} 至 {LAST_DAY} 之间", Place("--on"))]


def read_day(text: str) -> date:
    """A day from the command line; a bad one ends the command with exit code 2."""
    day, problems = day_problems(text)
    if problems:
        stop(problems)
    return day


class _GivenTwice(Exception):
    """A key that stands twice in one JSON object."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _GivenTwice(next(name for name in names if names.count(name) > 1))
    return found


def read_json_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_once)
    except _GivenTwice as fault:
        stop([f"{path}: “{fault}”填了两次"])
    except FileNotFoundError:
        stop([f"{path}: 没有这个文件"])
    except (OSError, UnicodeDecodeError) as fault:
        stop([f"{path}: 读不了这个文件（{fault}）"])
    except json.JSONDecodeError as fault:
        stop([f"{path}:{fault.lineno}:{fault.colno}: 不是合法的 JSON（{fault.msg}）"])
    if not isinstance(data, dict):
        stop([f"{path}:1:1: 应是 {{事实名: 值}} 的 JSON 对象"])
    return data
