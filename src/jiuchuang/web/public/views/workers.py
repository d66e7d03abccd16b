"""What a firm can apply for worker by worker: who fits, what is missing, and those for whom it applies at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiuchuang.apps.casework.queries.kept import can_be_applied_for
from jiuchuang.apps.casework.queries.pledged import pledged_to
from jiuchuang.apps.casework.queries.same_subject import cases_of_subject
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.people.queries.facts_of_workers import facts_of_workers
from jiuchuang.apps.people.queries.workers import workers_of
from jiuchuang.apps.policy.queries import ProgrammeShown, law_on
from jiuchuang.domain.rules.answers.decision import ELIGIBLE, INELIGIBLE
from jiuchuang.web.public.door import ResidentRequest, resident
from jiuchuang.web.public.findings import amount_text
from jiuchuang.web.public.frame import page, region_of
from jiuchuang.web.public.today import today
from jiuchuang.web.public.wishes import MOST_WORKERS

SHOWN = 50
"""Workers that one page looks at."""


@dataclass(frozen=True)
class Line:
    """A worker under a programme; `case` is the number of the case that is open for it already."""

    key: str
    name: str
    since: Any
    amount: str
    missing: tuple[str, ...]
    case: str


@dataclass(frozen=True)
class Offer:
    """A programme with those workers of the page who fit, those of whom something is unknown, and how many do not fit.

    Why somebody does not fit is not told: it may be his own affair.
    """

    shown: ProgrammeShown
    fitting: tuple[Line, ...]
    open: tuple[Line, ...]
    others: int


@resident
def workers(request: ResidentRequest) -> HttpResponse:
    """The firm's workers under each programme for which one applies by worker; ticked ones go on to the application."""
    who = request.resident
    firm: Any = subject_of("employer", who.employer) if who.employer and who.proved else None
    if firm is None:
        return redirect("public:firm")
    ticked = list(dict.fromkeys(request.POST.getlist("p")))
    wrong = ""
    if request.method == "POST":
        if 0 < len(ticked) <= MOST_WORKERS:
            return redirect(f"{reverse('public:apply')}?{urlencode([('p', key) for key in ticked])}")
        wrong = (
            "先勾选要申请的员工" if not ticked else f"一次最多为{MOST_WORKERS}人申请，现在勾了{len(ticked)}人"
        )
    rows = Paginator(workers_of(firm, today()), SHOWN).get_page(request.GET.get("page"))
    context = {
        "offers": _offers(request, firm, list(rows)),
        "rows": rows,
        "most": MOST_WORKERS,
        "ticked": ticked,
        "wrong": wrong,
        "who": who,
    }
    return page(request, "public/workers.html", context, 422 if wrong else 200)


def _offers(request: ResidentRequest, firm: Any, rows: list[Any]) -> list[Offer]:
    on = today()
    law = law_on(on)
    programmes = [
        item
        for item in law.programmes(on, region_of(request), "employment")
        if item.decidable and item.payee == "employer" and can_be_applied_for(item, on)
    ]
    if not programmes:
        return []
    target = ("employer", firm.number)
    facts = facts_of_workers(firm, rows, on, pledged_to(target))
    standing = cases_of_subject(*target).exclude(status="ended").values_list("programme", "about", "number")
    open_cases = {(name, about): number for name, about, number in standing}
    found = []
    for shown in programmes:
        lines: dict[str, list[Line]] = {}
        for row in rows:
            decision = law.decide(shown.id, facts[row.number], on, exact=False)
            line = Line(
                f"{shown.id}|{row.number}",
                row.person.name,
                row.started_on,
                amount_text(decision),
                tuple(fact.label for fact in decision.missing),
                open_cases.get((shown.id, f"employment:{row.number}"), ""),
            )
            lines.setdefault(decision.status, []).append(line)
        fitting, others = lines.pop(ELIGIBLE, []), len(lines.pop(INELIGIBLE, []))
        unknown = [line for some in lines.values() for line in some]
        found.append(Offer(shown, tuple(fitting), tuple(unknown), others))
    return sorted(found, key=lambda offer: (not offer.fitting, not offer.open))
