"""Whether a file is a workbook that may be opened: judged by what is in it, never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.damaged_zip import DAMAGED

MOST_BYTES = 10 * 1024 * 1024
"""Size of an uploaded workbook."""
MOST_UNPACKED = 200 * 1024 * 1024
"""Size of all its parts unpacked: a workbook packs about ten to one, a trap a thousand to one."""
MOST_PARTS = 2_000
MOST_CELLS = 5_000_000
"""Rows times columns of a sheet, to its last cell: readers lay out the whole rectangle, full or not."""
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["'][^>]*(?<!/)>""")
_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s>])([^>]*)(?<!/)>""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d+)["']""")
_HINT = "在表格软件里另存为 Excel 工作簿（.xlsx）再上传"


def workbook_problem(data: bytes) -> Problem | None:
    """Why the bytes cannot be taken as a workbook (.xlsx), or None."""
    if not data:
        return _problem("workbook-empty", "文件是空的")
    if len(data) > MOST_BYTES:
        return _problem("workbook-large", f"文件超过{MOST_BYTES // 1024 // 1024}兆字节，请分成几个文件")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _problem("workbook-old", "这是旧版（.xls）或者加了密码的工作簿，读不了", _HINT)
    if data[:4] != b"PK\x03\x04":
        return _problem("workbook-form", "这不是 Excel 工作簿", _HINT)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = [part.filename for part in parts.infolist()]
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                return _problem("workbook-form", "这不是 Excel 工作簿", _HINT)
            unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > MOST_UNPACKED or len(names) > MOST_PARTS:
                return _problem("workbook-large", "工作簿展开后太大，请删去多余的工作表和图片")
            if _damaged(parts):
                return _problem("workbook-damaged", "工作簿已损坏，打不开", _HINT)
            sheets = [name for name in names if name.lower().startswith("xl/worksheets/")]
            if any(_area(parts.read(name)) > MOST_CELLS for name in sheets):
                hint = "选中表格以外的行和列，删除后保存再上传"
                return _problem("workbook-wide", "工作表里很远的地方还有内容，读不了", hint)
    except DAMAGED:
        return _problem("workbook-damaged", "工作簿已损坏或者加了密码，打不开", _HINT)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return _problem("workbook-macros", "工作簿里有宏，不能上传", "另存为不带宏的工作簿（.xlsx）")
    return None


def _damaged(parts: zipfile.ZipFile) -> bool:
    """Whether some part is not what the directory of the file says: as long as that, with that sum.

    What lies about its length would unpack without end in readers that do not look.
    """
    return parts.testzip() is not None


def _area(sheet: bytes) -> int:
    """Cells of the rectangle from the first cell to the last one with something in it."""
    rows = max((int(one[1]) for one in _ROW.finditer(sheet)), default=0)
    columns, unplaced = 0, False
    for cell in _CELL.finditer(sheet):
        placed = _REFERENCE.search(cell[1])
        if placed is None:
            unplaced = True
            continue
        rows, columns = max(rows, int(placed[2])), max(columns, _column(placed[1]))
    if unplaced:  # cells that do not say where follow the ones before them in their row
        lines = sheet.split(b"row")
        rows, columns = max(rows, len(lines)), columns + max(line.count(b"<") for line in lines)
    return rows * columns


@cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _problem(code: str, message: str, hint: str = "") -> Problem:
    return Problem(code, message, Place("file"), hint)
