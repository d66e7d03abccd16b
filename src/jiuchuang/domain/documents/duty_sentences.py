"""Duties given to named units in running sentences, for documents without unit brackets.

Only plain cases are read: a named body as subject (市财政局负责…, 市创建办将组织…) or after 由
(由市人社局负责解释). Classes of bodies (各县区要…) are subjects of nearly every sentence and name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.domain.documents.model import Role

_BODY = (
    r"(?!各|本|该|其|有关|相关|全|如|经|对|为|由|并|和|与|以)[一-鿿]{1,16}?"
    r"(?:局|委员会|委|办公室|办|厅|政府|领导小组|专班|中心|支行|分行|总工会|联合会|集团)"
)
_BODIES = rf"{_BODY}(?:、{_BODY})*|领导小组"
_VERB = "具体负责|负责|牵头|承担|承办|主管|会同|将组织|将会同|组织实施"
_SUBJECT = re.compile(rf"(?:(?<=[。；，])|^)(?P<bodies>{_BODIES})(?P<verb>{_VERB})(?!人|制|同志)")
_AFTER_BY = re.compile(rf"由(?P<bodies>{_BODIES})(?P<verb>{_VERB})(?!人|制|同志)")
_BEARS = re.compile(
    rf"(?:(?<=[。；])|^)(?P<bodies>{_BODIES})(?:要|应当?|须)[^。]{{0,30}}?(?P<verb>(?:担负|承担)起?)[^。，；]{{0,4}}牵头"
)


@dataclass(frozen=True, slots=True)
class SentenceDuty:
    """Bodies at `[start, end)` charged by the verb `word`."""

    start: int
    end: int
    role: Role
    word: str


def find_sentence_duties(text: str, start: int, end: int) -> Iterator[SentenceDuty]:
    """The duties said in the sentences of `text[start:end]`, in order."""
    found = []
    window = text[start:end]
    for pattern in (_SUBJECT, _AFTER_BY, _BEARS):
        for match in pattern.finditer(window):
            stop = window.find("，", match.end())
            said = window[match.start("verb") : stop if stop >= 0 else len(window)]
            role = Role.LEAD if "牵头" in said else Role.RESPONSIBLE
            first, last = match.span("bodies")
            found.append(SentenceDuty(start + first, start + last, role, match["verb"]))
    yield from sorted(found, key=lambda duty: duty.start)
