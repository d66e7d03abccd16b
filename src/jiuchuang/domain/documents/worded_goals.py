"""Goals that words state without a figure: 所有社区均符合…标准, 全覆盖, 跨入先进行列, 不低于上年水平.

One pattern a form of promise; each finds a stretch between commas and names what is promised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = r"[^，。；：、（）]"
_PHRASE = r"(?:[^，。；：（）]|（[^（）]*）)"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<what>(?:全[省市县区])?所有{_PHRASE}{{1,14}}?均?(?:达到|符合|建成|接受|纳入|实现){_PHRASE}{{2,24}})",
        rf"(?:使|让)(?P<what>{_PHRASE}{{2,24}}?全部{_PHRASE}{{2,24}})",
        rf"(?P<what>{_PHRASE}{{2,30}}?(?:全覆盖|动态清零|应保尽保|翻番|成倍增长))",
        rf"(?P<what>{_PHRASE}{{2,24}}?(?:跨入|进入|迈入|走在){_PHRASE}{{2,14}}?(?:行列|前列))",
        rf"(?P<what>{_PHRASE}{{2,30}}?达到{_PHRASE}{{0,14}}?标准)(?=[，。；])",
        rf"(?P<what>{_PHRASE}{{2,24}}?(?:不低于|高于|超过)(?:上年|去年){_WORDS}{{0,6}})",
        rf"(?:[一二两三四五六七八九十]|[0-9]+)年内(?P<what>(?:争创|创建|建成|成为|达到|实现){_PHRASE}{{2,24}})",
        rf"(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月底前(?P<what>(?:完成|建成|实现|开班|投入){_PHRASE}{{2,24}})",
        rf"确保(?P<what>{_PHRASE}{{0,16}}?(?:取得好成绩|全家脱贫|稳定就业|完成{_PHRASE}{{2,16}}))",
        rf"(?P<what>{_PHRASE}{{2,20}}?实现“双提升”)",
        rf"(?P<what>(?:提高|扩大){_PHRASE}{{2,16}}?(?:比例|总量|权重|比重))(?=[，。；])",
        rf"(?P<what>(?:完成){_PHRASE}{{2,20}}?任务)(?=[，。；])",
        r"(?P<what>(?:建设|创建|新建|筹建|培育|引进|扶持|打造|遴选|重点扶持|集中力量扶持|引进培育)"
        rf"一批{_PHRASE}{{2,30}}(?:、{_PHRASE}{{1,12}})?)",
    )
)


def find_worded_goals(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Stretches of `text[start:end]` that promise a result, each once: begin, end, what is promised."""
    taken: list[tuple[int, int]] = []
    window = text[start:end]
    for form in _FORMS:
        for match in form.finditer(window):
            first, last = start + match.start(), start + match.end()
            if any(first < stop and begin < last for begin, stop in taken):
                continue
            taken.append((first, last))
            yield first, last, match["what"]
