"""Reading a document: 12,000 characters of policy text to clauses, units, figures and targets."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.promise import Promise
from benchmarks.sizes import Sizes
from jiuchuang.domain.documents.read import read_document
from jiuchuang.gateways.pack_store import BUILT_IN
from jiuchuang.gateways.text_in import text_of_file

LENGTH = 12_000
BAR = 0.2
SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"
SAMPLE = BUILT_IN / "sample" / "yunxi-2024-6" / "source.txt"


def promises(sizes: Sizes) -> list[Promise]:
    """The built-in sample repeated to the length, and the official documents where they lie beside the project."""
    found = [_reading("the built-in sample, repeated", SAMPLE, 2 * sizes.repeats)]
    return found + [_reading(path.stem, path, 2 * sizes.repeats) for path in sorted(SEEDS.glob("*.txt"))]


def _reading(name: str, path: Path, repeats: int) -> Promise:
    """CPU of the best of some runs; each document is repeated or cut, by paragraphs, to the same length."""
    text = text_of_file(path)
    if not isinstance(text, str):
        raise ValueError("\n".join(map(str, text)))
    paragraphs, raw = text.splitlines(keepends=True), ""
    while len(raw) < LENGTH:
        raw += paragraphs[len(raw.splitlines()) % len(paragraphs)]
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        document = read_document(raw)
        times.append(time.process_time() - begun)
    detail = f"{len(raw):,} characters, {len(document.clauses)} clauses, {len(document.targets)} targets"
    return Promise(f"reading {name}", min(times), "s", BAR, detail=detail)
