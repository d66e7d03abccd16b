"""What stands around the clauses: web page, letterhead, title, number, addressees, cover, signature.

Everything before the first outline number is taken apart by its words, not by its lines: the
addressees end in a colon, a title says 关于…的意见, a signature is an office and a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from jiuchuang.domain.documents.document_names import ANY_DAY, KIND, NUMBER, ORGANISATION, agency_word
from jiuchuang.domain.documents.model import MatterKind


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch `[start, end)` of the frame."""

    kind: MatterKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """The frame before the first clause and where the preamble `[start, end)` lies (may be empty)."""

    pieces: tuple[Piece, ...]
    preamble: tuple[int, int]


_ADDRESSEE_OFFICE = (
    "人民政府|局|厅|委员会|政府|办事处|管委会|管理委员会|部门|单位|机构|直属|部委|委局|公司|企业|学校|高校"
)
_ADDRESSEES = re.compile(
    rf"(?:各|有关|(?:省|市|县|区|州)[直级]?(?:各|有关))[^。：《]{{0,160}}(?:{_ADDRESSEE_OFFICE})[^。：《]{{0,40}}："
)
_BEFORE_LETTER = re.compile(rf"(?:{KIND}|号|日|[0-9])$")
_PREAMBLE_START = r"为|根据|按照|依据|近年来|当前|今年|现将|现就|经|就业|促进|持续|党的|以习近平|坚持|深入"
_PAGE_WORDS = r"[|>•\[【]|发布|来源|时间|日期|作者|浏览|字号|文号|索引|信息|摘要|打印"
_TITLE_ENDS = (
    rf"(?!的)(?=$|各|有关|[市县区省]直|{_PREAMBLE_START}|[一-鿿]{{1,8}}[〔\[]|（|《|第一[章条]|(?:19|20)[0-9]{{2}}"
    rf"|{_PAGE_WORDS})"
)
_TITLE = re.compile(rf"(?:印发|转发|批转|公布)?关于[^。；：|>•]{{2,90}}?{KIND}{_TITLE_ENDS}")
_PLAIN_TITLE = re.compile(rf"(?P<title>[一-鿿（）“”、0-9—-]{{4,60}}?{KIND}){_TITLE_ENDS}")
# A title without 关于 behind the words of a web page: it begins with the name of a place.
_NAMED_TITLE = re.compile(
    rf"(?:文件|[>:：0-9](?:[^>：:]{{0,8}}(?:文件|公开|目录))?)(?P<title>[一-鿿]{{2,6}}[省市县区州旗盟][一-鿿（）“”、]{{2,50}}?{KIND}){_TITLE_ENDS}"
)
_BEFORE_TITLE = re.compile(
    "文件|未知|本站|原创|佚名|管理员|网络"
)  # a letterhead, or what a page says of its source
_LONGEST_OFFICE = 60
_PRINTED = re.compile(r"(?:关于)?(?:印发|转发|公布|发布)《[^》]{2,90}》的(?:通知|函|公告)")
_OFFICE_OF_TITLE = re.compile(rf"(?:中共)?{ORGANISATION}(?=印发|转发|批转|公布|关于)")
_TITLE_OFFICE = re.compile(rf"(?:{ORGANISATION}、?)+$")
_REGION_BEFORE = re.compile(r"(?:^|(?<=[号>：0-9]))[一-鿿]{2,8}(?:省|市|县|区|州|旗)$")
_SIGNATURE = re.compile(rf"(?<=[。）！])(?P<office>[一-鿿、（）]{{0,40}}?)(?P<day>{ANY_DAY})")
_REMARK = re.compile(r"（[^（）。]{2,40}）")
_ANNEX_WORD = re.compile("附件[0-9]{0,2}：?")
_BRACKETED_DAY = re.compile(rf"（{ANY_DAY}[^（）]{{0,40}}）|{ANY_DAY}")
_NUMBER_AND_DAY = re.compile(rf"（(?P<number>{NUMBER.pattern})[，；]?(?P<day>{ANY_DAY})?[^（）]{{0,20}}）")
_LETTERHEAD = re.compile(r"(?:中共)?[一-鿿]{2,40}文件")
_QUOTED = re.compile(r"《[^》]*》")


