"""Where a clause names who is charged with it: （责任单位：…）, （…牵头，…配合）, 责任单位：… at the end.

Only finding; names and roles are read in `units`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiuchuang.domain.documents.model import Role

_KINDS = {
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

LABEL = re.compile(
    r"(?P<kind>牵头|主办|协办|配合|协助|参与|参加|协同|承办|责任|负责|落实|实施|主管)"
    r"(?:责任|实施|落实|承办)?(?:单位|部门|科室|机构|处室|主体)(?:及(?:责任)?人)?(?:为)?[：:]"
)
"""牵头单位：, 配合部门：, 责任单位： — a role announced before the names."""

VERB = re.compile(
    r"(?:(?:根据|按照?)(?:各自)?(?:职责|职能|任务)?(?:分工)?(?:共同)?|分别|分工|共同|具体|联合)?(?:总)?"
    r"(?P<kind>牵头(?=负责)|牵头|负责|配合|参与|协助|承办|协办|组织实施|落实)"
    r"(?:负责|落实|实施)?"
)
"""…负责, …牵头, …配合, …按职责分工负责 — a role that follows the names."""

_OPENING = {"（": "）", "[": "]", "【": "】", "〔": "〕"}
_LOOSE_LABEL = re.compile(r"(?<=[。；！])(?=(?:牵头|主办|承办|责任|负责|落实)(?:责任|实施)?(?:单位|部门)：)")
_UNIT_LIKE = re.compile(
    r"局|委|办|部|厅|政府|院|会|署|中心|各|单位|部门|行|团|残联|妇联|联社|公司|组|镇|街|园区|高校|机构"
)
_MAX_VERB_BRACKET = 400


@dataclass(frozen=True, slots=True)
class DutyBracket:
    """A stretch naming units: `[start, end)` with its brackets, `[inner_start, inner_end)` without."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool


def role_of(word: str) -> Role:
    """The role a label or verb gives; the strongest duty named in it counts.

    >>> role_of("牵头单位"), role_of("配合部门"), role_of("按职责分工负责")
    (<Role.LEAD: 'lead'>, <Role.SUPPORT: 'support'>, <Role.RESPONSIBLE: 'responsible'>)
    """
    for kind, role in _KINDS.items():
        if kind in word:
            return role
    return Role.RESPONSIBLE


def find_duty_brackets(text: str, start: int, end: int) -> list[DutyBracket]:
    """All stretches of `text[start:end]` that name units in charge, in order."""
    found: list[DutyBracket] = []
    position = start
    while position < end:
        if text[position] in _OPENING:
            close = _closing(text, position, end)
            inner_end = end if close is None else close
            if _names_units(text[position + 1 : inner_end], closed=close is not None):
                stop = inner_end if close is None else close + 1
                found.append(DutyBracket(position, stop, position + 1, inner_end, close is not None))
                position = stop
                continue
        position += 1
    return found or _loose(text, start, end)


def _closing(text: str, opening: int, end: int) -> int | None:
    """Position of the bracket that closes the one at `opening`, nested pairs skipped."""
    opener, closer = text[opening], _OPENING[text[opening]]
    depth = 0
    for position in range(opening, end):
        if text[position] == opener:
            depth += 1
        elif text[position] == closer:
            depth -= 1
            if depth == 0:
                return position
    return None


def _names_units(inner: str, *, closed: bool) -> bool:
    """Whether the words inside a bracket announce or end with a duty and look like units."""
    if LABEL.match(inner):
        return True
    if not closed or len(inner) > _MAX_VERB_BRACKET or len(inner) < 4:
        return False
    tail = inner.rstrip("。；，")
    verbs = list(VERB.finditer(tail))
    if not verbs or verbs[-1].end() != len(tail) or verbs[0].start() == 0:
        return False
    return _UNIT_LIKE.search(tail[: verbs[-1].start()]) is not None


def _loose(text: str, start: int, end: int) -> list[DutyBracket]:
    """责任单位：… written without brackets after the last sentence."""
    match = _LOOSE_LABEL.search(text, start, end)
    if match is None and LABEL.match(text, start, end):
        begin = start
    elif match is None:
        return []
    else:
        begin = match.start()
    return [DutyBracket(begin, end, begin, end, True)]
