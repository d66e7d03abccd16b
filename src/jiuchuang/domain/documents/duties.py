"""Where a clause names who is charged with it, and with what role.

（责任单位：…）, 〔牵头单位：…；配合单位：…〕, （…牵头，…配合）, （…等按职责分工负责）, （甲局、乙委）, and
责任单位：… on a line of its own. Only the stretches are found here; names are read in `units`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.domain.documents.model import Role

_ROLES = {
    "牵头": Role.LEAD,
    "主办": Role.LEAD,
    "协办": Role.SUPPORT,
    "配合": Role.SUPPORT,
    "协助": Role.SUPPORT,
    "参与": Role.SUPPORT,
    "参加": Role.SUPPORT,
    "协同": Role.SUPPORT,
    "承办": Role.RESPONSIBLE,
    "责任": Role.RESPONSIBLE,
    "负责": Role.RESPONSIBLE,
    "落实": Role.RESPONSIBLE,
    "实施": Role.RESPONSIBLE,
    "主管": Role.RESPONSIBLE,
}
_LABEL = (
    rf"(?:{'|'.join(_ROLES)})(?:责任|实施|落实|承办|配合)?(?:单位|部门|科室|机构|处室|主体)"
    r"(?:及(?:责任)?人)?(?:为)?："
)
# A labelled piece that names no unit: 完成时限：…, 责任领导：…, 联系人：….
_OTHER_LABEL = (
    r"(?:完成|办结|推进|整改)?(?:时限|时间|期限)(?:要求)?：|(?:责任|牵头|分管|包联|联系)(?:县|市|区)?(?:领导|人|电话)：|备注："
    r"|工作目标：|目标任务："
)
_ANY_LABEL = re.compile(rf"(?P<role>{_LABEL})|(?P<other>{_OTHER_LABEL}|(?<=[；，。（])[一-鿿]{{2,6}}：)")
DUTY_LINE = re.compile(rf"{_LABEL}|{_OTHER_LABEL}")
"""The beginning of a line that lists units or says by when."""

_VERB = re.compile(
    r"(?:(?:根据|按照?|依)(?:各自)?(?:职责|职能|任务)?(?:分工)?(?:共同|分别)?|分别|分工|共同|具体|联合)?(?:总)?"
    r"(?P<kind>牵头(?=负责)|牵头|负责|配合|参与|参加|协助|承办|协办|组织实施|实施|落实)(?:负责|落实|实施|办理)?"
)
_REMARK = re.compile(
    r"列(?:在)?(?:第一位|首位|第一|首个)(?:者|的)?(?:单位|部门)?为牵头(?:单位|部门)?(?P<hence>，?下同)?"
)
_BODY = re.compile(
    r"[^，。；：0-9]*(?:局|委|办|厅|部|会|政府|中心|院|行|联|公司|集团|办事处|单位|部门|领导小组|[乡镇]|街道|园区|署|队|社|校|室|站|馆)"
)
_STRONG_BODY = re.compile(
    r"[^，。；：0-9]{1,30}(?:局|委|办|厅|部|政府|会|办事处|督查室|办公室|研究室)(?:[、，]|等|$)"
)
_GLOSS = re.compile(r"含|如|即|包括|指|下同|下称|简称|以下|以上|见附件")
_OPENING = {"（": "）", "[": "]", "【": "】", "〔": "〕"}
_PAIRS = {opener: re.compile(re.escape(opener) + "|" + re.escape(_OPENING[opener])) for opener in _OPENING}
_LOOSE = re.compile(rf"(?:(?<=[。；！）”\]】〕])|^)(?={_LABEL})")
_LOOSE_END = re.compile(r"。|$|(?=本(?:意见|措施|方案|办法|通知|规定|细则|政策|计划)自)")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class DutyList:
    """Names at `[start, end)` with one role; `word` is what gave it, empty for a bare list."""

    start: int
    end: int
    role: Role
    word: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch `[start, end)` that charges units, brackets included. `closed` is false if cut off."""

    start: int
    end: int
    lists: tuple[DutyList, ...]
    closed: bool


def find_duties(text: str, start: int, end: int) -> list[Duty]:
    """All stretches of `text[start:end]` that name units in charge, in order."""
    found: list[Duty] = []
    position = start
    while position < end:
        if text[position] in _OPENING and text[position + 1 : position + 2] not in _OPENING:
            duty = _bracket(text, position, start, end)
            if duty is not None:
                found.append(duty)
                position = duty.end
                continue
        position += 1
    taken = [(duty.start, duty.end) for duty in found]
    found.extend(duty for duty in _loose(text, start, end) if not _overlaps(duty, taken))
    return sorted(found, key=lambda duty: duty.start)


def role_of_label(cell: str) -> tuple[Role, str] | None:
    """The role that 牵头单位, 配合部门 … gives as the head of a table's column, and the word; else None."""
    word = cell.rstrip("：")
    return (_role(word), word) if re.fullmatch(_LABEL, word + "：") else None


