"""Boundary words around a figure.

Civil Code art. 1259: 以上, 以下, 以内, 届满 include the figure itself; 不满, 超过, 以外 do not.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.model import Comparison

_AFTER = re.compile(
    r"(?:（含[^（）]{0,8}）)?(?P<word>及以上|或以上|以上|以内|之内|及以下|以下|以外|左右|上下|封顶|为限|内(?![部容设在地外需]))"
)
_AFTER_MEANING = {
    "以上": Comparison.AT_LEAST,
    "以内": Comparison.AT_MOST,
    "之内": Comparison.AT_MOST,
    "以下": Comparison.AT_MOST,
    "以外": Comparison.MORE_THAN,
    "左右": Comparison.ABOUT,
    "上下": Comparison.ABOUT,
    "封顶": Comparison.AT_MOST,
    "为限": Comparison.AT_MOST,
    "内": Comparison.AT_MOST,
}

_AT_LEAST = "不少于 不得少于 不低于 不得低于 不能低于 不小于 不短于 至少 最少 最低 起码 不亚于"
_AT_MOST = (
    "只能 仅限 不突破 不得突破 未突破 不超过 不得超过 不能超过 不高于 不得高于 "
    "不大于 不多于 不长于 至多 最多 最高 最长 上限"
)
_REACH = "达到 达"  # a goal reached is a goal met: 达到4万人 is met by 50000
_MORE_THAN = "超过 高于 多于 大于 突破 超出"
_LESS_THAN = "不足 不满 未满 低于 少于 小于 短于 不到 未达到"
_ABOUT = "大约 约 近 接近"
_MEANING = {
    word: comparison
    for words, comparison in (
        (_AT_LEAST, Comparison.AT_LEAST),
        (_REACH, Comparison.AT_LEAST),
        (_AT_MOST, Comparison.AT_MOST),
        (_MORE_THAN, Comparison.MORE_THAN),
        (_LESS_THAN, Comparison.LESS_THAN),
        (_ABOUT, Comparison.ABOUT),
    )
    for word in words.split()
}
_BEFORE = re.compile("(?:" + "|".join(sorted(_MEANING, key=len, reverse=True)) + ")(?!标|生活保障|工资|法院)")
_CHANGED_TO = re.compile(
    r"[^，。；]{0,6}(?:提高|调整|增加|降低|下调|上调|放宽|延长|扩大|提升)(?:到|至|为)[^，。；0-9]{0,6}"
)
_SIGNS = {
    "≥": Comparison.AT_LEAST,
    "≧": Comparison.AT_LEAST,
    ">": Comparison.MORE_THAN,
    "≤": Comparison.AT_MOST,
    "≦": Comparison.AT_MOST,
    "<": Comparison.LESS_THAN,
}
_WEAK = frozenset({"达到", "达", "近", "约"})  # 达到3%以内, 近三年内: the word after the figure decides
_ADJACENT_ONLY = frozenset({"约", "近", "接近", "大约", "不满", "未满"})
_FULL = re.compile(r"(?<![不未充圆])(?:年|期)?满$")
_PAST = re.compile(r"(?<![超不通经])过$")
_FARTHEST = 16
_STOPS = re.compile(r"[，。；：、（）“”]")


def read_bound(
    text: str, start: int, figure_start: int, figure_end: int, floor: int
) -> tuple[Comparison, str | None]:
    """How the words around `text[figure_start:figure_end]` bound it, and the word that says so.

    `floor` is where the previous figure ended: its boundary words do not reach over to this one.
    """
    after = _AFTER.match(text, figure_end)
    before = _before(text, max(start, floor), figure_start)
    if before is not None and not (after is not None and before[1] in _WEAK):
        return before
    if after is not None:
        word = after["word"]
        return _AFTER_MEANING[word.removeprefix("及").removeprefix("或")], word
    return Comparison.EXACTLY, None


def is_listed_with(text: str, previous_end: int, figure_start: int) -> bool:
    """Whether this figure stands in one list with the one before it (最高不超过100万元、50万元、5万元)."""
    return text[previous_end:figure_start] in ("、", "和", "及", "或", "以及", "，")


def is_changed_to(text: str, previous_end: int, figure_start: int) -> bool:
    """Whether this figure replaces the one before it (上限由20万元调整至30万元)."""
    return _CHANGED_TO.fullmatch(text, previous_end, figure_start) is not None


def _before(text: str, start: int, figure_start: int) -> tuple[Comparison, str] | None:
    """The nearest boundary word before the figure within its own stretch of sentence."""
    window_start = max(start, figure_start - _FARTHEST)
    window = text[window_start:figure_start]
    stops = list(_STOPS.finditer(window))
    if stops:
        window = window[stops[-1].end() :]
    if window and window[-1] in _SIGNS:
        return _SIGNS[window[-1]], window[-1]
    if _PAST.search(window):
        return Comparison.MORE_THAN, "过"
    if _FULL.search(window):
        return Comparison.AT_LEAST, "满"
    for match in reversed(list(_BEFORE.finditer(window))):
        word = match.group()
        gap = window[match.end() :]
        if word in _ADJACENT_ONLY and gap:
            continue
        if word in ("达到", "达") and not match.start():
            continue  # 达到一人就业全家脱贫 states an end, not a measure that may be passed
        return _MEANING[word], word
    return None
