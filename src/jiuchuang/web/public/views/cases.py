"""A resident's cases: where each stands, and whatever is his to do in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.queries.payable import payable
from jiuchuang.apps.casework.queries.same_subject import cases_of_resident
from jiuchuang.apps.casework.queries.view import CaseView
from jiuchuang.apps.residents.actions.enter_self import enter_self
from jiuchuang.apps.residents.queries import homes_on
from jiuchuang.domain.casework.commands import APPEAL_LABELS
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.public.door import ResidentRequest, resident
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.own_case import own_case
from jiuchuang.web.public.own_money import own_money
from jiuchuang.web.public.own_papers import ANSWERS, brought, dropped, put_into_case, wanted_of
from jiuchuang.web.public.standing import standing
from jiuchuang.web.public.today import today

DONE = {
    "supplement": "补正已提交",
    "supply_papers": "材料已补交",
    "withdraw": "申请已撤回",
    "confirm": "已确认领取",
    "opt_out": "已登记放弃",
    "urge": "已催办",
    "appeal": "已提交",
}
"""Verbs of applicants, with what is told when they are done."""
SHOWN_AT_ONCE = 100
MOST_WORDS = 2000
"""Characters of one text, as on the forms of the office."""


class EnterForm(forms.Form):
    """Where one lives."""

    unit = forms.ChoiceField(label="常住的镇（街道）、村（社区）")
    address = forms.CharField(label="详细地址", max_length=200, required=False)


@resident
def enter(request: ResidentRequest) -> HttpResponse:
    """Somebody new enters himself."""
    if not request.resident.is_new:
        return redirect("public:my")
    form = EnterForm(request.POST if request.method == "POST" else None)
    homes = [(unit.code, unit.name) for unit in homes_on(today())]
    form.fields["unit"].choices = [("", "请选择"), *homes]  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        done = enter_self(resident=request.resident, at=timezone.now(), **form.cleaned_data)
        if not isinstance(done, Refusal):
            return redirect("public:my")
        tell(form, done)
    return page(request, "public/enter.html", {"form": form}, 422 if form.errors else 200)


@resident
@require_safe
def my(request: ResidentRequest) -> HttpResponse:
    """All cases of the applicant, the newest first."""
    rows = cases_of_resident(request.acting)[:SHOWN_AT_ONCE] if request.resident.proved else []
    listed = list(rows)
    found = payable(case for case in listed if case.status == "open" and case.amount_fen is not None)
    back = {number: one.waits_for_applicant for number, one in found.items() if one.back is not None}
    shown = [{"case": case, "standing": standing(case, back)} for case in listed]
    return page(request, "public/my.html", {"rows": shown, "who": request.resident})


@resident
@require_safe
def case(request: ResidentRequest, number: str) -> HttpResponse:
    """One case in full."""
    return _case_page(request, own_case(request, number))


@resident
@require_POST
def do(request: ResidentRequest, number: str, verb: str) -> HttpResponse:
    """Do what the page offered; what was typed stays where something is refused."""
    view = own_case(request, number)
    if verb not in DONE:
        raise Http404
    if verb in ANSWERS and dropped(request, view):
        return _case_page(request, view, verb=verb)
    at = timezone.now()
    fields, refusal = _said(request, view, verb, at)
    if refusal is None:
        outcome = act(
            access=request.acting, number=number, verb=verb, fields=fields,
            key=request.POST.get("key", "")[:64] or secrets.token_urlsafe(16), at=at,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, DONE[verb])
            return redirect("public:case", number)
        refusal = outcome
    return _case_page(request, own_case(request, number), refusal, verb)


def _case_page(
    request: ResidentRequest, view: CaseView, refusal: Refusal | None = None, verb: str = ""
) -> HttpResponse:
    decision = view.state.decision
    paid = decision.amount_fen if decision else None
    found = view.case.finding_fen
    money = own_money(view)
    context = {
        "money": money,
        "amount": "" if paid is None else format_fen_grouped(paid),
        "offered_amount": "" if found is None else format_fen_grouped(found),
        "view": view,
        **{name: wanted_of(request, view, name) for name in ANSWERS},
        "standing": standing(view.case, {view.case.number: money.todo} if money and money.returned else None),
        "offers": {offered.verb: offered for offered in view.offered if offered.verb in DONE},
        "appeal_days": _appeal_days(view),
        "appeals": [(APPEAL_LABELS[one.kind], one) for one in view.state.appeals],
        "appeal_kinds": {key: label for key, label in APPEAL_LABELS.items() if key != "litigation"},
        "finding": view.finding.decision if view.finding else None,
        "key": secrets.token_urlsafe(16),
        "refusal": refusal,
        "refused": verb,
        "typed": request.POST,
    }
    return page(request, "public/case.html", context, 422 if refusal else 200)


def _appeal_days(view: CaseView) -> int | None:
    """Days left to appeal in time; None where nothing can be appealed, negative when they are over."""
    decided = view.state.decision.decided_on if view.state.decision else view.state.ended_on
    if decided is None or not any(one.verb == "appeal" for one in view.offered):
        return None
    return view.procedure.appeal_days - (view.on - decided).days


def _said(
    request: ResidentRequest, view: CaseView, verb: str, at: datetime
) -> tuple[dict[str, Any], Refusal | None]:
    """The fields of the command, with its files in the case; or everything that is wrong, and the files kept."""
    if unfit := _unfit(request.POST):
        return {}, unfit
    papers, faults = brought(request, view, verb, at) if verb in ANSWERS else ([], ())
    fields, problems = _fields(request.POST, view, verb, {paper.name for paper in papers})
    faults += problems
    if not faults:
        faults = put_into_case(request, view, papers, at)
    return fields, Refusal(faults) if faults else None


def _fields(
    post: Mapping[str, str], view: CaseView, verb: str, brought: Set[str]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The fields of the command, out of the form of the verb and the papers that came with it."""
    node = next((one.node for one in view.offered if one.verb == verb), "")
    match verb:
        case "supplement":
            return _supplement(post, view, brought)
        case "supply_papers":
            papers = tuple(one.paper for one in view.state.papers_due if one.paper[:120] in brought)
            missing = () if papers else (Problem("papers-missing", "请选择要补交的材料"),)
            return {"papers": papers}, missing
        case "withdraw":
            return {"reason": post.get("reason", "").strip()}, ()
        case "opt_out":
            return {"node": node, "reason": post.get("reason", "").strip()}, ()
        case "urge":
            return {"node": post.get("node", "") or node, "note": post.get("note", "").strip()}, ()
        case "appeal":
            kind = post.get("kind", "objection")
            appeal = f"{view.case.number}-{len(view.state.appeals) + 1}"
            return {"appeal": appeal, "kind": kind, "reasons": post.get("reasons", "").strip()}, ()
        case _:
            return {"node": node}, ()


