"""Screening on many processes or machines: one partition file in, its results out, names alone between them."""
