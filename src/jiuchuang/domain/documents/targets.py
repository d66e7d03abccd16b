"""Goals a document sets: figures to be reached, and goals that words alone state.

A figure is a goal when its words announce a result (建成2家, 达到4万人, 控制在3%以内) and it is neither
a condition of a benefit (…满1年的，给予…) nor the benefit itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from jiuchuang.domain.documents.model import Clause, Comparison, Kind, Quantity, Span, Target
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.surroundings import deadline_of, per_of, period_of
from jiuchuang.domain.documents.worded_goals import find_worded_goals

_RESULT = re.compile(
    "达到|建成|建设|建立|新建|新增|增加|创建|扶持|培训|培育|培养|评选|选树|遴选|实现|完成|控制|组建|开展|举办|组织|设立|发布|发放|投入|列支|"
    "保持|稳定在|力争|确保|打造|拥有|拿出|得到|引进|扩大|不低于|不少于|支持|入驻|名优秀|名专业|帮扶|转移|吸纳|设置|认定|改造|提供|实施|推广"
)
_BENEFIT = re.compile(
    "给予|予以|补贴|补助|奖励|奖补|返还|贴息|贷款额度|最高额度|限额|期限|合同|享受|申请|购买|费率|降至|标准为|的标准|缴纳|毕业(?!生)|年龄|"
    "离岗|保留人事|只能|可在|可按|每(?:招用|带动|孵化|留用|吸纳|新增|再)|每多|不予|公示|工作日|聘用|可以"
)
_FUND = re.compile("投入|列支|安排|总额|规模|发放[^，。]{0,12}贷款|筹集|增加到")
_GIVEN = re.compile("给予|予以|奖励|补贴标准|补助|每人|每户|最高")
_CONDITION = re.compile(r"(?:^|[，；])(?:对|凡|经|被)[^。]*$")
_ENTITLES = re.compile("给予|予以|可[按申享以]|奖|补|取消|约谈|清退|提出整改|购买|优先|纳入|由专人")
_JUDGED = re.compile("提高|降低|调整|取消|整改|约谈|提醒|通报|清退|退出|问责")
_SANCTION = re.compile("取消|整改|约谈|提醒|通报|清退|退出|问责")
_LOOKING_BACK = re.compile("发展基础|工作基础|的基础$|成效|回顾|现状|面临形势|背景")
_WIDEST, _WIDEST_SENTENCE = 200, 600  # characters looked at on either side; real phrases are shorter
_SEGMENT_STOPS = "，。；：|"
_SEGMENT_END = re.compile(r"[，。；：|\[【〔]")
_BASELINE = re.compile(
    "上年(?:度)?(?:同期)?(?:水平)?|去年(?:同期)?(?:水平)?|(?:19|20)[0-9]{2}年(?:水平|基数|底数)"
)
_DATED = re.compile("^(?:到|至)?(?:19|20)[0-9]{2}年(?:底|末)?前?(?:全面|基本)?(?:实现)?")
_TENTATIVE = re.compile("力争|争取|力求|探索|尝试|基本(?=达到|实现|建成)")


def read_targets(source: NormalisedText, clauses: tuple[Clause, ...]) -> tuple[Target, ...]:
    """All goals of the clauses, in order of position."""
    found: list[Target] = []
    headings = {clause.locator: clause.heading or "" for clause in clauses}
    divided: set[str] = set()  # clauses with a goal whose items (其中：（1）甲类500人；…) give its parts
    for clause in clauses:
        if _looks_back(clause.locator, headings):
            continue
        numeric: list[Quantity] = []
        for quantity in clause.quantities:
            if (
                _is_goal(source.text, clause, quantity)
                or _continues(source.text, numeric, quantity)
                or _is_share(clause, quantity, divided)
            ):
                numeric.append(quantity)
        if numeric and clause.text.endswith("："):
            divided.add(clause.locator)
        found.extend(_numeric(source, clause, quantity) for quantity in _named(source.text, numeric))
        found.extend(_worded(source, clause, numeric))
    once = dict.fromkeys(found)  # 培训一人、就业一人 states one goal with two figures
    return tuple(sorted(once, key=lambda target: target.span.normalised))


def _named(text: str, numeric: list[Quantity]) -> list[Quantity]:
    """拿出60%的新增岗位…，全年不少于3500个: a goal without a noun of its own counts what was named before."""
    named: list[Quantity] = []
    for quantity in numeric:
        if not quantity.about and named:
            between = text[named[-1].span.normalised[1] : quantity.span.normalised[0]]
            if not set("。；") & set(between):
                quantity = replace(quantity, about=named[-1].about)
        named.append(quantity)
    return named


def _looks_back(locator: str, headings: dict[str, str]) -> bool:
    """Whether a clause, or one above it, reports what was achieved (发展基础, 工作成效)."""
    labels = locator.split("/")
    above = ("/".join(labels[: depth + 1]) for depth in range(len(labels)))
    return any(_LOOKING_BACK.search(headings.get(each, "")) for each in above)


def _bounds(clause: Clause, position: int) -> tuple[int, int]:
    """The clause's own words around `position`: its text, or its heading and what follows."""
    start = clause.text_span.normalised[0]
    if clause.heading_span is not None and position < start:
        start = clause.heading_span.normalised[0]
    return start, clause.span.normalised[1]


