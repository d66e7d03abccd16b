"""Jiuchuang (就创): from a policy document to explained, cited decisions."""

__version__ = "0.1.0"