def read_head(text: str, end: int) -> Head:
    """Take apart `text[:end]`, everything before the first clause."""
    addressees = next(
        (m for m in _ADDRESSEES.finditer(text, 0, end) if _begins_letter(text, m.start())), None
    )
    if addressees is not None:
        front, front_end = _front(text, addressees.start())
        pieces = [*front, *_gap(text, front_end, addressees.start())]
        pieces.append(Piece("addressees", addressees.start(), addressees.end()))
        office = issuing_office(text, front)
        cover, start = _cover(text, addressees.end(), end, office)
        return Head(tuple(pieces + cover), (start, end))
    front, front_end = _front(text, end)
    return Head(tuple(front), (front_end, end))


def _begins_letter(text: str, position: int) -> bool:
    """各…部门：right behind a title, a number or a day addresses somebody; within a sentence it does not."""
    before = text[:position]
    if _BEFORE_LETTER.search(before):
        return True
    return re.search(r"。|，(?:结合|现|特|制)|^为", before) is None


def _front(text: str, end: int) -> tuple[list[Piece], int]:
    """Letterhead, numbers, title and bracketed day before `end`, and where they stop."""
    if re.match(_PREAMBLE_START, text):
        return [], 0
    pieces: list[Piece] = []
    quoted = [match.span() for match in _QUOTED.finditer(text, 0, end)]
    title = _find_title(text, end, quoted)
    limit = _front_limit(text, end, title)
    for match in NUMBER.finditer(text, 0, limit):
        if not _within(match.start(), quoted) and not _in_brackets(text, match.start()):
            start = match.start() + len(match["agency"]) - len(agency_word(match["agency"]))
            pieces.append(Piece("number", start, match.end()))
    if title is not None:
        pieces.append(Piece("title", *title))
        pieces.extend(_numbered_bracket(text, title[1], end))
    for match in _BRACKETED_DAY.finditer(text, 0, limit):
        if any(piece.end == match.start() for piece in pieces):
            pieces.append(Piece("date", *match.span()))
    for match in _REMARK.finditer(text, 0, limit):
        if any(p.end == match.start() for p in pieces) and not any(p.start == match.start() for p in pieces):
            pieces.append(Piece("remark", *match.span()))
    pieces.sort(key=lambda piece: piece.start)
    return _filled(text, pieces)


def _numbered_bracket(text: str, start: int, end: int) -> list[Piece]:
    """（某政办发〔2024〕6号，2024年3月1日印发）right behind a title: number and day in one bracket."""
    bracket = _NUMBER_AND_DAY.match(text, start, end)
    if bracket is None:
        return []
    pieces = [Piece("number", *bracket.span("number"))]
    if bracket["day"]:
        pieces.append(Piece("date", *bracket.span("day")))
    return [*pieces, Piece("remark", pieces[-1].end, bracket.end())]


def _front_limit(text: str, end: int, title: tuple[int, int] | None) -> int:
    """How far numbers and days may be looked for: up to the first sentence after the title."""
    stop = text.find("，", title[1] if title else 0, end)
    return end if stop < 0 else stop


