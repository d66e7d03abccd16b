"""Files that come with a form, read no further than it takes to see that they are too large."""

from __future__ import annotations

from typing import Any

from jiuchuang.gateways.file_store.content import MOST_BYTES


def bytes_of(file: Any, most: int = MOST_BYTES) -> bytes:
    """The content of an uploaded file; of one that is larger than `most` bytes one byte more than that."""
    content: bytes = file.read(most + 1)
    return content
