"""Words that make a sentence non-binding or leave it open to later rules.

力争 and 探索 promise an effort, 可 and 鼓励 allow, 按规定 and 适当 point elsewhere. A sentence with one
of them gives nobody a claim by itself.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.model import Hedge
from jiuchuang.domain.documents.normalise import NormalisedText

_OPEN_RULE = r"(?:按照?|依据|根据|符合)(?:国家|省|市|县|区|和|、|有关|相关|现行){0,6}(?:规定|政策规定|要求)"
_WORDS = (
    "力争 争取 力求 探索 尝试 试行 原则上 适当 适时 适度 酌情 逐步 鼓励 有条件的 参照 视情 "
    "根据实际 结合实际 因地制宜 条件成熟 条件允许 尽可能 研究制定 研究出台 另行制定 另行规定 "
    "一定标准 一定比例 一定期限 一定的 基本达到 基本实现 基本形成 先行先试"
).split()
_MAY = (
    r"(?<![认许尽宁不均])可(?:以|(?=按|申请|享受|适当|参照|由|直接|凭|在|一次性|根据|通过|先|容错|延长|扣减"
    r"|给予|从|同时|参加))"
)

_HEDGE = re.compile(
    "|".join([_OPEN_RULE, *(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True)), _MAY])
)


def read_hedges(source: NormalisedText, start: int, end: int) -> tuple[Hedge, ...]:
    """The hedging words of `[start, end)`, in order."""
    found = []
    for match in _HEDGE.finditer(source.text, start, end):
        found.append(Hedge(match.group(), source.span(match.start(), match.end())))
    return tuple(found)
