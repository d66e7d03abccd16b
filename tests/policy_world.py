"""A damaged document, and the sample county's pack with a dearer subsidy, for tests of the policy officers' pages."""

from __future__ import annotations

import io
import zipfile

from jiuchuang.gateways.pack_store import BUILT_IN

FOLDER = BUILT_IN / "sample" / "yunxi-2024-6"
DAMAGED = (
    "某县人民政府关于促进就业的通知\n某政发〔20241号\n一、目标\n"
    "（一）健立台账。年内新增就业300人以上。（责任单位：县人社局）\n"
).encode()


def dearer() -> bytes:
    """The pack with 7000元 where 6000元 stood, zipped."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in FOLDER.rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            if path.name == "startup-subsidy.yaml":
                text = text.replace("6000元", "7000元")
            archive.writestr(path.relative_to(FOLDER.parent).as_posix(), text)
    return data.getvalue()


OTHER = "sample/yunxi-2025-9"


def beside() -> bytes:
    """Another document of the county with the same start-up subsidy: both claim to prevail, and it has no day of issue."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in FOLDER.rglob("*.yaml"):
            name = path.relative_to(FOLDER).as_posix()
            if name.startswith(("programmes/", "cases/")) and path.stem != "startup-subsidy":
                continue
            text = path.read_text(encoding="utf-8").replace("sample/yunxi-2024-6", OTHER)
            text = text.replace("issued_on: 2024-04-18", "issued_on: null").replace(
                "〔2024〕6号", "〔2025〕9号"
            )
            archive.writestr(f"yunxi-2025-9/{name}", text)
    return data.getvalue()
