"""One verb on one case: its form, the engine's answer beside the fields, and back to the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.queries.verbs import Offered, offered
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.payment_notes import payment_notes
from jiuchuang.web.window.reading import Around, around_of
from jiuchuang.web.window.verb_choices import choices_of, initial_of, more_fields
from jiuchuang.web.window.verb_form import VerbForm
from jiuchuang.web.window.verbs import FORMS

BACK = {"opinions": "window:opinions", "todo": "window:todo"}
"""Lists from which a form may have been opened; there one goes on with the next row."""


@staff("case.read")
def verb(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """The form of a verb (`?node=` and `?seat=` say where), or what came of it."""
    if verb not in FORMS:
        raise Http404
    around = around_of(request.access, number)
    if around is None:
        raise Http404
    wanted = request.GET.get("node", ""), request.GET.get("seat", "")
    found = _offered(request, around, verb, *wanted)
    if found is None:
        messages.warning(request, "这一步现在不能这样办：可能别人刚刚办过，或不由您办。")
        return redirect("window:case", number)
    form = form_for(found, around, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not request.POST.get("more") and form.is_valid():
        done = do(request, found, around, form)
        if done is not None:
            return done
    page = {
        "menu": menu(request),
        "form": form,
        "around": around,
        "offered": found,
        "finding": around.finding,
        "back": request.GET.get("from", ""),
        "payment": payment_notes(request.access, around) if verb == "hand_over" else None,
    }
    asks_for_more = bool(request.POST.get("more"))
    return render(request, "window/verb.html", page, status=422 if form.errors and not asks_for_more else 200)


def _offered(request: StaffRequest, around: Around, verb: str, node: str, seat: str) -> Offered | None:
    every = offered(request.access, around.case, around.state, around.procedure, around.on)
    fitting = [one for one in every if one.verb == verb]
    exact = [one for one in fitting if (one.node, one.seat) == (node, seat)]
    return next(iter(exact or ([] if node else fitting)), None)


def form_for(found: Offered, around: Around, data: Any) -> VerbForm:
    """The form with its choices and what it begins with."""
    return FORMS[found.verb](data, choices_of(found, around), initial=initial_of(found, around))


def do(request: StaffRequest, found: Offered, around: Around, form: VerbForm) -> HttpResponse | None:
    """Ask for it; None where it was refused, and the form says why."""
    said = form.fields_of_command()
    outcome = act(
        access=request.access,
        number=around.case.number,
        verb=found.verb,
        fields={**said, **more_fields(found, around, said)},
        key=form.cleaned_data["key"] or f"{request.access.account.pk}:{timezone.now().isoformat()}",
        at=timezone.now(),
    )
    if isinstance(outcome, Refusal):
        tell(form, outcome)
        return None
    messages.success(request, f"{around.case.number}：{form.done}")
    back = BACK.get(request.GET.get("from", ""))
    return redirect(reverse(back) if back else reverse("window:case", args=[around.case.number]))
