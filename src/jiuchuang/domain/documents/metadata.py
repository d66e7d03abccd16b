"""Title, issuer, number, day and region, as far as the document's own words state them.

Numbers quoted in the preamble belong to other documents; a day that is damaged stays absent (a
repair is proposed instead); nothing is taken from a file name or from knowledge of the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiuchuang.domain.documents.document_names import DAY, DAY_IN_HAN, NUMBER, ORGANISATION, canonical_number
from jiuchuang.domain.documents.frame import Piece
from jiuchuang.domain.documents.model import Metadata
from jiuchuang.domain.documents.numerals import DIGITS, chinese_to_int

_OFFICE_AT_START = re.compile(rf"(?:中共)?{ORGANISATION}(?=印发|转发|批转|公布|关于|、|$)")
_SIGNING_OFFICE = re.compile(
    rf"(?:中共)?{ORGANISATION}(?=[一-鿿]{{2,4}}[省市县区州]|{DAY}|{DAY_IN_HAN}|[0-9、]|$)"
)
_LEVEL = "省|自治区|市|地区|盟|自治州|州|县|自治县|旗|区"
_REGION = re.compile(
    rf"(?:[一-鿿]{{2,7}}?(?:{_LEVEL}))+?(?=人民政府|办公|委员会|促进|就业|创业|人力|财政|关于|打造|[一-鿿]{{0,8}}(?:局|厅|委))"
)
_REGION_AT_HEAD = re.compile(r"[一-鿿]{2,4}?(?:省|市|县|区|州|旗)(?!级|直|域|场|长)")
# Where a text founds or issues something under its own name, it names its own region.
_OWN_REGION = re.compile(
    r"(?:成立|设立|组建|制定|出台|印发|打造|《|扩大到|覆盖)(?P<region>(?![全各本我市县省级区])[一-鿿]{2,4}?[市县区旗州])(?=[一-鿿])(?!级|直)"
)
_DAY_PARTS = re.compile(r"(?P<year>[^年]{4})年(?P<month>[^月]{1,3})月(?P<day>[^日]{1,3})日")


def read_metadata(text: str, pieces: Iterable[Piece], annex: str | None) -> Metadata:
    """The identity of the document from its frame; `annex` is the title of its own annex, if any."""
    pieces = tuple(pieces)
    title = _first(text, pieces, "title")
    number = _first(text, pieces, "number")
    issuer = _issuer(text, pieces, title)
    return Metadata(
        title=title,
        issuer=issuer,
        number=_canonical(number),
        issued_on=_issued_on(text, pieces),
        region=_region(issuer)
        or _region(title)
        or _region_of_title(title)
        or _region(annex)
        or _own_region(text),
    )


def _first(text: str, pieces: tuple[Piece, ...], kind: str) -> str | None:
    return next((text[piece.start : piece.end] for piece in pieces if piece.kind == kind), None)


def _canonical(number: str | None) -> str | None:
    match = NUMBER.fullmatch(number) if number else None
    return canonical_number(match["agency"], number[match.end("agency") :]) if match and number else None


def _issuer(text: str, pieces: tuple[Piece, ...], title: str | None) -> str | None:
    """The office named in the title, else in the letterhead, else in the signature."""
    candidates = [title, (_first(text, pieces, "letterhead") or "").removesuffix("文件") or None]
    for candidate in candidates:
        match = _OFFICE_AT_START.match(candidate) if candidate else None
        if match is not None:
            return "、".join(re.findall(_SIGNING_OFFICE, match.group())) or match.group()
    for piece in pieces:
        if piece.kind == "signature":
            offices = re.findall(_SIGNING_OFFICE, text[piece.start : piece.end])
            if offices:
                return "、".join(offices)
    return None


def _issued_on(text: str, pieces: tuple[Piece, ...]) -> str | None:
    """The day under the signature, else the one in brackets beside title or number; ISO 8601."""
    for kind in ("signature", "date"):
        for piece in pieces:
            match = _DAY_PARTS.search(text, piece.start, piece.end) if piece.kind == kind else None
            if match is not None:
                return _iso(match["year"], match["month"], match["day"])
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    numbers = [_year(year), _number(month), _number(day)]
    if None in numbers or not (1 <= (numbers[1] or 0) <= 12 and 1 <= (numbers[2] or 0) <= 31):
        return None
    return f"{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}"


def _year(written: str) -> int | None:
    if written.isdigit() and written.isascii():
        return int(written)
    digits = [DIGITS.get({"○": "〇", "O": "〇", "o": "〇", "0": "〇"}.get(c, c)) for c in written]
    return int("".join(str(digit) for digit in digits)) if None not in digits else None


def _number(written: str) -> int | None:
    return int(written) if written.isdigit() and written.isascii() else chinese_to_int(written)


def _region_of_title(title: str | None) -> str | None:
    """青山县稳就业行动方案 names its region with its first word."""
    match = _REGION_AT_HEAD.match(title.removeprefix("关于印发《")) if title else None
    return match.group() if match else None


def _own_region(text: str) -> str | None:
    """The region under whose name the text founds bodies, if it speaks of 我市 or 我县 likewise."""
    for match in _OWN_REGION.finditer(text):
        if f"我{match['region'][-1]}" in text or f"全{match['region'][-1]}" in text:
            return match["region"]
    return None


def _region(name: str | None) -> str | None:
    """The region a name begins with: 青山市云溪区人民政府 → 青山市云溪区."""
    match = _REGION.match(name.removeprefix("中共")) if name else None
    return match.group() if match else None
