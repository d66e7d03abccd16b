"""The local way: messages are written into a folder, one file a day, for whoever carries them on.

A county with a contract for short messages reads these lines, or puts its own sender in the place of `send_text`.
"""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path


def send_text(folder: Path, phone: str, text: str, at: datetime) -> None:
    """Put one message into the outbox. Only the owner of the process may read it: it holds a code."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"at": at.isoformat(), "phone": phone, "text": text}, ensure_ascii=False) + "\n"
    file = os.open(folder / f"{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line.encode())  # one write: lines of several processes do not mix
    finally:
        os.close(file)


def drop_texts(folder: Path, before: date) -> int:
    """Remove the files of all days before that one; says how many there were."""
    old = [path for path in folder.glob("*.jsonl") if path.stem < before.isoformat()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
