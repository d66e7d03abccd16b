"""The accounts of a demonstration, in a file of its data folder, and the password that everybody may know.

Only the demonstration writes the file, and only for accounts that it made itself; they guard nothing but made-up data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo-accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    """An account with what the sign-in page says of it."""

    username: str
    password: str
    name: str
    role: str
    unit: str
    shows: str
    """What there is to see with it, in a few words."""


def write_demo_accounts(data: Path, accounts: Sequence[DemoAccount]) -> None:
    """Keep them in the data folder, for its owner to read."""
    path = data / FILE
    path.write_text(
        json.dumps([asdict(one) for one in accounts], ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    path.chmod(0o600)


def read_demo_accounts(data: Path) -> tuple[DemoAccount, ...]:
    """The accounts; none where the data folder is not that of a demonstration."""
    try:
        found = json.loads((data / FILE).read_text("utf-8"))
        return tuple(DemoAccount(**one) for one in found)
    except (OSError, ValueError, TypeError):
        return ()
