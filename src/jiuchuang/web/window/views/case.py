"""One case: where it stands, what was found and why, papers, opinions, what happened, what may be done now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.queries import calendar
from jiuchuang.apps.casework.queries.entered import entered_by
from jiuchuang.apps.casework.queries.recusal import recusal
from jiuchuang.apps.casework.queries.verbs import Offered
from jiuchuang.domain.casework.commands import APPEAL_LABELS, STANCE_LABELS
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Tag
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.payment_notes import payment_notes
from jiuchuang.web.window.pictures import picture_of
from jiuchuang.web.window.reading import Around, around_of
from jiuchuang.web.window.shown import CHANNELS, case_tag, due_tag
from jiuchuang.web.window.verbs import FORMS
from jiuchuang.web.window.views.verb import form_for

STANCE_TONES = {"agree": "good", "disagree": "bad", "more_needed": "warn"}
STEP_CLASSES: dict[str, str] = {
    "done": "done",
    "opposed": "stopped",
    "open": "now",
    "waiting": "now",
    "ended": "stopped",
    "not_reached": "",
    "not_needed": "",
}
MAIN_VERBS = (
    "accept", "give_opinion", "record_visit", "record_check", "settle_objection", "close_notice", "decide",
    "hand_over", "confirm_payment", "archive", "supplement", "confirm", "settle_appeal",
)  # fmt: skip
"""Verbs that take a case on; the first one that may be used has its form on the page itself."""


@staff("case.read")
def case(request: StaffRequest, number: str) -> HttpResponse:
    """The case in full."""
    around = around_of(request.access, number)
    if around is None:
        raise Http404
    view, known = around.view, calendar()
    first = next((one for verb in MAIN_VERBS for one in view.offers(verb)), None)
    page: dict[str, Any] = {
        "menu": menu(request),
        "around": around,
        "view": view,
        "case": view.case,
        "status": case_tag(view.case),
        "channel": CHANNELS.get(view.case.channel, view.case.channel),
        "dues": [(one, due_tag(one.due_on, view.on, known)) for one in view.dues],
        "picture": picture_of(view.procedure, view.marked),
        "money": money_of(around),
        "steps": [(step, STEP_CLASSES[step.standing]) for step in view.steps],
        "opinions": opinions_of(around),
        "objections": objections_of(around),
        "appeals": [(APPEAL_LABELS[one.kind], one) for one in view.state.appeals],
        "offered": first,
        "form": form_for(first, around, None) if first else None,
        "others": others(around, first),
        "may_add": view.state.status != "ended",
        "may_examine": view.state.decision is None and view.case.programme,
        "decided": view.state.decision,
        "entered": _entered(around),
        "recusal": recusal(request.access, view.case),
        "payment": payment_notes(request.access, around),
    }
    return render(request, "window/case.html", page)


def _entered(around: Around) -> list[str]:
    """What the case has entered into the registers; a payment enters the ledger alone."""
    decision = around.state.decision
    return entered_by(around.case.number) if decision is not None and decision.amount_fen is None else []


def money_of(around: Around) -> list[tuple[str, str]]:
    """What was claimed and what was decided; nothing where there is no money."""
    claimed, decision = around.case.claimed_fen, around.state.decision
    found = [("申请金额", claimed), ("批准金额", decision.amount_fen if decision else None)]
    return [(label, format_fen_grouped(fen)) for label, fen in found if fen is not None]


def others(around: Around, first: Offered | None) -> list[tuple[Offered, str]]:
    """The other verbs, each with the name of its button; the step is named where there are several."""
    several = len(around.view.marked) > 1
    found = []
    for one in around.view.offered:
        if one == first or one.verb not in FORMS:
            continue
        label = FORMS[one.verb].label
        found.append((one, f"{label}·{one.seat_label or one.node_label}" if several and one.node else label))
    return found


def opinions_of(around: Around) -> list[dict[str, Any]]:
    """Opinions of every seat of the last round of each step that has some, side by side."""
    found = []
    for step in around.view.steps:
        run = step.run
        if run is None or not (step.node.kind == "co_sign" or any(seat.added for seat in run.seats)):
            continue
        cards = []
        for seat in run.seats:
            vote = run.vote_at(seat.id)
            if seat.id == "" and vote is None:
                continue
            tag = Tag("未出意见", "")
            if vote is not None:
                silent = "（逾期视为同意）" if vote.silent else ""
                tag = Tag(STANCE_LABELS[vote.stance] + silent, STANCE_TONES[vote.stance])
            cards.append({"seat": seat, "vote": vote, "tag": tag})
        found.append({"label": step.node.label, "round": run.round, "cards": cards})
    return found


def objections_of(around: Around) -> list[Any]:
    """Every objection to the published row."""
    runs = [step.run for step in around.view.steps if step.run and step.run.publication]
    return [one for run in runs if run.publication for one in run.publication.objections]


@staff("case.read")
def examine_again(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the rules anew, on what the registers say today."""
    around = around_of(request.access, number)
    if around is None or request.method != "POST":
        raise Http404
    if around.state.decision is not None or around.state.status == "ended":
        messages.warning(request, "已经决定或办结的，不再重新核验。")
        return redirect("window:case", number)
    before = around.view.finding.seq if around.view.finding else 0
    found = examine(case=around.case, at=timezone.now())
    if found is None:
        messages.warning(request, "这一项原文不足以由系统核验，请人工审核。")
    elif found.seq == before:
        messages.info(request, "已重新核验，结果没有变化。")
    else:
        messages.success(request, "已重新核验，结果有变化，见下。")
    return redirect("window:case", number)
