"""Measured promises: the engine against named rivals, each pair in one run on one machine (see README.md)."""
