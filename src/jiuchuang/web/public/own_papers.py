"""Files with which applicants answer: what a correction list asks for, and papers to follow.

Each is kept as soon as it comes, as with an application: where something else is refused, nobody takes the photograph
again. With the answer they go into the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from jiuchuang.apps.casework.actions.keep_draft import end_draft, take_draft
from jiuchuang.apps.casework.actions.keep_paper import PaperIn, add_paper
from jiuchuang.apps.casework.queries.drafts import drafts_of
from jiuchuang.apps.casework.queries.view import CaseView
from jiuchuang.domain.kernel.problem import Problem, Refusal
from jiuchuang.web.kit.drafts import drop_asked, keep_files
from jiuchuang.web.public.door import ResidentRequest

ANSWERS = ("supplement", "supply_papers")
"""Verbs that come with files."""


@dataclass(frozen=True)
class Wanted:
    """A paper that is wanted: `item` is the line that asks for it, `drafts` are the files there already."""

    item: Any
    drafts: Sequence[Any]
    note: str


def wanted_of(request: ResidentRequest, view: CaseView, verb: str) -> list[Wanted]:
    """Every paper that a verb wants of the applicant, in the order in which the page asks."""
    items = _items(view, verb)
    waiting = drafts_of(_owner(request, view)) if items else []
    return [
        Wanted(
            item,
            [one for one in waiting if one.name == item.paper[:120]],
            request.POST.get(f"note-{number}", ""),
        )
        for number, item in enumerate(items)
    ]


def dropped(request: ResidentRequest, view: CaseView) -> bool:
    """Whether the applicant took a waiting file away, instead of answering."""
    return drop_asked(_owner(request, view), request.POST)


def brought(
    request: ResidentRequest, view: CaseView, verb: str, at: datetime
) -> tuple[list[PaperIn], tuple[Problem, ...]]:
    """What came now and earlier, and what is wrong with what came now."""
    names = [item.paper for item in _items(view, verb)]
    files = [
        (name, file)
        for number, name in enumerate(names)
        for file in request.FILES.getlist(f"paper-{number}")
        if isinstance(file, UploadedFile)
    ]
    refusal = keep_files(_owner(request, view), files, at)
    papers = take_draft(owner=_owner(request, view), names=names, at=at)
    return papers, refusal.problems if refusal else ()


def put_into_case(
    request: ResidentRequest, view: CaseView, papers: Sequence[PaperIn], at: datetime
) -> tuple[Problem, ...]:
    """The waiting files as papers of the case; what the case does not take."""
    faults: list[Problem] = []
    for paper in papers:
        kept = add_paper(access=request.acting, number=view.case.number, paper=paper, at=at)
        if isinstance(kept, Refusal):
            faults += kept.problems
        else:
            end_draft(owner=_owner(request, view), papers=[paper])
    return tuple(faults)


def _items(view: CaseView, verb: str) -> Sequence[Any]:
    correction = view.state.correction
    if verb == "supplement":
        return correction.items if correction is not None else ()
    return view.state.papers_due


def _owner(request: ResidentRequest, view: CaseView) -> str:
    """Whose waiting files: those of the person for this case."""
    return f"{request.acting.person}|{view.case.number}"
