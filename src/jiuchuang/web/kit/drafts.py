"""Files of a form that is not handed in yet: kept as soon as they come, shown as there already, taken away again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jiuchuang.apps.casework.actions.keep_draft import drop_draft, keep_draft
from jiuchuang.apps.casework.actions.keep_paper import PaperIn
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.uploads import bytes_of

DROP = "drop"
"""Name of the button that takes a waiting file away; its value is the number of the file."""


def keep_files(owner: str, files: Iterable[tuple[str, Any]], at: datetime) -> Refusal | None:
    """Keep what a browser sent, each file for the paper of that name; what is wrong with the others."""
    papers = [PaperIn(name, file.name or name, bytes_of(file)) for name, file in files]
    done = keep_draft(owner=owner, papers=papers, at=at) if papers else None
    if isinstance(done, Refusal):
        return done
    return Refusal(done.faults) if done is not None and done.faults else None


def drop_asked(owner: str, data: Any) -> bool:
    """Take the file away whose button was pressed; False when none was."""
    written = data.get(DROP, "")
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        return False
    drop_draft(owner=owner, number=int(written))
    return True
