"""Receipts: what a decision rested on, hashed, so that it can be replayed years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.rules.language.valuetypes import Value

SEMANTICS = "rules/1"
"""Version of the evaluation semantics; raised whenever the same pack and facts could give another answer."""


@dataclass(frozen=True)
class Receipt:
    """Programme, day, and SHA-256 of the pack, the parameters, the facts and the national tables used."""

    programme: str
    on: date
    pack: str
    parameters: str
    facts: str
    tables: str
    engine: str

    def to_json(self) -> dict[str, str]:
        """Plain strings, ready for JSON."""
        return {
            "programme": self.programme,
            "on": self.on.isoformat(),
            "pack_sha256": self.pack,
            "parameters_sha256": self.parameters,
            "facts_sha256": self.facts,
            "tables_sha256": self.tables,
            "engine": self.engine,
        }


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(values: Mapping[str, Value | None]) -> str:
    """One spelling for one set of values: sorted names, ISO days, no spaces."""
    named = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }
    return _ENCODER.encode(named)


def hash_values(values: Mapping[str, Value | None]) -> str:
    """SHA-256 of the canonical spelling; unknown facts leave no trace."""
    return hashlib.sha256(canonical(values).encode()).hexdigest()