def _segment(text: str, clause: Clause, start: int, end: int) -> tuple[int, int]:
    """The stretch between commas and stops around `[start, end)`, within the clause."""
    floor, ceiling = _bounds(clause, start)
    floor, ceiling = max(floor, start - _WIDEST), min(ceiling, end + _WIDEST)
    begin = max(floor, max(text.rfind(stop, floor, start) for stop in _SEGMENT_STOPS) + 1)
    stop = _SEGMENT_END.search(text, end, ceiling)
    return begin, stop.start() if stop is not None else ceiling


def _sentence(text: str, clause: Clause, start: int, end: int) -> tuple[int, int]:
    floor, ceiling = _bounds(clause, start)
    floor, ceiling = max(floor, start - _WIDEST_SENTENCE), min(ceiling, end + _WIDEST_SENTENCE)
    begin = max(floor, max(text.rfind(stop, floor, start) for stop in "。；") + 1)
    stops = [at for at in (text.find(stop, end, ceiling) for stop in "。；") if at >= 0]
    return begin, min(stops, default=ceiling)


def _is_goal(text: str, clause: Clause, quantity: Quantity) -> bool:
    """Whether the figure is a result to be reached rather than a rule, a condition or a benefit."""
    if quantity.kind is Kind.DATE or clause.locator.startswith("附件"):
        return False
    start, end = quantity.span.normalised
    begin, stop = _segment(text, clause, start, end)
    words = text[begin:stop]
    if quantity.kind is Kind.DURATION:
        return quantity.unit == "刻钟"
    first, last = _sentence(text, clause, start, end)
    if _is_line(text, quantity, last):
        return True
    if _CONDITION.search(text[first:start]) and _ENTITLES.search(text[end:last]):
        return False
    if words.endswith("的") and _ENTITLES.search(text[stop:last]):
        return False
    if quantity.kind is Kind.RATE and _BENEFIT.search(text[first:begin]):
        return False
    if quantity.kind is Kind.MONEY:
        if quantity.comparison is Comparison.AT_MOST or (text[begin] == "从" and "中列支" in words):
            return False  # a ceiling, or a sum set aside out of another
        return _FUND.search(words) is not None and _GIVEN.search(text[begin:start]) is None
    if _BENEFIT.search(words) and not re.search("每年培训|补贴性(?:职业)?(?:技能)?培训", words):
        return False
    return _RESULT.search(words) is not None or _RESULT.search(_list_head(text, first, begin)) is not None


def _is_line(text: str, quantity: Quantity, last: int) -> bool:
    """A rate by which organisations are judged: 留用率低于30%的单位，取消资格. An award for it is a benefit."""
    rest = text[quantity.span.normalised[1] : last]
    judged = _JUDGED.search(rest)
    return (
        quantity.kind is Kind.RATE
        and re.search("(?<!裁员)(?<!失业)(?<!费)(?<!利)率$", quantity.about) is not None
        and quantity.comparison in (Comparison.AT_LEAST, Comparison.MORE_THAN, Comparison.LESS_THAN)
        and judged is not None
        and re.search("单位|机构|基地|园区|[县市区镇乡]|街道|学校|班", rest[: judged.start()]) is not None
        and re.search("给予|予以|奖励|补助", rest[: judged.start()]) is None
    )


