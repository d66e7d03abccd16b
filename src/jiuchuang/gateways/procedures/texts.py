"""The YAML of a procedure that comes with the product, as it was written."""

from __future__ import annotations

from pathlib import Path

from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.gateways.pack_store import BUILT_IN


def procedure_text(procedure: Procedure, root: Path = BUILT_IN) -> str:
    """The text of the file that the procedure was read from."""
    return (root / procedure.place.source).read_text(encoding="utf-8")
