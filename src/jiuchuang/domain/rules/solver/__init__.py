"""The same trees as formulas (z3): exact answers with unknown facts, the smallest change."""
