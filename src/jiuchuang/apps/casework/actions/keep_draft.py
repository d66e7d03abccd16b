"""Files chosen for an application before it is handed in: kept at once, so that a refusal does not lose them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jiuchuang.apps.casework.actions.keep_paper import PaperIn, drop_papers, keep_papers, too_many
from jiuchuang.apps.casework.models import DraftPaper
from jiuchuang.domain.kernel.problem import Problem, Refusal, legible
from jiuchuang.gateways.file_store.store import Kept

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class DraftKept:
    """How many files were kept, and what is wrong with the others."""

    count: int
    faults: tuple[Problem, ...]


def keep_draft(*, owner: str, papers: Sequence[PaperIn], at: datetime) -> DraftKept | Refusal:
    """Keep what can be kept of these files, beside those that wait already; refused when it is too much together."""
    standing = list(DraftPaper.objects.filter(owner=owner))
    if faults := too_many(papers, len(standing), sum(one.size for one in standing)):
        return Refusal(tuple(faults))
    wrong: list[Problem] = []
    count = 0
    for paper in papers:
        kept = keep_papers([paper])
        if isinstance(kept, Refusal):
            wrong += kept.problems
            continue
        try:
            _row(owner, paper, kept[0], at)
        except BaseException:
            drop_papers(kept)
            raise
        count += 1
    return DraftKept(count, tuple(wrong))


def _row(owner: str, paper: PaperIn, kept: Kept, at: datetime) -> None:
    DraftPaper.objects.create(
        owner=owner,
        name=paper.name.strip()[:120] or "其他材料",
        file_name=legible(paper.file_name, 200)[:200],
        key=kept.key,
        sha256=kept.sha256,
        content_type=kept.media_type,
        size=kept.size,
        at=at,
    )


@transaction.atomic
def take_draft(*, owner: str, names: Sequence[str], at: datetime) -> list[PaperIn]:
    """The waiting files for these papers, to be handed in; from this moment they are not forgotten for a day."""
    rows = DraftPaper.objects.select_for_update().filter(owner=owner, name__in=[one[:120] for one in names])
    found = list(rows.order_by("pk"))
    rows.update(at=at)
    return [
        PaperIn(one.name, one.file_name, b"", Kept(one.key, one.sha256, one.content_type, one.size))
        for one in found
    ]


def end_draft(*, owner: str, papers: Sequence[PaperIn]) -> None:
    """The files were handed in: they belong to their cases now."""
    keys = [one.kept.key for one in papers if one.kept is not None]
    DraftPaper.objects.filter(owner=owner, key__in=keys).delete()


def drop_draft(*, owner: str, number: int) -> bool:
    """Take one waiting file away; False where the owner has none of that number. The sweep removes its content."""
    return DraftPaper.objects.filter(owner=owner, pk=number).delete()[0] > 0


def forget_drafts(*, at: datetime) -> int:
    """Forget the files that waited for more than a day; how many there were. The sweep removes their contents."""
    return DraftPaper.objects.filter(at__lt=at - FORGOTTEN_AFTER).delete()[0]
