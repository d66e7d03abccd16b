"""A pack as somebody hands it in: a zip of YAML files, unpacked in memory with a bound on everything."""

from __future__ import annotations

import io
import re
import zipfile

from jiuchuang.domain.kernel.problem import Place, Problem, legible
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.gateways.damaged_zip import DAMAGED

LARGEST_ZIP = 5_000_000
_LARGEST_TEXT = 10_000_000
_MOST_FILES = 1_000
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}/[a-z0-9][a-z0-9-]{0,59}")


def read_pack_zip(data: bytes) -> tuple[str, dict[str, str], list[Problem]]:
    """The id of the document, the files below its folder (`region/document/…`), and what is wrong.

    The zip may hold the folder itself or be wrapped in others; whatever is no YAML is left aside.
    """
    if len(data) > LARGEST_ZIP:
        return "", {}, [Problem("zip-too-large", "压缩包超过5 MB", Place("file"), "只放这一份文件的 YAML")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except DAMAGED as fault:
        hint = "请压缩为普通的 .zip，不设密码"
        return "", {}, [Problem("zip-broken", f"压缩包打不开（{legible(str(fault))}）", Place("file"), hint)]


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, str], list[Problem]]:
    infos = [info for info in archive.infolist() if not info.is_dir() and info.filename.endswith(".yaml")]
    if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _LARGEST_TEXT:
        return (
            "",
            {},
            [Problem("zip-too-large", "压缩包里的文字过多", Place("file"), "只放这一份文件的 YAML")],
        )
    folders = [
        info.filename.removesuffix("document.yaml")
        for info in infos
        if info.filename.rpartition("/")[2] == "document.yaml"
    ]
    if len(folders) != 1:
        found = "没有" if not folders else "有不止一个"
        hint = "一个压缩包放一份文件：document.yaml、clauses.yaml、programmes/、cases/"
        return "", {}, [Problem("zip-document", f"压缩包里{found} document.yaml", Place("file"), hint)]
    problems: list[Problem] = []
    texts = {}
    for info in infos:
        if info.filename.startswith(folders[0]):
            name = info.filename.removeprefix(folders[0])
            texts[name] = _text(archive.read(info), legible(name), problems)
    document = read_yaml(texts["document.yaml"], "document.yaml")[0]
    own = document.get("id") if isinstance(document, dict) else None
    if not isinstance(own, str) or not _ID.fullmatch(own):
        hint = "写成 地区/文件，小写字母、数字和短横，如 yunxi/2024-6"
        problems.append(Problem("document-id", "document.yaml 的 id 写法有误", Place("document.yaml"), hint))
        return "", {}, problems
    return own, {f"{own}/{name}": text for name, text in texts.items()}, problems


def _text(data: bytes, name: str, problems: list[Problem]) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem("not-utf8", "不是 UTF-8 文字", Place(name), "请另存为 UTF-8 编码"))
        return ""