def first_named_leads(text: str) -> tuple[int, int] | None:
    """Where a remark 列第一位者为牵头单位 holds: from its bracket to the end if 下同, else its bracket only."""
    remark = _REMARK.search(text)
    if remark is None:
        return None
    opening = max(text.rfind(bracket, 0, remark.start()) for bracket in _OPENING)
    return max(opening, 0), len(text) if remark["hence"] else remark.end()


def _bracket(text: str, opening: int, start: int, end: int) -> Duty | None:
    """The duty inside the bracket at `opening`, if it is one."""
    close = _closing(text, opening, end)
    inner_end = min(end, opening + _LONGEST + 2) if close is None else close
    inner = text[opening + 1 : inner_end]
    if len(inner) > _LONGEST:
        return None
    lists = (
        _labelled(inner)
        or (_followed(inner) if close is not None else [])
        or (_bare(inner) if close is not None and _after_sentence(text, opening, start) else [])
    )
    if not lists:
        return None
    stop = inner_end if close is None else close + 1
    shift = opening + 1
    moved = tuple(DutyList(item.start + shift, item.end + shift, item.role, item.word) for item in lists)
    return Duty(opening, stop, moved, close is not None)


def _closing(text: str, opening: int, end: int) -> int | None:
    """Position of the bracket that closes the one at `opening`, nested pairs skipped."""
    opener = text[opening]
    depth = 0
    for bracket in _PAIRS[opener].finditer(text, opening, min(end, opening + _LONGEST + 2)):
        depth += 1 if bracket.group() == opener else -1
        if depth == 0:
            return bracket.start()
    return None


def _labelled(inner: str) -> list[DutyList]:
    """牵头单位：甲、乙；配合部门：丙 — lists announced by a label; other labels end a list."""
    labels = [label for label in _ANY_LABEL.finditer(inner) if not _nested(inner, label.start())]
    lists: list[DutyList] = []
    for index, label in enumerate(labels):
        if label["role"] is None:
            continue
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(inner)
        sentence = inner.find("。", label.end(), stop)
        stop = sentence if sentence >= 0 else stop
        word = label.group().rstrip("：")
        lists.append(DutyList(label.end(), stop, _role(word), word))
    return lists


def _followed(inner: str) -> list[DutyList]:
    """甲牵头，乙、丙配合 / 甲、乙等按职责分工负责 — lists followed by a verb."""
    verbs = [
        verb
        for verb in _VERB.finditer(inner)
        if verb.start() and (verb.end() == len(inner) or inner[verb.end()] in "，；。、")
    ]
    lists: list[DutyList] = []
    position = 0
    for verb in verbs:
        if verb.start() > position and _BODY.search(inner[position : verb.start()]):
            lists.append(DutyList(position, verb.start(), _role(verb["kind"]), verb.group()))
        position = verb.end()
    rest = inner[position:].strip("，；。、")
    if not rest or _REMARK.match(rest) or re.search("[0-9]|完成|推进", rest):
        return lists
    return []


def _bare(inner: str) -> list[DutyList]:
    """甲局、乙委 — nothing but names of offices."""
    remark = _REMARK.search(inner)
    stop = remark.start() if remark else len(inner)
    words = inner[:stop].rstrip("，；。、")
    names = re.split("[、，]", words)
    if _GLOSS.search(words) or not _STRONG_BODY.search(words):
        return []
    if not all(
        _BODY.fullmatch(re.sub(r"等$|等(?:有关|相关)?部门$", "", name)) or "各" in name for name in names
    ):
        return []
    return [DutyList(0, len(words), Role.RESPONSIBLE, "")]


def _loose(text: str, start: int, end: int) -> Iterator[Duty]:
    """责任单位：… written without brackets, up to the full stop or the end of the clause."""
    position = start
    while (match := _LOOSE.search(text[start:end], position - start)) is not None:
        begin = start + match.start()
        stop_match = _LOOSE_END.search(text, begin, end)
        inner_end = stop_match.start() if stop_match else end
        lists = [
            DutyList(item.start + begin, item.end + begin, item.role, item.word)
            for item in _labelled(text[begin:inner_end])
        ]
        stop = min(end, inner_end + 1) if text[inner_end : inner_end + 1] == "。" else inner_end
        if lists:
            yield Duty(begin, stop, tuple(lists), True)
        position = max(stop, begin + 1)


def _after_sentence(text: str, position: int, start: int) -> bool:
    return position == start or text[position - 1] in "。；！”）"


def _nested(inner: str, position: int) -> bool:
    before = inner[:position]
    return before.count("（") > before.count("）")


def _overlaps(duty: Duty, taken: list[tuple[int, int]]) -> bool:
    return any(duty.start < stop and begin < duty.end for begin, stop in taken)


def _role(word: str) -> Role:
    """The role a label or verb gives; the strongest duty named in it counts."""
    return next((role for kind, role in _ROLES.items() if kind in word), Role.RESPONSIBLE)
