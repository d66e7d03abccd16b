"""The procedures and the calendar that come with the product, or of a folder laid out like it."""

from __future__ import annotations

from pathlib import Path

from jiuchuang.domain.casework.by_matter import ByMatter, read_by_matter
from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.calendar_file import read_calendar
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.procedure_file import read_procedures
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.pack_store import BUILT_IN


def load_procedures(root: Path = BUILT_IN) -> tuple[tuple[Procedure, ...], list[Problem]]:
    """Every procedure of `root/procedures` without a fault, and the faults of the others."""
    files, problems = _texts(root, "procedures")
    read, found = read_procedures(files)
    return read, problems + found


def load_calendar(root: Path = BUILT_IN) -> tuple[WorkCalendar, list[Problem]]:
    """The calendar of `root/calendar`."""
    files, problems = _texts(root, "calendar")
    calendar, found = read_calendar(files)
    return calendar, problems + found


def load_by_matter(root: Path = BUILT_IN) -> tuple[ByMatter, list[Problem]]:
    """Which procedure a programme goes through whose pack names none (`root/procedures/defaults/by-matter.yaml`)."""
    name = "procedures/defaults/by-matter.yaml"
    return read_by_matter((root / name).read_text(encoding="utf-8"), name)


def _texts(root: Path, folder: str) -> tuple[dict[str, str], list[Problem]]:
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((root / folder).glob("*.yaml")):
        name = path.relative_to(root).as_posix()
        try:
            files[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            problems.append(Problem("not-utf8", "不是 UTF-8 文字", Place(name), "请另存为 UTF-8 编码"))
        except OSError as fault:
            problems.append(Problem("file-unreadable", f"文件打不开：{fault.strerror}", Place(name)))
    return files, problems
