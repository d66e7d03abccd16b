"""How the format readers say that a file cannot be read."""

from __future__ import annotations


class Unreadable(Exception):
    """A file in people's hands that cannot be read; `read_file` turns it into a located problem."""

    def __init__(self, code: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.suggestion = suggestion
