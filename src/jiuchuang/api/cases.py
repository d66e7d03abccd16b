"""Cases within the caller's sight: opened for somebody, followed, and given a department's opinion."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Header, Router, Schema
from pydantic import ConfigDict, Field

from jiuchuang.api.door import allowed, told
from jiuchuang.api.faults import Faults, of_refusal
from jiuchuang.api.subjects import REFUSED, Kind, Number
from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.apply import Wish, apply
from jiuchuang.apps.casework.queries.view import CaseView, case_view
from jiuchuang.apps.casework.queries.worklist import cases_for
from jiuchuang.domain.kernel.problem import Refusal

router = Router(tags=["办件"])
PER_PAGE = 100
CaseNumber = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
RequestKey = Annotated[str, Field(min_length=8, max_length=80, pattern=r"^[A-Za-z0-9-]+$")]
Node = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$")]


class WishIn(Schema):
    """A programme to apply for; `about` names the employment or household that it is about."""

    model_config = ConfigDict(extra="forbid")
    programme: Annotated[str, Field(min_length=1, max_length=120)]
    about: Annotated[str, Field(max_length=64, pattern=r"^([a-z]+:[A-Za-z0-9-]+)?$")] = ""


class SubjectIn(Schema):
    """For whom."""

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    number: Number


class ApplicationIn(Schema):
    """One application for several programmes; `answers` are facts that the registers do not know."""

    model_config = ConfigDict(extra="forbid")
    subject: SubjectIn
    programmes: Annotated[list[WishIn], Field(min_length=1, max_length=20)]
    answers: Annotated[
        dict[Annotated[str, Field(max_length=100)], Any], Field(max_length=300, default_factory=dict)
    ]


class OpenedOut(Schema):
    """The application's number, and its cases in the order of the programmes."""

    application: str
    cases: list[str]


class CaseRow(Schema):
    """A case in a list; the name is masked unless the caller's role shows it."""

    number: str
    matter: str
    programme: str
    unit: str
    opened_on: date
    status: str
    outcome: str
    due_on: date | None
    promised_on: date | None


class StepOut(Schema):
    """A step with where it stands."""

    node: str
    label: str
    standing: str
    opened_on: date | None
    closed_on: date | None


class CaseOut(CaseRow):
    """A case in full: its steps, the decision if there is one, the machine's finding, and what the caller may do."""

    subject: str
    subject_name: str
    steps: list[StepOut]
    approved: bool | None
    amount_fen: int | None
    reasons: str
    finding: str
    may: list[str]


class OpinionIn(Schema):
    """A department's opinion at its seat of a step."""

    model_config = ConfigDict(extra="forbid")
    node: Node
    seat: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""
    stance: Literal["agree", "disagree", "more_needed"]
    reasons: Annotated[str, Field(max_length=2000)] = ""


@router.get("", response={200: list[CaseRow], **REFUSED})
def cases(
    request: HttpRequest,
    text: Annotated[str, Field(max_length=64)] = "",
    status: Literal["", "open", "correcting", "ended"] = "",
    page: Annotated[int, Field(ge=1, le=10_000)] = 1,
) -> Any:
    """Cases within sight, the newest first, a hundred a page."""
    access = allowed(request, "case.read")
    told(request, "cases", personal=True, text=text, status=status, page=page)
    rows = cases_for(access, text=text, status=status)
    return [_row(case) for case in rows[(page - 1) * PER_PAGE : page * PER_PAGE]]


@router.post("", response={201: OpenedOut, **REFUSED})
def open_cases(
    request: HttpRequest,
    application: ApplicationIn,
    key: Annotated[RequestKey, Header(alias="Idempotency-Key")],
) -> Any:
    """Apply for somebody. The same `Idempotency-Key` again gives the same cases and opens none."""
    access = allowed(request, "case.submit-for")
    subject = application.subject
    told(request, "apply", personal=True, kind=subject.kind, number=subject.number)
    applied = apply(
        subject=(subject.kind, subject.number),
        programmes=[Wish(wish.programme, wish.about) for wish in application.programmes],
        answers=application.answers,
        channel="api",
        actor=access,
        key=f"api:{access.account.pk}:{key}",
        at=timezone.now(),
    )
    if isinstance(applied, Refusal):
        return 422, of_refusal(applied)
    return 201, {"application": applied.application, "cases": [case.number for case in applied.cases]}


@router.get("/{number}", response={200: CaseOut, **REFUSED})
def one_case(request: HttpRequest, number: CaseNumber) -> Any:
    """One case in full."""
    access = allowed(request, "case.read")
    view = case_view(access, number)
    told(request, "case", personal=True, number=number, found=view is not None)
    if view is None:
        raise Http404
    return _case(view)


@router.post("/{number}/opinions", response={200: CaseOut, **REFUSED, 409: Faults})
def give_opinion(
    request: HttpRequest,
    number: CaseNumber,
    opinion: OpinionIn,
    key: Annotated[RequestKey, Header(alias="Idempotency-Key")],
) -> Any:
    """The opinion of the caller's department. The same `Idempotency-Key` again changes nothing."""
    access = allowed(request, "case.opinion")
    if case_view(access, number) is None:
        raise Http404
    told(request, "opinion", personal=True, number=number, stance=opinion.stance)
    done = act(
        access=access,
        number=number,
        verb="give_opinion",
        fields=opinion.dict(),
        key=f"api:{access.account.pk}:{key}",
        at=timezone.now(),
    )
    if isinstance(done, Refusal):
        return 422, of_refusal(done)
    view = case_view(access, number)
    if view is None:
        raise Http404
    return _case(view)


def _row(case: Any) -> dict[str, Any]:
    return {
        "number": case.number,
        "matter": case.matter,
        "programme": case.programme,
        "unit": case.unit.code,
        "opened_on": case.opened_on,
        "status": case.status,
        "outcome": case.outcome,
        "due_on": case.due_on,
        "promised_on": case.promised_on,
    }


def _case(view: CaseView) -> dict[str, Any]:
    decision = view.state.decision
    return {
        **_row(view.case),
        "subject": f"{view.case.subject_kind}:{view.case.subject_number}",
        "subject_name": view.name,
        "steps": [
            {
                "node": step.node.id,
                "label": step.node.label,
                "standing": step.standing,
                "opened_on": step.opened_on,
                "closed_on": step.closed_on,
            }
            for step in view.steps
        ],
        "approved": decision.approved if decision else None,
        "amount_fen": decision.amount_fen if decision else None,
        "reasons": decision.reasons if decision else "",
        "finding": view.finding.status if view.finding else "",
        "may": sorted({offered.verb for offered in view.offered}),
    }
