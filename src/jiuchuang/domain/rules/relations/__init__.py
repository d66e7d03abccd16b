"""Facts gathered from related rows: one definition, for one case row by row and for a population by group and join."""
