"""One digest for many: the root of a hash tree over texts in their order (the tree of RFC 6962, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence

from jiuchuang.domain.kernel.hash_chain import Digest

_LEAF, _NODE = b"\x00", b"\x01"
"""Marks of the standard: without them a node could pass for a leaf."""


def merkle_root(leaves: Sequence[str], digest: Digest) -> str:
    """The root in hexadecimal digits; that of no leaves is the digest of nothing.

    Whoever changes, drops, adds or moves a leaf changes the root.
    """
    if not leaves:
        return digest(b"")
    level = [digest(_LEAF + leaf.encode()) for leaf in leaves]
    while len(level) > 1:
        pairs = [
            digest(_NODE + bytes.fromhex(left) + bytes.fromhex(right))
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]
