"""Registers as people bring them: sheets with named columns, likeness of two records, whom to visit and why."""
