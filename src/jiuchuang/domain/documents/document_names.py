"""How official documents call themselves and their dates: kinds, titles, numbers, days.

Kinds after 党政机关公文处理工作条例 art. 8 and common names of plans and rules.
"""

from __future__ import annotations

import re

KINDS = (
    "实施意见 指导意见 若干意见 意见 若干政策措施 政策措施 若干措施 若干政策 措施 行动计划 "
    "行动方案 实施方案 工作方案 方案 计划 规划 实施办法 管理办法 暂行办法 奖补办法 办法 "
    "暂行规定 若干规定 规定 实施细则 细则 通知 通告 公告 决定 通报 函 批复 请示 报告 纪要 "
    "条例 决议 议案 工作要点 要点 工作计划 任务分解表 分工表 任务清单 清单"
).split()
KIND = (
    "(?:"
    + "|".join(sorted(KINDS, key=len, reverse=True))
    + ")(?:（(?!(?:19|20)[0-9]{2}年[0-9]{1,2}月)[^（）]{1,12}）)?"
)
"""What a document may call itself, longest first, with （试行）or the like."""

ORGANISATION = (
    r"(?:国务院办公厅|国务院|中共中央办公厅|中共中央|[一-鿿（）]{2,30}?(?:人民政府办公[室厅]|人民政府|办公[室厅]|委员会|管委会|领导小组|联合会|总工会|协会|中心|学院|学校|银行|公司|[省市县区州旗]政府(?!办|各|有关|部门)"
    r"|局|厅|(?<![内全])部(?![门分署])|[省市县区州旗]委(?![员办组宣政社])|(?<![省市县区州旗])委))"
)
"""An office that issues documents."""

DAY = r"(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日"
DAY_IN_HAN = (
    r"[一二]九?[〇○零0Oo一二三四五六七八九]{2,3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
DAMAGED_DAY = r"(?:19|20)[0-9]{2}年?[0-9]{1,2}月?[0-9]{1,2}日"
ANY_DAY = f"(?:{DAY}|{DAY_IN_HAN}|{DAMAGED_DAY})"

NUMBER_YEAR = r"(?:〔|\[|【|（)(?:19|20)[0-9]{2}(?:〕|\]|】|）)"
NUMBER = re.compile(rf"(?P<agency>[一-鿿]{{1,12}}){NUMBER_YEAR}第?[0-9]{{1,4}}号")
"""A document number such as 县政发〔2017〕21号 (GB/T 9704: agency word, year, serial)."""

_NOT_IN_AGENCY = re.compile(
    rf".*(?:{KIND}|文件|人民政府|根据|按照|落实|执行|转发|号|和|及|有效|日期|名称|标题|次数)(?=[一-鿿])"
)


def agency_word(run: str) -> str:
    """The agency word at the end of a run of characters: …人民政府文件华龙政 → 华龙政.

    What stands before it on the same line (a letterhead, a title, a verb) is cut away.
    """
    match = _NOT_IN_AGENCY.match(run)
    return run[match.end() :] if match else run


def canonical_number(agency: str, rest: str) -> str:
    """The number with its year in 〔〕, as GB/T 9704 prints it."""
    digits = re.findall(r"[0-9]+", rest)
    return f"{agency}〔{digits[0]}〕{digits[1]}号"
