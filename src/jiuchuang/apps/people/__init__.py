"""Registers of persons, households and employers, and of what happens to them."""
