"""Remove files of the store that no row names, such as those of a request that was killed after it had written them.

A file counts as unnamed only a day after it was written. Drafts are asked before papers: whoever hands a draft in
writes the paper first and removes the draft then, so one of the two names the file at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from jiuchuang.apps.casework.actions.keep_draft import forget_drafts
from jiuchuang.apps.casework.models import DraftPaper, Paper
from jiuchuang.gateways.file_store.store import drop_file, note_swept, old_keys, swept_at

OLD = timedelta(days=1)
AT_A_TIME = 500


@dataclass(frozen=True)
class Swept:
    """How many drafts were forgotten, and how many files removed."""

    drafts: int = 0
    files: int = 0


def sweep_files(*, at: datetime) -> Swept:
    """Forget old drafts and remove every old file without a row."""
    root = Path(settings.MEDIA_ROOT)
    drafts, files, some = forget_drafts(at=at), 0, list[str]()
    for key in old_keys(root, before=at - OLD):
        some.append(key)
        if len(some) == AT_A_TIME:
            files, some = files + _sweep(root, some), []
    files += _sweep(root, some)
    note_swept(root, at)
    return Swept(drafts, files)


def sweep_when_due(*, at: datetime) -> Swept:
    """The same once a day; the clock asks every minute."""
    last = swept_at(Path(settings.MEDIA_ROOT))
    return Swept() if last is not None and at - last < OLD else sweep_files(at=at)


def _sweep(root: Path, keys: list[str]) -> int:
    # a name that was cut short in the middle of writing has no row at all
    named = set(DraftPaper.objects.filter(key__in=keys).values_list("key", flat=True))
    named |= set(Paper.objects.filter(key__in=keys).values_list("key", flat=True))
    unnamed = [key for key in keys if key not in named]
    for key in unnamed:
        drop_file(root, key)
    return len(unnamed)
