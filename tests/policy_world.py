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
