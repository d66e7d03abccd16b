"""Choosing cases out of many that wait: those ticked on the page, or all that the filters leave; then the order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.carry_out import carry_out
from jiuchuang.apps.casework.actions.order_in_bulk import order_in_bulk
from jiuchuang.apps.casework.jobs import carry_out_order
from jiuchuang.apps.casework.queries.bulk import left_out
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest
from jiuchuang.web.kit.listing import Tag
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.shown import finding_tag

PER_PAGE = 50
AT_ONCE = 50
"""Cases that are done before the page answers; more of them are done in the background."""
TOLD_MOST = 10
"""Cases that were left out and are named one by one above a page; all of them stand on the page of the order."""


class Narrowing(forms.Form):
    """One matter and one place of those that wait, or all; of payments one batch."""

    matter = forms.ChoiceField(label="事项", required=False)
    unit = forms.ChoiceField(label="属地", required=False)
    batch = forms.ChoiceField(label="批次", required=False)

    def __init__(self, data: Any, waiting: QuerySet[Any]) -> None:
        super().__init__(data)
        every = waiting.order_by().values_list("case__matter", "case__unit", "case__unit__name", "batch")
        found = list(every.distinct())
        offered = {
            "matter": sorted({(matter, matter) for matter, _, _, _ in found}),
            "unit": sorted({(str(unit), name) for _, unit, name, _ in found}),
            "batch": sorted({(batch, batch) for _, _, _, batch in found if batch}),
        }
        for name, choices in offered.items():
            if len(choices) < 2:
                del self.fields[name]
                continue
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "全部"), *choices]

    def narrow(self, waiting: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were asked for; none of what does not wait, so that nothing is taken for everything."""
        if not self.is_valid():
            return waiting.none()
        names = {"matter": "case__matter", "unit": "case__unit", "batch": "batch"}
        said = {names[name]: value for name, value in self.cleaned_data.items() if value}
        return waiting.filter(**said)


class ChoiceForm(forms.Form):
    """Which cases: ticked ones, or all that the filters leave, as many as were shown."""

    scope = forms.ChoiceField(
        choices=(("ticked", "本页勾选的"), ("all", "筛选出的全部")),
        required=False,
        widget=forms.RadioSelect,
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    nothing, gone = "请选择办件", "%s 现在不等办理，请刷新"

    def __init__(self, data: Any, waiting: QuerySet[Any]) -> None:
        super().__init__(data)
        self.ticked: list[str] = data.getlist("cases") if data else []
        self.waiting = waiting
        self.numbers: list[str] = []

    def clean(self) -> dict[str, Any]:
        """The numbers of the cases, in the order of the page."""
        said = super().clean() or {}
        if said.get("scope") == "all":
            self.numbers = list(self.waiting.values_list("case__number", flat=True))
            if said.get("expected") is not None and said["expected"] != len(self.numbers):
                changed = f"等待的从{said['expected']}件变为{len(self.numbers)}件，请再核对一次"
                self.add_error(None, changed)
        else:
            ticked = list(dict.fromkeys(self.ticked))[:PER_PAGE]
            found = self.waiting.filter(case__number__in=ticked)
            self.numbers = list(found.values_list("case__number", flat=True))
            if gone := sorted(set(ticked) - set(self.numbers)):
                self.add_error(None, self.gone % "、".join(gone))
        if not self.numbers and not self.errors:
            self.add_error(None, self.nothing)
        return said


@dataclass(frozen=True)
class Row:
    """A case to be ticked."""

    seat: Any
    name: str
    finding: Tag | None
    amount: str
    picked: bool


@dataclass(frozen=True)
class Choice:
    """One page of the cases that wait, with what was ticked, and how many the filters leave.

    `query` is that of the address without the number of the page.
    """

    narrowed: Narrowing
    query: str
    page: Page[Any]
    rows: list[Row]
    everything: bool

    @property
    def count(self) -> int:
        """Cases that the filters leave."""
        return self.page.paginator.count

    @property
    def address(self) -> str:
        """Where the number of another page is added to."""
        return f"?{self.query}&" if self.query else "?"


def choice(request: StaffRequest, narrowed: Narrowing, waiting: QuerySet[Any], fen: str) -> Choice:
    """The page that was asked for; `fen` is the column of the case that is shown as its amount.

    Before anything was sent, all are ticked but those that the rules do not find eligible.
    """
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("cases")) if request.method == "POST" else None
    rows = []
    for seat in page:
        amount = getattr(seat.case, fen)
        shown = "" if amount is None else format_fen_grouped(amount)
        fits = seat.case.finding_status in ("eligible", "") if ticked is None else seat.case.number in ticked
        tag = finding_tag(seat.case.finding_status)
        rows.append(Row(seat, name_shown(seat.case, sees_name=seat.sees_name), tag, shown, fits))
    query = request.GET.copy()
    query.pop("page", None)
    return Choice(narrowed, query.urlencode(), page, rows, request.POST.get("scope") == "all")


def order(
    request: StaffRequest, form: ChoiceForm, kind: str, then: str, **fields: Any
) -> HttpResponse | None:
    """Give the order and go on: to what came of it, or to its page while it is worked at. None: told in the form."""
    label = form.cleaned_data.get("label", "")
    with transaction.atomic():
        done = order_in_bulk(
            access=request.access,
            kind=kind,
            cases=form.numbers,
            label=label,
            fields=fields,
            at=timezone.now(),
        )
        if isinstance(done, Refusal):
            tell(form, done)
            return None
        number = done.order.pk
        many = done.order.rows > AT_ONCE
        if many:
            transaction.on_commit(lambda: carry_out_order.enqueue(number))
    if many:
        return redirect("window:order", number)
    made = carry_out(number=number, clock=timezone.now)
    left = list(left_out(made)[: TOLD_MOST + 1])
    if made.stage == "refused" or (not made.list_number and len(left) == made.rows):
        form.add_error(None, made.told or "没有一件能够办理")
        for one in left[:TOLD_MOST]:
            form.add_error(None, f"{one.case.number}：{one.reasons}")
        return None
    for one in left[:TOLD_MOST]:
        messages.warning(request, f"没有办成：{one.case.number}：{one.reasons}")
    if len(left) > TOLD_MOST:
        return redirect("window:order", number)
    messages.success(request, DONE[kind])
    return redirect(then, made.list_number) if made.list_number else redirect(then)


DONE = {
    "notice": "名单已公示。",
    "signing": "汇总表已编制。",
    "hand_over": "已提交支付。",
    "posted": "已登记到账。",
}


def address_of(made: Any) -> str:
    """Where what came of an order is to be seen; empty while there is nothing."""
    if made.kind in ("hand_over", "posted"):
        return reverse("window:payments")
    name = "window:notice" if made.kind == "notice" else "window:list"
    return reverse(name, args=[made.list_number]) if made.list_number else ""
