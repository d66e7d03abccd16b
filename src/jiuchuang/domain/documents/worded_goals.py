"""Goals that words state without a figure: 所有社区均符合…标准, 全覆盖, 跨入先进行列, 不低于上年水平.

One pattern a form of promise; each finds a stretch between commas and names what is promised. A form
is tried only in sentences that have its key word, so that long texts cost no more than their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = r"[^，。；：、（）]"
_PHRASE = r"(?:[^，。；：（）]|（[^（）]{0,60}）)"
_PLACES = r"(?:县|市|区|镇|乡|街道|社区|村|部门|园区|学校|企业)"
_THING = r"(?:基金|中心|工作站|服务站|园区?|基地|市场|平台|窗口|服务点|网点|团队|队伍)"
_FORMS = tuple(
    (keys.split("|"), re.compile(pattern))
    for keys, pattern in (
        (
            "所有",
            rf"(?P<what>(?:全[省市县区])?所有{_PHRASE}{{1,14}}?均?(?:达到|符合|建成|接受|纳入|实现){_PHRASE}{{2,24}})",
        ),
        ("全部", rf"(?:使|让)(?P<what>{_PHRASE}{{2,24}}?全部{_PHRASE}{{2,24}})"),
        (
            "全覆盖|清零|应保尽保|翻番|成倍",
            rf"(?P<what>{_PHRASE}{{2,30}}?(?:全覆盖|动态清零|应保尽保|翻番|成倍增长))",
        ),
        (
            "行列|前列",
            rf"(?P<what>{_PHRASE}{{2,24}}?(?:跨入|进入|迈入|走在){_PHRASE}{{2,14}}?(?:行列|前列))",
        ),
        ("标准", rf"(?P<what>{_PHRASE}{{2,30}}?达到{_PHRASE}{{0,14}}?标准)(?=[，。；])"),
        (
            "上年|去年",
            rf"(?P<what>{_PHRASE}{{2,24}}?(?:不低于|高于|超过)(?:上年|去年){_WORDS}{{0,6}})",
        ),
        (
            "年内",
            r"(?:[一二两三四五六七八九十]|[0-9]{1,3})年内(?=争创|创建|建成|成为|达到|实现)(?:争创|创建|建成)?(?:成为)?"
            rf"(?P<what>{_PHRASE}{{2,24}})",
        ),
        (
            "月底前",
            rf"(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月底前(?P<what>(?:完成|建成|实现|开班|投入){_PHRASE}{{2,24}})",
        ),
        ("确保", rf"确保(?P<what>{_PHRASE}{{0,16}}?(?:取得好成绩|全家脱贫|稳定就业|完成{_PHRASE}{{2,16}}))"),
        (
            "力争|确保",
            rf"(?:力争|确保)(?P<what>{_PHRASE}{{2,20}}?(?:投入使用|投入运营|建成投用|开工建设|竣工|投产|开园)){_WORDS}{{0,8}}",
        ),
        ("双提升", rf"(?P<what>{_PHRASE}{{2,20}}?实现“双提升”)"),
        (
            "比例|总量|权重|比重",
            rf"(?P<what>(?:提高|扩大){_PHRASE}{{2,40}}?(?:比例|总量|权重|比重))(?=[，。；])",
        ),
        ("任务", rf"(?P<what>(?:完成){_PHRASE}{{2,20}}?任务)(?=[，。；])"),
        # What a government is measured by: 将甲、乙作为考核指标, 细化甲、乙等指标, 对甲率、乙率进行督查.
        ("指标", rf"[将把](?P<what>{_PHRASE}{{4,40}}?)(?:等{_WORDS}{{0,6}})?作为{_WORDS}{{0,14}}指标"),
        ("指标", rf"细化(?P<what>{_PHRASE}{{4,60}}?)等{_WORDS}{{0,6}}指标"),
        (
            "督查|考核|通报",
            rf"对(?P<what>{_PHRASE}{{4,90}}?)等{_WORDS}{{0,14}}进行(?:督查|考核|通报|监测)",
        ),
        # What every county, town or village has to set up.
        (
            "各|每个|所有",
            rf"(?:各|每个|所有)(?:{_WORDS}|（[^（）]{{1,8}}）|、各){{0,14}}?{_PLACES}(?:（[^（）]{{1,8}}）)?(?:区|人民政府|政府)?"
            rf"(?:要|应当?|均|都)?(?:设立|建立|组建|建成|成立)(?P<what>{_PHRASE}{{2,24}}?{_THING})(?=[，。；]|$)",
        ),
        (
            "园",
            rf"(?:探索|规划|启动)?(?:创建|筹建|兴建|新建)(?P<what>{_WORDS}{{2,16}}(?:创业园|孵化园|示范园|产业园))(?=[，。；])",
        ),
        (
            "创建",
            r"(?:推进|做好|开展|抓好)(?P<what>[^，。；：、（）的和]{4,14}创建)(?:工作|活动)(?=[，。；]|$)",
        ),
        ("工程", rf"(?P<what>[二三四五六七八九十]大{_WORDS}{{2,16}}工程)"),
        # How often something has to happen, where no figure says it.
        ("按", rf"按(?:季度|月|年度|半年)(?P<what>(?:实施|开展|公布|发布|调度|通报){_WORDS}{{2,16}})"),
        (
            "一批",
            r"(?:建设|创建|新建|筹建|引进培育|培育|引进|扶持|打造|遴选|重点扶持|集中力量扶持)"
            rf"一批(?P<what>(?:(?!给予|予以){_PHRASE}){{2,30}}(?:、{_PHRASE}{{1,12}})?)(?:(?:给予|予以){_PHRASE}{{2,12}})?",
        ),
    )
)
_SENTENCE = re.compile("[^。；]{1,2000}[。；]?")


def find_worded_goals(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Stretches of `text[start:end]` that promise a result, each once: begin, end, what is promised."""
    for sentence in _SENTENCE.finditer(text, start, end):
        yield from _in_sentence(sentence.group(), sentence.start())


def _in_sentence(words: str, offset: int) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    for keys, form in _FORMS:
        if not any(key in words for key in keys):
            continue
        for match in form.finditer(words):
            first, last = match.span()
            if any(first < stop and begin < last for begin, stop in taken):
                continue
            taken.append((first, last))
            yield offset + first, offset + last, match["what"]
