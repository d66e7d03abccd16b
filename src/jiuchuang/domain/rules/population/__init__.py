"""Whole populations: the plan of a screening, its rows and tallies, and what a change would do."""
