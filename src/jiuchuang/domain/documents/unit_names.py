"""Splitting a list of units and filling in what people leave out when they speak.

市财政局、科技局 means 市财政局 and 市科技局; 凌云市、青山区人民政府 means two governments;
甲局、乙局等部门 names two and an open set; a bare 等 names nobody (`ends_open` tells of it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_OPEN_SET = re.compile(r"等(?:(?:有关|相关|成员|责任|职能)*(?:部门|单位|机构|部委))?$")
_CITY = "市(?!场|容|政(?!府|务|协|法|研)|民(?!政|宗|族|委))"  # not the 市 of 市场监管局, 市容办, 市政处
_PREFIX = re.compile(rf"(?:省|{_CITY}|县(?!直|级|域)|区(?!域|直|级)|州|盟|旗|自治区|自治州|自治县)(?=..)")
_PLACE_PREFIX = re.compile(
    r"[一-鿿]{1,4}(?:省|市|县|自治区|自治州|自治县)(?=[一-鿿（）]{2,}(?:局|委|办|厅|部|院|会|中心|联)$)"
)
_OWN_LEVEL = re.compile(
    rf"各|有关|相关|其他|中国|中央|国家|全国|全市|全县|全省|驻|国网|央行|人行|人民银行|银保?监|团[省市县区]委"
    rf"|省|{_CITY}|县|区(?!域)|州|盟|旗|自治|有|乡|镇|街道|村|园区|涉|本|上述|高校|企业|金融机构"
    r"|[^、]*(?:成员单位|领导小组|工作组|专班|区管委会|区管理委员会)$"
    r"|[^、]*(?:支行|分行|中支|分局)$"
    r"|[一-鿿]{2,4}(?:银保?监局|证监局|海关|邮政管理局|通信管理局|铁路局)$"
)
_BARE_NAME = re.compile(r"[一-鿿]{1,2}[^局委办厅部会院行联校社组镇乡村县市区府]")
_COMMON_ENDING = re.compile(r"(?:开发区|园区|新区|集聚区)(?:管委会|管理委员会)$")
_NO_NAME = re.compile(r"[0-9]|年底|月底|持续推进|完成$|^长期$")
_TOGETHER = re.compile(r"(?:牵头)?(?:会同|会商|联合(?=[省市县区各]))")
_OFFICES = re.compile(r"(?<![总计])局(?=[一-鿿]{2,9}局)")
_GENERIC = ("街道", "乡镇", "镇", "乡", "社区", "园区", "村")
_BARE_SET = re.compile(r"各(?:省|市|州|县|区|旗|乡|镇|地)|自治区|直辖市|自治州|盟")
_GOVERNMENTS = re.compile(
    r"(?:自治区|直辖市|自治州|市|州|县|区|旗|乡|镇|街道|[（）、市区县旗])+(?:人民政府|政府|管委会|办事处)"
)
_PLACE = re.compile(r"[一-鿿]{1,5}(?:市|县|区|镇|乡|街道|旗|开发区|园区)")
_SHARED_SUFFIX = re.compile(
    r"[一-鿿]{1,5}?(?:市|县|区|镇|乡|街道|旗|开发区|园区)(?P<suffix>人民政府|政府|管委会|管理委员会|办事处)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's full name and where its written form stands, `[start, end)`."""

    name: str
    start: int
    end: int


def read_names(text: str, start: int, end: int, prefix: str = "") -> tuple[list[Name], str]:
    """The names listed in `text[start:end]`, prefixes and suffixes filled in, and the prefix in force.

    `prefix` (市, 县, 省 …) is the one carried from an earlier segment of the same bracket.
    """
    pieces = _split(text, start, end)
    names: list[Name] = []
    for index, (begin, stop) in enumerate(pieces):
        open_set = _OPEN_SET.search(text[begin:stop])
        cut = begin + open_set.start() if open_set else stop
        if cut > begin:
            written = text[begin:cut]
            full = written + _suffix(text, written, pieces[index + 1 :])
            own = _own_prefix(full)
            if own:
                prefix = own
            elif names and names[-1].name.startswith("各") and written in _GENERIC:
                full = "各" + written  # 各镇、街道
            elif prefix and full == written and not _OWN_LEVEL.match(full):
                full = prefix + full
            names.append(Name(full, begin, cut))
        if open_set and open_set.group() != "等":
            names.append(Name(open_set.group(), cut, stop))
    return names, prefix


def ends_open(text: str, start: int, end: int) -> bool:
    """Whether the list `text[start:end]` ends in 等 or 等部门."""
    return _OPEN_SET.search(text[start:end].rstrip("，；。")) is not None


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between 、 ， ； 。 and 和/及 before 各, brackets inside names left whole."""
    pieces: list[tuple[int, int]] = []
    depth, begin = 0, start
    for position in range(start, end):
        character = text[position]
        if character in "（[〔【":
            depth += 1
        elif character in "）]〕】":
            depth -= 1
        elif depth <= 0 and character in "、，；。：":
            pieces.append((begin, position))
            begin = position + 1
        elif depth <= 0 and character in "和及" and text[position + 1 : position + 2] in ("各", "有", "相"):
            pieces.append((begin, position))
            begin = position + 1
    pieces.append((begin, end))
    pieces = [stretch for a, b in pieces for stretch in _jointly(text, a, b)]
    offices = [stretch for a, b in pieces for stretch in _unspaced(text, a, b)]
    return _joined(text, [(a, b) for a, b in offices if b > a and not _NO_NAME.search(text[a:b])])


def _jointly(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """甲局会同乙局: two units of one duty."""
    stretches: list[tuple[int, int]] = []
    for match in _TOGETHER.finditer(text, start, end):
        stretches.append((start, match.start()))
        start = match.end()
    return [*stretches, (start, end)]


def _unspaced(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """人社局财政局, two offices that stood apart by a space only."""
    cuts = [match.end() for match in _OFFICES.finditer(text, start, end)]
    edges = [start, *cuts, end]
    return list(pairwise(edges))


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put 各市、县（区）人民政府 back together: it is one set of governments, not two units."""
    joined: list[tuple[int, int]] = []
    begin: int | None = None
    for start, stop in pieces:
        if _BARE_SET.fullmatch(text, start, stop):
            begin = start if begin is None else begin
            continue
        if begin is not None and not _GOVERNMENTS.fullmatch(text, start, stop):
            joined.append((begin, start - 1))
            begin = None
        joined.append((start if begin is None else begin, stop))
        begin = None
    if begin is not None:
        joined.append((begin, pieces[-1][1]))
    return joined


def _suffix(text: str, written: str, following: list[tuple[int, int]]) -> str:
    """人民政府 for a bare place name whose suffix stands only after the last of its list.

    赣南、龙北经济开发区管委会 likewise: two names of equal length before one common ending.
    """
    if _BARE_NAME.fullmatch(written) and following:
        last = text[slice(*following[0])]
        if _COMMON_ENDING.search(last) and len(last) > len(written) + 4:
            return last[len(written) :]
    if not _PLACE.fullmatch(written):
        return ""
    for begin, stop in following:
        match = _SHARED_SUFFIX.match(text, begin, stop)
        if match:
            return match.group("suffix")
        if not _PLACE.fullmatch(text[begin:stop]):
            break
    return ""


def _own_prefix(name: str) -> str:
    """The level a name states itself, to be carried to the names after it; empty if none."""
    if _PLACE.fullmatch(name) or _SHARED_SUFFIX.fullmatch(name):
        return ""
    match = _PREFIX.match(name) or _PLACE_PREFIX.match(name)
    return match.group() if match else ""
