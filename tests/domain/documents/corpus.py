"""The documents the reader is tried on: the five real ones when at hand, and fictional ones beside the tests."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEEDS = Path(os.environ.get("JIUCHUANG_SEEDS", HERE.parents[3] / "shared" / "seeds"))
REAL = ("chaoyang-2018", "hualong-2016-2", "jinxiang-2017-21", "puyang-2017-29", "songyuan-2018")
FICTIONAL = tuple(
    sorted(path.stem for folder in ("unseen", "styles") for path in (HERE / folder).glob("*.txt"))
)


def text_of(stem: str) -> str:
    """The text of one document; skips the test, saying so, when a real one is not at hand."""
    for folder in ("unseen", "styles"):
        path = HERE / folder / f"{stem}.txt"
        if path.exists():
            return path.read_text(encoding="utf-8")
    path = SEEDS / f"{stem}.txt"
    if not path.exists():
        pytest.skip(f"{stem}.txt is not at hand: set JIUCHUANG_SEEDS to the folder of the five documents")
    return path.read_text(encoding="utf-8")
