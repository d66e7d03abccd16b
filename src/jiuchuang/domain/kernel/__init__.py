"""Atoms that every room uses: money, rate, day, period, region, identifiers and located problems."""
