"""Whether a file is a workbook that may be opened: judged by what is in it, never by its name."""

from __future__ import annotations

import io
import zipfile
import zlib

from jiuchuang.domain.kernel.problem import Place, Problem

MOST_BYTES = 10 * 1024 * 1024
"""Size of an uploaded workbook."""
MOST_UNPACKED = 200 * 1024 * 1024
"""Size of all its parts unpacked: a workbook packs about ten to one, a trap a thousand to one."""
MOST_PARTS = 2_000
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
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return _problem("workbook-damaged", "工作簿已损坏或者加了密码，打不开", _HINT)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return _problem("workbook-macros", "工作簿里有宏，不能上传", "另存为不带宏的工作簿（.xlsx）")
    return None


def _damaged(parts: zipfile.ZipFile) -> bool:
    """Whether some part is not what the directory of the file says: as long as that, with that sum.

    What lies about its length would unpack without end in readers that do not look.
    """
    return parts.testzip() is not None


def _problem(code: str, message: str, hint: str = "") -> Problem:
    return Problem(code, message, Place("file"), hint)
