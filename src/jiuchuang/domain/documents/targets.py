"""Goals."""
from __future__ import annotations
def read_targets(clauses):
    """TODO"""
    return ()