def _find_title(text: str, end: int, quoted: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The title's place, its issuing office included, or None."""
    printed = _PRINTED.search(text, 0, end)
    if printed is not None:
        begin = max(0, printed.start() - _LONGEST_OFFICE)
        office = _TITLE_OFFICE.search(text, begin, printed.start())
        return (office.start() if office else printed.start(), printed.end())
    for match in _TITLE.finditer(text, 0, end):
        if _within(match.start(), quoted):
            continue
        before = text[: match.start()]
        begin = max(before.rfind(character) for character in "。；：）》号0123456789>") + 1
        run = text[begin : match.start()]
        field = max((found.end() for found in _BEFORE_TITLE.finditer(run)), default=0)
        begin = max(begin + field, match.start() - _LONGEST_OFFICE)
        office = _TITLE_OFFICE.search(text, begin, match.start()) or _REGION_BEFORE.search(
            text, begin, match.start()
        )
        return (office.start() if office else match.start(), match.end())
    annex = _ANNEX_WORD.match(text, 0, end)
    plain = _PLAIN_TITLE.match(text, annex.end() if annex else 0, end) or _NAMED_TITLE.search(text, 0, end)
    return plain.span("title") if plain else None


def _filled(text: str, pieces: list[Piece]) -> tuple[list[Piece], int]:
    """The pieces with letterhead or web page put into the gaps between and before them."""
    filled: list[Piece] = []
    position = 0
    for piece in pieces:
        filled.extend(_gap(text, position, piece.start))
        filled.append(piece)
        position = piece.end
    return filled, position


def _gap(text: str, start: int, end: int) -> list[Piece]:
    """Left-over words: 某某文件 is a letterhead, anything else belongs to the page around it."""
    if start >= end:
        return []
    return [Piece("letterhead" if _LETTERHEAD.fullmatch(text, start, end) else "web", start, end)]


def _cover(text: str, start: int, end: int, office: str | None) -> tuple[list[Piece], int]:
    """A covering notice that ends in its own signature before the enclosed text begins."""
    known = _signed_by(office).search(text, start, end) if office else None
    signature = known or _SIGNATURE.search(text, start, end)
    if signature is None:
        return [], start
    pieces = [Piece("cover", start, signature.start()), Piece("signature", *signature.span())]
    position = signature.end()
    while (remark := _REMARK.match(text, position, end)) is not None:
        pieces.append(Piece("remark", *remark.span()))
        position = remark.end()
    annex = _ANNEX_WORD.match(text, position, end)
    if annex is not None:
        pieces.append(Piece("remark", *annex.span()))
        position = annex.end()
    title = _TITLE.match(text, position, end) or _PLAIN_TITLE.match(text, position, end)
    if title is not None:
        pieces.append(Piece("title", *title.span()))
        position = title.end()
    return pieces, position


def _signed_by(office: str) -> re.Pattern[str]:
    """The signature of a known office, with others that sign beside it, and the day."""
    return re.compile(rf"{re.escape(office)}(?:{ORGANISATION}){{0,3}}?{ANY_DAY}")


def issuing_office(text: str, pieces: Iterable[Piece]) -> str | None:
    """The office that the title begins with, or None."""
    for piece in pieces:
        match = _OFFICE_OF_TITLE.match(text, piece.start, piece.end) if piece.kind == "title" else None
        if match is not None:
            return match.group()
    return None


_AFTER_SIGNATURE = re.compile("（|抄送|主题词|印发|附件|附注")
_FOOTER = re.compile(
    r"(?<=[。；）日])(?:上一篇|下一篇|打印本页|【?\[?打印|\[?关闭窗口|扫一扫|分享到|相关(?:链接|文件|解读|稿件)|附件下载|版权所有|责任编辑|"
    r"主办(?:单位)?：|网站地图|ICP备)|抄送(?:单位|机关)?："
)


def read_tail(text: str, start: int, end: int, office: str | None = None) -> tuple[Piece, ...]:
    """Signature, remarks and page footer at the end of a text, or nothing.

    `office` is the issuer as the title names it; its name and a day need no full stop before them.
    """
    signature = None
    footer = _FOOTER.search(text, start, end)
    below = (Piece("web", footer.start(), end),) if footer is not None else ()
    end = footer.start() if footer is not None else end
    for match in _SIGNATURE.finditer(text, start, end):
        if not match["office"] or re.fullmatch(rf"(?:{ORGANISATION}、?)+", match["office"]):
            signature = match
    if office is not None:
        known = _signed_by(office).search(text, start, end)
        signature = known or signature
    if signature is None:
        return below
    if "。" in text[signature.end() : end] and _AFTER_SIGNATURE.match(text, signature.end()) is None:
        return below  # a day inside a sentence
    pieces = [Piece("signature", *signature.span())]
    position = signature.end()
    while (remark := _REMARK.match(text, position, end)) is not None:
        pieces.append(Piece("remark", *remark.span()))
        position = remark.end()
    if position < end:
        pieces.append(Piece("web", position, end))
    return (*pieces, *below)


def _within(position: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in stretches)


def _in_brackets(text: str, position: int) -> bool:
    return text.rfind("（", 0, position) > text.rfind("）", 0, position)
