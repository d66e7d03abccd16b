"""A chain of records each of which holds the digest of the one before it (GB/T 32905 SM3 or SHA-256).

Whoever changes, drops or reorders a record breaks every digest after it. The chain shows *that* something was
changed, not by whom; the newest digest has to be kept elsewhere as well, else the whole chain could be rewritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

Digest = Callable[[bytes], str]
"""Bytes to a digest in lower-case hexadecimal digits."""

SHA256, SM3 = "sha256", "sm3"
FIRST = ""
"""What stands for the previous digest before the first record."""


def sha256(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016) in hexadecimal digits."""
    return hashlib.new(SM3, data).hexdigest()


DIGESTS: Mapping[str, Digest] = {SHA256: sha256} | ({SM3: sm3} if SM3 in hashlib.algorithms_available else {})
"""What this machine can compute: SM3 comes with the OpenSSL that Python was built with, and may be missing."""


@dataclass(frozen=True)
class Link:
    """One record: its number from 1 on, the algorithm, the digest before it, its text and its own digest."""

    number: int
    algorithm: str
    previous: str
    text: str
    digest: str


@dataclass(frozen=True)
class Break:
    """The first record of a chain that does not hold, and why, in plain Chinese."""

    number: int
    reason: str


def canonical_json(value: object) -> str:
    """One spelling for one value: sorted keys, no spaces, NFC text, whole numbers only.

    Takes text, whole numbers, truth values, None, lists, tuples and mappings with text keys. Raises TypeError for
    anything else, a fractional number above all: it would not be spelt alike everywhere.
    """
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def append(
    chain: tuple[Link, ...],
    value: object,
    *,
    algorithm: str = SHA256,
    digests: Mapping[str, Digest] = DIGESTS,
) -> tuple[Link, ...]:
    """The chain with one record more; earlier records may have been made with another algorithm."""
    head = chain[-1].digest if chain else FIRST
    return (*chain, following(len(chain), head, value, algorithm=algorithm, digests=digests))


def following(
    length: int,
    head: str,
    value: object,
    *,
    algorithm: str = SHA256,
    digests: Mapping[str, Digest] = DIGESTS,
) -> Link:
    """The record after a chain of `length` records of which the newest has the digest `head`."""
    text = canonical_json(value)
    return Link(length + 1, algorithm, head, text, _digest(length + 1, algorithm, head, text, digests))


def verify(chain: Iterable[Link], *, digests: Mapping[str, Digest] = DIGESTS) -> Break | None:
    """The first record that was changed, dropped, put in or moved; None when the chain holds."""
    previous = FIRST
    for expected, link in enumerate(chain, start=1):
        if link.number != expected:
            return Break(expected, f"第{expected}条的序号是{link.number}：有记录缺失、插入或调换")
        if link.algorithm not in digests:
            return Break(expected, f"第{expected}条用的摘要算法“{link.algorithm}”本机没有")
        if link.previous != previous:
            return Break(expected, f"第{expected}条与前一条接不上：前一条被改动、删去或调换")
        if link.digest != _digest(link.number, link.algorithm, link.previous, link.text, digests):
            return Break(expected, f"第{expected}条的内容与摘要不符：内容被改动")
        previous = link.digest
    return None


def _digest(number: int, algorithm: str, previous: str, text: str, digests: Mapping[str, Digest]) -> str:
    head = canonical_json({"algorithm": algorithm, "number": number, "previous": previous, "text": text})
    return digests[algorithm](head.encode())


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return normalize("NFC", value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return _plain_map(value)
    raise TypeError(f"{type(value).__name__} has no canonical spelling: {value!r}")


def _plain_map(value: Mapping[object, object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key must be text, not {key!r}")
        name = normalize("NFC", key)
        if name in result:
            raise TypeError(f"two keys are the same text: {name!r}")
        result[name] = _plain(item)
    return result
