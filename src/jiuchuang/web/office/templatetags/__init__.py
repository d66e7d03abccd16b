"""Filters of the pages of the office."""