def _supplement(
    post: Mapping[str, str], view: CaseView, brought: Set[str]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """An answer to every line of the correction list: a file, or a word on why there is none; either answers it."""
    correction = view.state.correction
    items = correction.items if correction else ()
    notes, faults = list[str](), list[Problem]()
    for number, item in enumerate(items):
        note = post.get(f"note-{number}", "").strip()
        has_file = item.paper[:120] in brought
        if not has_file and not note:
            faults.append(Problem("unanswered", f"“{item.paper}”还没有答：请附材料，或写说明"))
        if note:
            notes.append(f"{item.paper}{'' if has_file else '（没有附材料）'}：{note}")
    fields = {"papers": tuple(dict.fromkeys(item.paper for item in items)), "note": "；".join(notes)}
    return fields, tuple(faults)


def _unfit(post: Mapping[str, str]) -> Refusal | None:
    """Why words cannot be kept: they are too long, or no database holds one of their characters."""
    longest = max((len(text) for text in post.values()), default=0)
    if longest > MOST_WORDS:
        message = f"每一项最多写{MOST_WORDS}字，现有{longest}字"
        return Refusal((Problem("words-too-long", message, Place(""), "多的内容可以作为材料附上"),))
    if any("\0" in text for text in post.values()):
        return Refusal(
            (Problem("words-unreadable", "填写的内容里有读不出来的字符，请删去后重新填写", Place("")),)
        )
    return None
