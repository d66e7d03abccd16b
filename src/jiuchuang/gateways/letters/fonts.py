"""The faces that official papers are set in, as far as this machine has them.

GB/T 9704 names 仿宋, 楷体, 黑体 and 小标宋, which come with a licence of their own. Whoever has them puts them into a
folder that JIUCHUANG_FONTS names, or installs them; without them Noto CJK stands in.
"""

from __future__ import annotations

import os
from functools import cache

import typst

FOLDER = "JIUCHUANG_FONTS"
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
WISHED = {
    "fangsong": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", SERIF),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", SERIF),
    "hei": ("SimHei", "黑体", "STHeiti", SANS),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", SERIF),
    "song": ("SimSun", "宋体", "STSong", SERIF),
}
"""For each use the faces in the order in which they are wanted; the last comes with Debian's fonts-noto-cjk."""


class NoFont(RuntimeError):
    """No Chinese face is installed."""


@cache
def installed(folder: str) -> typst.Fonts:
    """The faces of the machine and of a folder (empty: none). Looking them up takes a third of a second, once."""
    return typst.Fonts(font_paths=[folder] if folder else [])


def folder_of_fonts() -> str:
    """The folder that JIUCHUANG_FONTS names, empty when it names none."""
    return os.environ.get(FOLDER, "")


def faces(fonts: typst.Fonts) -> dict[str, object]:
    """For each use the faces that are there, the most wanted one first. Raises NoFont when one has none."""
    known = set(fonts.families())
    there: dict[str, object] = {}
    for use, names in WISHED.items():
        found = [name for name in names if name in known]
        if not found:
            raise NoFont(f"没有可用于“{use}”的中文字体：请安装 fonts-noto-cjk，或用 {FOLDER} 指定字体文件夹")
        there[use] = found
    # 小标宋 is a bold face by itself
    there["title_weight"] = "bold" if there["title"] == [SERIF] else "regular"
    return there
