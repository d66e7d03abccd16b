"""What a figure is about: its noun, how often, for whom, and by when."""

from __future__ import annotations

import re

_SEGMENT_STOP = re.compile(r"[，。；：！？]")
_SENTENCE_STOP = re.compile(r"[。；！？]")
_PERIOD = re.compile(
    r"每人每年|每人每月|每户每年|每年每人|每年度|每年|每月|每季度|每半年|每学年|每周|每日|每天|每学时|每课时|按季度|按月|全年|年均"
    r"|一次性|累计|当年度|次年度|首年|(?<=[，。；区])年(?=培训|补贴|度)|月均"
)
_PER = re.compile(
    r"每(?:个|名|户|家|位|处|所|项|支)?(?:县（市）区|县（市、区）|县（区）|[一-鿿]{1,6}?)"
    r"(?=至少|不少于|不低于|最高|最多|不超过|建立|建设|年|每|给予|一处|[0-9]|，|只)|每万人|每人|每户|每个项目|各县（市）区(?=至少)|所有镇街|每(?:招用|带动|孵化|新增|吸纳)"
)
_DEADLINE = re.compile(
    r"(?:到|至|截至|力争到)(?P<to>(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:底|末)?)前?"
    r"|(?P<before>(?:(?:19|20)[0-9]{2}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:底|末)?(?<=[年月日底末])(?:之前|以前|前))"
    r"|(?P<year>(?:19|20)[0-9]{2}年)(?=，|全[市县区])"
    r"|(?:(?<=[，。；在])|^)(?P<within>(?:[0-9]+|[一二两三四五六七八九十])(?:年|个月)内)(?!给予)"
)
_MEASURED_AFTER = re.compile(
    r"(?:以上|以内|以下|左右)?的?(?P<noun>[一-鿿“”+]{2,24}?)(?=[，。；、（）：！]|的|达到|为|并|后|时|$)"
)
_NOT_NOUN_AFTER = re.compile(r"以[上下内外]|内|左右|的?(?:标准|社会保险补贴)?$|起|前|底|可|应|给予|按")
_TRIM_BEFORE = re.compile(
    r"(?:累计|均)?(?:达到|达|控制在|不少于|不低于|不得低于|不得少于|不超过|不得超过|至少(?:有|建立|组建|建成)?|最高|最多|为|至|到|增加到|提高到|降至|"
    r"超过|低于|不足|满|约|每年|每月|列支|投入|给予|一次性|分别|按|可享受|有|在|以|的|每人|新增到|调整为|统一|额度不超过)+$"
)


def segment(text: str, start: int, position: int) -> str:
    """The words between the last comma or stop and `position`."""
    window = text[start:position]
    stops = list(_SEGMENT_STOP.finditer(window))
    return window[stops[-1].end() :] if stops else window


def sentence(text: str, start: int, position: int) -> str:
    """The words between the last full stop and `position`."""
    window = text[start:position]
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


def deadline_of(before: str) -> str | None:
    """2021年, 2017年底, 两年内 … — by when, as said earlier in the sentence."""
    found = None
    for match in _DEADLINE.finditer(before):
        found = match["to"] or match["year"] or match["within"] or match["before"]
    return found


def about(text: str, before: str, figure_end: int, end: int) -> str:
    """The noun the figure measures: the words after its unit, else those before it."""
    after = text[figure_end : min(end, figure_end + 26)]
    if not _NOT_NOUN_AFTER.match(after):
        match = _MEASURED_AFTER.match(after)
        if match is not None:
            return match["noun"]
    noun = _TRIM_BEFORE.sub("", before.split("、")[-1])
    return noun[-20:]
