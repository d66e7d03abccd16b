"""Whom to visit, and why."""
