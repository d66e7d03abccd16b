"""What stands around a figure: how often, for whom, and by when."""

from __future__ import annotations

import re

_WIDEST_SEGMENT, _WIDEST_SENTENCE = 120, 600  # characters looked back; real sentences are shorter
_SEGMENT_STOP = re.compile(r"[，。；：！？|]")
_SENTENCE_STOP = re.compile(r"[。！？]")
_PERIOD = re.compile(
    r"每人每年|每人每月|每户每年|每年每人|每年度|每年|每月|每季度|每半年|每学年|每周|每日|每天|每学时|每课时|按季度|按月|全年|年均"
    r"|一次性|累计|当年度|次年度|首年|(?<=[，。；区])年(?=培训|补贴|度)|月均"
)
_PER = re.compile(
    r"(?<!指导)(?<!支持)(?<!组织)(?<!引导)(?<!推动)(?<!督促)(?:每个?|各|所有)(?:设区的市|县（市）区|县（市、区）|县（区）|县市区|区县|乡镇（街道）|乡（镇）|乡镇|镇街|街道|社区|行政村|村|项目|企业|园区|基地)"
    r"|每(?:名|位|户|家|所|处)[一-鿿]{1,4}(?=[0-9一二两三])|每万人|每人|每户|每次|每班|每期"
    r"|每(?:招用|带动|孵化|新增|吸纳|留用|培训)(?=[0-9一二两三])"
)
_DEADLINE = re.compile(
    r"(?:到|至|截至|力争到)(?P<to>(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:底|末)?)前?"
    r"|(?P<before>(?=[0-9一二三四五六七八九十])(?:(?:19|20)[0-9]{2}年)?(?:[0-9一二三四五六七八九十]{1,2}月)?(?:[0-9]{1,2}日)?(?:底|末)?(?<=[年月日底末])(?:之前|以前|前))"
    r"|(?P<year>(?:19|20)[0-9]{2}年)(?=，|全[省市县区])"
    r"|(?:(?<=[，。；在])|^)(?P<within>(?:[0-9]+|[一二两三四五六七八九十])(?:年|个月)内)(?!给予)"
)


def segment(text: str, start: int, position: int) -> str:
    """The words between the last comma or stop and `position`."""
    window = text[max(start, position - _WIDEST_SEGMENT) : position]
    stops = list(_SEGMENT_STOP.finditer(window))
    return window[stops[-1].end() :] if stops else window


def sentence(text: str, start: int, position: int) -> str:
    """The words between the last full stop and `position`; a semicolon does not end a promise."""
    window = text[max(start, position - _WIDEST_SENTENCE) : position]
    stops = list(_SENTENCE_STOP.finditer(window))
    return window[stops[-1].end() :] if stops else window


def period_of(before: str) -> str | None:
    """每年, 每月, 一次性 … — the last one said in the segment before the figure."""
    words = _PERIOD.findall(before)
    return words[-1] if words else None


def per_of(before: str) -> str | None:
    """每个县（市）区, 每人 … — to whom or what each the figure applies."""
    words = [match.group() for match in _PER.finditer(before)]
    return words[-1] if words else None


def deadline_of(before: str, earlier: str = "") -> str | None:
    """2021年, 2017年底, 两年内 … — by when, as said earlier in the sentence.

    全年 refers to the year that `earlier` sentences of the clause name.
    """
    found = None
    if re.search("全年|年内(?!.*年内)|当年", before):
        found = next(
            (m["to"] or m["year"] for m in _DEADLINE.finditer(earlier) if m["to"] or m["year"]), None
        )
    for match in _DEADLINE.finditer(before):
        found = match["to"] or match["year"] or match["within"] or match["before"]
    return found
