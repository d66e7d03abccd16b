"""Loading packs for a command: a broken pack stops it with every fault, exit code 2."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import typer

from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.problem import Place, Problem, legible, nearest
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY
from jiuchuang.domain.rules.loading.library import Library, document_folders, load_library
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.gateways.pack_store import BUILT_IN, is_document_folder, pack_folder_problems, read_pack_files


def stop(problems: Iterable[Problem | str]) -> NoReturn:
    """Print each fault on its own line to standard error and leave with exit code 2."""
    tell(problems)
    raise typer.Exit(2)


def tell(problems: Iterable[Problem | str]) -> None:
    """Print each remark on its own line to standard error."""
    for problem in problems:
        typer.echo(str(problem), err=True)


def pack_root(root: Path | None) -> Path:
    """The folder of packs to work with (default: built in); one that cannot be read ends the command."""
    if root is None:
        return BUILT_IN
    problems = pack_folder_problems(root)
    if problems:
        stop(problems)
    return root


def load_packs(root: Path | None = None, documents: tuple[str, ...] = ()) -> Library:
    """The library of packs below `root` (default: built in), limited to `documents` when given."""
    library, problems = load_library(read_pack_files(pack_root(root), documents))
    if problems:
        stop(problems)
    return library


def stop_at_unknown_documents(documents: Iterable[str], root: Path | None = None) -> None:
    """Leave with a line for each of `documents` that no folder of packs is for."""
    folders = document_folders(read_pack_files(pack_root(root)))
    unknown = [document for document in documents if document not in folders]
    if unknown:
        hints = [nearest(document, folders, "全部编号见 jiuchuang packs list") for document in unknown]
        stop(f"没有编号为“{document}”的文件（{hint}）" for document, hint in zip(unknown, hints, strict=True))


def find_programme(
    programme_id: str, root: Path | None = None, others: Iterable[Problem | str] = ()
) -> tuple[Library, Programme]:
    """The programme with its library; only its own document is loaded. Suggests near ids when not found.

    `others` are faults of the same input already found, told together with those of the id.
    """
    folder = programme_id.rpartition("/")[0]
    if is_document_folder(pack_root(root), folder):
        library = load_packs(root, (folder,))
        programme = library.programme(programme_id)
        if programme is not None:
            return library, programme
    stop([_suggestion(programme_id, load_packs(root)), *others])


def _suggestion(programme_id: str, library: Library) -> str:
    if programme_id in library.packs:
        return (
            f"“{programme_id}”是文件的编号，不是政策项目的（它的项目见 packs list --document {programme_id}）"
        )
    known = [programme.id for programme in library.programmes()]
    same = [name for name in known if name.rpartition("/")[2] == programme_id]
    if len(same) > 1:
        return f"有 {len(same)} 个政策项目叫“{programme_id}”，请写全编号：{'、'.join(same)}"
    hint = nearest(programme_id[:200], known, "全部编号见 jiuchuang packs list")
    return f"没有编号为“{legible(programme_id)}”的政策项目（{hint}）"


def day_problems(text: str) -> tuple[date, list[Problem]]:
    """A day from the command line, within the years for which rules are proved to stay in the calendar."""
    try:
        day = parse_day(text)
    except ValueError as fault:
        return FIRST_DAY, [Problem("bad-date", str(fault).replace(text, legible(text, 40)), Place("--on"))]
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


_JSON_FAULTS = {
    "Expecting value": "此处缺少值",
    "Expecting property name enclosed in double quotes": "此处应为加英文双引号的名称",
    "Expecting ':' delimiter": "此处缺少英文冒号",
    "Expecting ',' delimiter": "此处缺少英文逗号",
    "Illegal trailing comma before end of object": "最后一项后面多了逗号",
    "Illegal trailing comma before end of array": "最后一项后面多了逗号",
    "Extra data": "后面有多余的内容",
    "Unterminated string starting at": "引号没有配对",
    "Invalid control character at": "字符串里有换行或者控制字符",
    "Invalid \\escape": "反斜杠的写法不对",
}
"""What the standard library says of broken JSON, in Chinese."""


def read_json_object(path: Path) -> tuple[dict[str, Any], list[str]]:
    """A JSON object from a file, in the encodings of Chinese offices; or {} with the fault that stops it."""
    from jiuchuang.gateways.text_in.plain import text_of_bytes
    from jiuchuang.gateways.text_in.unreadable import Unreadable

    try:
        data = json.loads(text_of_bytes(path.read_bytes()), object_pairs_hook=_each_once)
    except _GivenTwice as fault:
        return {}, [f"{path}: “{legible(str(fault))}”填了两次"]
    except FileNotFoundError:
        return {}, [f"{path}: 没有这个文件"]
    except OSError as fault:
        return {}, [f"{path}: 读不了这个文件（{'这是文件夹' if path.is_dir() else fault.strerror}）"]
    except Unreadable as fault:
        return {}, [f"{path}: {fault.message}（{fault.suggestion}）"]
    except json.JSONDecodeError as fault:
        why = _JSON_FAULTS.get(fault.msg.removesuffix(": "), fault.msg)
        return {}, [f"{path}:{fault.lineno}:{fault.colno}: 不是合法的 JSON（{why}）"]
    except (RecursionError, ValueError):  # nested a thousand deep, or a whole number of thousands of digits
        return {}, [f"{path}: 不是事实文件（层次过深，或者数字过长）"]
    if not isinstance(data, dict):
        return {}, [f"{path}:1:1: 应是 {{事实名: 值}} 的 JSON 对象"]
    return data, []
