"""Pages with one form: shown, sent, refused beside the field, or done and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days that a form takes: the oldest are births, nothing is planned beyond the last; others are slips of the pen."""


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        between = (
            MinValueValidator(FIRST_DAY, "日期太早，请核对年份"),
            MaxValueValidator(LAST_DAY, "日期太晚，请核对年份"),
        )
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, validators=between, **options)


def form_page(
    request: StaffRequest,
    form: forms.Form,
    heading: str,
    verb: str,
    act: Callable[[dict[str, Any]], object],
    done: str,
    then: str,
) -> HttpResponse:
    """Show the form; when it is sent, `act` on what it says. What was typed stays where something is refused."""
    if form.is_bound and form.is_valid():
        outcome = act(form.cleaned_data)
        if not isinstance(outcome, Refusal):
            messages.success(request, done)
            return redirect(then)
        tell(form, outcome)
    page = {"menu": menu(request), "form": form, "heading": heading, "verb": verb}
    return render(request, "kit/form.html", page, status=422 if form.errors else 200)


def sent(request: StaffRequest) -> Any:
    """What the browser sent, or None when the form is only to be shown."""
    return request.POST if request.method == "POST" else None
