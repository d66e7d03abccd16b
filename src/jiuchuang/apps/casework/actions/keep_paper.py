"""Papers of a case: looked at, kept in the file store, recorded in the case's chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import Case, Paper
from jiuchuang.apps.casework.queries.acting import Resident, acting_for_case
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.reach import in_sight
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, legible
from jiuchuang.gateways.file_store.store import Kept, drop_file, keep_file

MOST_BYTES_A_CASE = 100 * 1024 * 1024
MOST_PAPERS_A_CASE = 60


@dataclass(frozen=True)
class PaperIn:
    """A file as it came: which paper, what the file was called, its bytes; or `kept`, once it lies in the store."""

    name: str
    file_name: str
    content: bytes
    kept: Kept | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return self.kept.size if self.kept is not None else len(self.content)


@dataclass(frozen=True)
class PaperKept:
    """The paper as a row of the case."""

    paper: Paper


def add_paper(*, access: Access | Resident, number: str, paper: PaperIn, at: datetime) -> PaperKept | Refusal:
    """Add one paper to a case: by its applicant, or by staff who may hand in for others or work on the case."""
    if isinstance(access, Resident):
        case = Case.objects.filter(number=number, applicant__in=known_as(access.applicant)).first()
        by = access.recorded
    else:
        case = Case.objects.filter(in_sight(access), number=number).select_related("unit").first()
        by = access.actor
    if case is None:
        return _refused("no-case", f"没有编号为“{number}”的办件")
    if isinstance(access, Access):
        allowed = acting_for_case(access, case, "case.read")
        if isinstance(allowed, Refusal):
            return allowed
    if case.status == "ended":
        return _refused("case-ended", "这件事项已经办结，不再收材料")
    if faults := room_for(case, [paper]):
        return Refusal(tuple(faults))
    kept = keep_papers([paper])
    if isinstance(kept, Refusal):
        return kept
    return PaperKept(attach(case, paper.name, paper.file_name, kept[0], by, at))


def keep_papers(papers: Iterable[PaperIn]) -> list[Kept] | Refusal:
    """Look at every file and keep them all, or none, with all faults at once; those in the store already stay."""
    root = Path(settings.MEDIA_ROOT)
    kept: list[Kept] = []
    faults: list[Problem] = []
    fresh: list[Kept] = []
    for paper in papers:
        if paper.kept is not None:
            kept.append(paper.kept)
            continue
        found = keep_file(root, paper.content, paper.file_name)
        if isinstance(found, Refusal):
            faults += found.problems
        else:
            kept.append(found)
            fresh.append(found)
    if faults:
        drop_papers(fresh)
        return Refusal(tuple(faults))
    return kept


def drop_papers(kept: Iterable[Kept]) -> None:
    """Remove files whose rows were not kept."""
    for one in kept:
        drop_file(Path(settings.MEDIA_ROOT), one.key)


@transaction.atomic
def attach(case: Case, name: str, file_name: str, kept: Kept, by: RecordActor, at: datetime) -> Paper:
    """A row for a kept file, and its record: name and digest, never its content."""
    paper = Paper.objects.create(
        case=case,
        name=name.strip()[:120] or "其他材料",
        file_name=legible(file_name, 200)[:200],
        key=kept.key,
        sha256=kept.sha256,
        content_type=kept.media_type,
        size=kept.size,
        added_at=at,
        by=by.name,
        account=by.id,
    )
    content = {"paper": paper.pk, "name": paper.name, "sha256": kept.sha256, "size": kept.size}
    record(chain=chain_of(case.number), kind="PaperAdded", actor=by, at=at, content=content)
    return paper


def room_for(case: Case, more: Iterable[PaperIn]) -> list[Problem]:
    """Why further papers do not fit into a case: too many, or too much of them."""
    files = list(more)
    papers = Paper.objects.filter(case=case)
    size = papers.aggregate(size=Sum("size"))["size"] or 0
    return too_many(files, papers.count(), size)


def too_many(files: Sequence[PaperIn], already: int = 0, size: int = 0) -> list[Problem]:
    """Why these do not fit beside `already` papers of `size` bytes."""
    size += sum(one.size for one in files)
    faults = []
    if already + len(files) > MOST_PAPERS_A_CASE:
        faults.append(Problem("papers-too-many", f"一件办件最多{MOST_PAPERS_A_CASE}份材料", Place("papers")))
    if size > MOST_BYTES_A_CASE:
        limit = MOST_BYTES_A_CASE // 1024 // 1024
        faults.append(Problem("papers-too-large", f"一件办件的材料合计不超过{limit}MB", Place("papers")))
    return faults


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("papers")),))