def _continues(text: str, goals: list[Quantity], quantity: Quantity) -> bool:
    """A bare item after a goal: 扶持甲500人以上，乙300人以上."""
    if not goals or quantity.kind is not Kind.COUNT:
        return False
    between = text[goals[-1].span.normalised[1] : quantity.span.normalised[0]]
    return re.fullmatch(r"(?:以上)?[，、][^，。；：、]{2,16}", between) is not None and not _BENEFIT.search(
        between
    )


def _is_share(clause: Clause, quantity: Quantity, divided: set[str]) -> bool:
    """An item that is nothing but its part of the goal above: ②高校毕业生1200人次."""
    return (
        clause.locator.rpartition("/")[0] in divided
        and quantity.kind is Kind.COUNT
        and re.fullmatch(rf"[^，。；：]{{2,16}}{re.escape(quantity.text)}(?:以上)?[；。，]?", clause.text)
        is not None
    )


def _list_head(text: str, first: int, begin: int) -> str:
    """The opening words of a sentence whose list of goals this figure continues (…如下：甲1人，乙2人)."""
    return text[first:begin] if re.search(r"目标|任务", text[first:begin]) else ""


def _numeric(source: NormalisedText, clause: Clause, quantity: Quantity) -> Target:
    text = source.text
    start, end = quantity.span.normalised
    begin, stop = _segment(text, clause, start, end)
    first, last = _sentence(text, clause, start, end)
    said = text[begin:stop]
    return Target(
        clause=clause.locator,
        indicator=_slogan(said, quantity) or quantity.about or text[begin:start],
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        comparison=_comparison(text, quantity, last),
        period=quantity.period,
        deadline=quantity.deadline,
        per=quantity.per,
        baseline=_baseline(said),
        tentative=_TENTATIVE.search(text[first:start]) is not None,
        text=said,
        span=source.span(begin, stop),
    )


_SLOGAN = re.compile("(?:力争|确保|达到|实现|做到)+(?P<slogan>[^，]*一人[^，]*)")


def _slogan(said: str, quantity: Quantity) -> str | None:
    """培训一人、就业一人 measures nothing by its parts: the whole promise is the indicator."""
    slogan = _SLOGAN.fullmatch(said) if quantity.text == "一人" else None
    return slogan["slogan"] if slogan and quantity.comparison is Comparison.EXACTLY else None


def _comparison(text: str, quantity: Quantity, last: int) -> Comparison:
    """As the figure is bounded; a line below which a sanction follows is a goal not to fall below it."""
    if quantity.comparison is Comparison.LESS_THAN and _is_line(text, quantity, last):
        sanctioned = _SANCTION.search(text, quantity.span.normalised[1], last) is not None
        return Comparison.AT_LEAST if sanctioned else quantity.comparison
    return quantity.comparison


def _worded(source: NormalisedText, clause: Clause, numeric: list[Quantity]) -> Iterator[Target]:
    """Goals without a figure of their own, where no numeric goal stands in the same words."""
    text = source.text
    for start, end, indicator in find_worded_goals(text, *_bounds(clause, -1)):
        if any(start <= quantity.span.normalised[0] < end for quantity in numeric):
            continue
        first, _last = _sentence(text, clause, start, end)
        said = text[start:end]
        begin, _stop = _segment(text, clause, start, end)
        baseline = _baseline(said)
        yield Target(
            clause=clause.locator,
            indicator=_DATED.sub("", indicator) or indicator,
            value=None,
            low=None,
            high=None,
            unit=None,
            comparison=Comparison.AT_LEAST
            if baseline and re.search("不低于|高于|超过", said)
            else Comparison.NONE,
            period=period_of(text[min(begin, start) : end]),
            deadline=deadline_of(text[first:start] + said),
            per=per_of(said),
            baseline=baseline,
            tentative=_TENTATIVE.search(text[first:end]) is not None,
            text=said,
            span=Span((start, end), source.span(start, end).original),
        )


def _baseline(said: str) -> str | None:
    match = _BASELINE.search(said)
    return match.group() if match else None
