"""What the registers do not know: facts missing at random, and uploads that never arrived.

Every fact is unknown for 1 to 8 in a hundred rows, a rate of its own (1 to 1.5 for facts on which others depend);
some townships have not uploaded the data of some register at all (remote ones: the streets of the county seat
deliver). Our own ledger has no gaps: where it has no record, nothing was paid.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import polars as pl

from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.gateways.population.chance import happens, stream
from jiuchuang.gateways.population.townships import TOWNSHIPS

LEDGER = "本系统台账"
_LOST_UPLOADS = 6
_FIRST_REMOTE = 5
"""Position of the first township from which uploads get lost."""
_COUNTY = 2**31
"""Stands in for a part where something concerns the whole county."""


def missing_per_mille(fact: FactDeclaration, vocabulary: Vocabulary) -> int:
    """How many rows in a thousand lack the fact at random: 10 to 80, fixed by its name; none for our ledger.

    Facts on which others depend (owning a firm, holding a certificate) are what a register is kept for: 10 to 15.
    """
    if fact.source == LEDGER:
        return 0
    spread = 6 if fact.name in vocabulary.guards.values() else 71
    return 10 + crc32(fact.name.encode()) % spread


def lost_uploads(vocabulary: Vocabulary, seed: int) -> list[tuple[str, int]]:
    """Pairs of register and township (position in TOWNSHIPS) of which nothing has arrived."""
    registers = {fact.source for fact in vocabulary.facts.values()} - {LEDGER}
    drawn = []
    for register in sorted(name for name in registers if name.endswith("库")):
        rng = stream(seed, _COUNTY, f"lost upload {register}")
        drawn.append((int(rng.integers(2**40)), register, int(rng.integers(_FIRST_REMOTE, len(TOWNSHIPS)))))
    return [(register, place) for _, register, place in sorted(drawn)[:_LOST_UPLOADS]]


def with_gaps(
    table: pl.DataFrame, township: np.ndarray, vocabulary: Vocabulary, seed: int, part: int
) -> pl.DataFrame:
    """The table as the registers show it: nulls where a fact is missing. `township` is each row's, by position."""
    lost = lost_uploads(vocabulary, seed)
    columns = []
    for fact in (fact for fact in vocabulary.facts.values() if fact.name in table.columns):
        rng = stream(seed, part, f"gap {fact.name}")
        missing = happens(rng, missing_per_mille(fact, vocabulary), table.height)
        for register, place in lost:
            if register == fact.source:
                missing |= township == place
        columns.append(pl.when(~pl.Series(missing)).then(pl.col(fact.name)).alias(fact.name))
    return table.with_columns(columns)
