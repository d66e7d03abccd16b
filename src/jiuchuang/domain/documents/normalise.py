"""One shape for the same words, however they were typed, wrapped or copied.

White space carries no meaning in Chinese official text, so all of it goes: between characters,
inside figures (`20 人`), inside brackets cut by a page. Half-width punctuation becomes full-width,
full-width letters and digits become half-width. What remains is remembered together with where
each character came from, and where lines ended.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from jiuchuang.domain.documents.model import Span

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f")

_BRACKETS = {"(": "（", ")": "）", "［": "[", "］": "]", "﹙": "（", "﹚": "）", "{": "（", "}": "）"}

_TO_FULL_WIDTH = {".": "。", ",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_KEPT_FULL_WIDTH = frozenset("，；：！？（）。、“”‘’《》〈〉【】〔〕—…·")

# A page number between dashes, as printed at the foot of official documents: — 3 —
_PAGE_NUMBER = re.compile(r"(?<![0-9—\-–])([—\-–])[0-9]{1,3}\1(?![0-9—\-–])")

_SENTENCE_ENDS = frozenset("。；：！？”）】…")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Text without white space, in one width; `origin[i]` is the original index of `text[i]`.

    Several characters may share one origin (⒈ is read as 1.).

    `line_starts` are the positions in `text` before which the original broke the line.
    `lines_are_paragraphs` says whether those breaks can be believed: true when nearly all of them
    stand where a sentence or a heading ends, false for text wrapped by a page or a mail program.
    """

    text: str
    origin: tuple[int, ...]
    line_starts: frozenset[int]
    lines_are_paragraphs: bool

    def span(self, start: int, end: int) -> Span:
        """The span `[start, end)` of the normalised text together with its place in the original."""
        if start >= end:
            at = (
                self.origin[start]
                if start < len(self.origin)
                else (self.origin[-1] + 1 if self.origin else 0)
            )
            return Span((start, start), (at, at))
        return Span((start, end), (self.origin[start], self.origin[end - 1] + 1))


# Numbers that older files write as one character: ⒈ → 1. ⑴ → （1） ㈠ → （一）
_ENCLOSED = {
    **{chr(0x2488 + n): f"{n + 1}." for n in range(20)},
    **{chr(0x2474 + n): f"（{n + 1}）" for n in range(20)},
    **{chr(0x3220 + n): f"（{numeral}）" for n, numeral in enumerate("一二三四五六七八九十")},
}


def normalise(raw: str) -> NormalisedText:
    """Bring `raw` into one shape. Idempotent; insensitive to wrapping, spaces and bracket width."""
    characters: list[str] = []
    origin: list[int] = []
    breaks: set[int] = set()
    for index, character in enumerate(raw):
        if character.isspace():
            if character in "\n\r\x0b\x0c\u2028\u2029\x85":
                breaks.add(len(characters))
            continue
        folded = _shape(character)
        characters.extend(folded)
        origin.extend([index] * len(folded))
    _widen_punctuation(characters)
    return _without_page_numbers("".join(characters), origin, breaks)


@cache
def _shape(character: str) -> str:
    """What one character that is no space becomes: nothing, itself, or 1. for ⒈."""
    if character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs"):
        return ""
    return _ENCLOSED.get(character) or _fold(character)


def _fold(character: str) -> str:
    """One character in its one width."""
    if character in _BRACKETS:
        return _BRACKETS[character]
    if character in _KEPT_FULL_WIDTH:
        return character
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return {"～": "~", "〜": "~", "％": "%", "﹝": "〔", "﹞": "〕", "⼀": "一"}.get(character, character)


def _widen_punctuation(characters: list[str]) -> None:
    """Half-width , ; : ! ? become full-width, except between digits or Latin letters (10:30, 1,000).

    A half-width full stop ends a sentence behind Chinese characters, but not behind a numeral (一. 2.).
    """
    for index, character in enumerate(characters):
        if character not in _TO_FULL_WIDTH:
            continue
        before = characters[index - 1] if index else ""
        after = characters[index + 1] if index + 1 < len(characters) else ""
        if character == ".":
            numeral = before in "一二三四五六七八九十百"
            if (_is_han(before) and not numeral) or (before in "%‰" and not after.isdigit()):
                characters[index] = "。"
            continue
        if _is_latin(before) and (_is_latin(after) or after == "/"):
            continue
        characters[index] = _TO_FULL_WIDTH[character]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character in "）”》"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _without_page_numbers(text: str, origin: list[int], breaks: set[int]) -> NormalisedText:
    """Drop printed page numbers and carry the line starts over to the remaining positions."""
    removed: set[int] = set()
    for match in _PAGE_NUMBER.finditer(text):
        removed.update(range(match.start(), match.end()))
    kept = [index for index in range(len(text)) if index not in removed]
    position = 0
    moved: set[int] = set()
    renumber: dict[int, int] = {}
    for index in range(len(text) + 1):
        renumber[index] = position
        if index < len(text) and index not in removed:
            position += 1
    for start in breaks:
        moved.add(renumber[start])
    clean = "".join(text[index] for index in kept)
    starts = frozenset(start for start in moved if 0 < start < len(clean))
    return NormalisedText(
        text=clean,
        origin=tuple(origin[index] for index in kept),
        line_starts=starts,
        lines_are_paragraphs=_believable(clean, frozenset(s for s in starts if s >= _first_number(clean))),
    )


_NUMERAL = "[一二三四五六七八九十百]+"
_OUTER = rf"第(?:{_NUMERAL}|[0-9]+)(?:[章节条编篇]|部分)|{_NUMERAL}[、.]"
_INNER = rf"（{_NUMERAL}）|[0-9]+[.、]|（[0-9]+）|[①-⑳]"
_MARKER = re.compile(rf"{_OUTER}|{_INNER}|附件")
# A numbered heading on a line of its own has no stop; only those of chapters have commas.
_HEADING_LINE = re.compile(rf"(?:{_OUTER})[^。；：]{{2,40}}|(?:{_INNER})[^。；：，、]{{2,30}}")


def _first_number(text: str) -> int:
    """Where the numbered text begins; the lines of a letterhead or web page above it prove nothing."""
    match = re.search("一、|第一(?:[章条编]|部分)", text)
    return match.start() if match else 0


def _believable(text: str, starts: frozenset[int]) -> bool:
    """Whether line ends mark paragraphs: nineteen in twenty end a sentence or a numbered heading."""
    if not starts:
        return False
    last_sentence = max(text.rfind("。"), text.rfind("）"))
    starts = frozenset(start for start in starts if start <= last_sentence + 1)  # not the signature's lines
    natural, line = 0, 0
    for start in sorted(starts):
        heading = _HEADING_LINE.fullmatch(text, line, start) is not None
        if text[start - 1] in _SENTENCE_ENDS or heading or _MARKER.match(text, start) is not None:
            natural += 1
        line = start
    return bool(starts) and natural * 20 >= len(starts) * 19
