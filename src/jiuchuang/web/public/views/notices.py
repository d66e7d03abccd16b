"""Public notices: what runs today, masked; an objection against a row, by name and phone; gone when it is over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.actions.object_to_row import object_to_row
from jiuchuang.apps.casework.queries.lists import notice_list, notice_value, running_notices
from jiuchuang.apps.casework.queries.public_notices import notice_standing
from jiuchuang.apps.limits.actions.count_try import Limit
from jiuchuang.apps.residents.actions.send_code import send_phone_code
from jiuchuang.apps.residents.actions.sign_in import prove_phone
from jiuchuang.domain.casework.notice_list import NoticeRow
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.limited import address_of, limited
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.public.door import anybody
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.today import today

SALT, SECONDS = "jiuchuang.web.public.objection", 900
OBJECTING = Limit("objection", 20, 3600)
PER_PAGE = 100


class ObjectionForm(forms.Form):
    """Who objects, and why."""

    name = forms.CharField(label="您的姓名", max_length=64, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label="手机号",
        help_text="用来核实和告知处理结果，不公开",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "tel-national", "inputmode": "tel"}),
    )
    reasons = forms.CharField(
        label="理由", help_text="写清哪里与实际不符，怎么知道的", max_length=2000, widget=forms.Textarea
    )


class ObjectionCodeForm(forms.Form):
    """The code that went to the phone."""

    code = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@anybody
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The lists that run today."""
    rows = running_notices(today())
    return _unindexed(page(request, "public/notices.html", {"rows": rows, "noindex": True}))


@anybody
@never_cache
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One list, for as long as it runs; afterwards nothing of it is shown any more (410)."""
    gone = _gone(request, number)
    if gone is not None:
        return gone
    row, rows = _rows(number)
    lines = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [{"case": one.case, "display": one.display, "yuan": _yuan(one.amount_fen)} for one in lines]
    context = {"notice": row, "rows": shown, "count": len(rows), "lines": lines, "noindex": True}
    return _unindexed(page(request, "public/notice.html", context))


@anybody
@never_cache
@limited(OBJECTING)
def objection(request: HttpRequest, number: str, case: str) -> HttpResponse:
    """Object to one row: first who and why, then the code from the phone."""
    gone = _gone(request, number)
    if gone is not None:
        return gone
    row, rows = _rows(number)
    line = next((one for one in rows if one.case == case), None)
    if line is None:
        raise Http404
    context = {"notice": row, "line": line, "noindex": True}
    if "state" in request.POST:
        return _with_code(request, context)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        sent = send_phone_code(
            phone=form.cleaned_data["phone"], address=address_of(request), at=timezone.now()
        )
        if not isinstance(sent, Refusal):
            carried = {**form.cleaned_data, "t": sent.token, "shown": sent.code if settings.DEMO else ""}
            state = signing.dumps(carried, salt=SALT, compress=True)
            context |= {
                "form": ObjectionCodeForm(),
                "state": state,
                "shown": carried["shown"],
                "said": carried,
            }
            return _unindexed(page(request, "public/objection.html", context))
        tell(form, sent)
    return _unindexed(
        page(request, "public/objection.html", {**context, "form": form}, 422 if form.errors else 200)
    )


def _with_code(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The second step: the code, then the objection is kept."""
    state, line, at = request.POST["state"], context["line"], timezone.now()
    try:
        carried = signing.loads(state, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        begun_anew = {**context, "form": ObjectionForm()}
        return _unindexed(page(request, "public/objection.html", begun_anew, 422))
    form = ObjectionCodeForm(request.POST)
    if form.is_valid():
        proved = prove_phone(token=carried["t"], code=form.cleaned_data["code"], at=at)
        outcome: Any = proved
        if not isinstance(proved, Refusal):
            outcome = object_to_row(
                number=context["notice"].number, case=line.case, name=carried["name"], contact=proved.phone,
                reasons=carried["reasons"], key=carried["t"], at=at,
            )  # fmt: skip
        if not isinstance(outcome, Refusal):
            told = {"objection": outcome.objection.number, "notice": context["notice"]}
            return _unindexed(page(request, "public/objected.html", told))
        tell(form, outcome)
    context |= {"form": form, "state": state, "shown": carried["shown"], "said": carried}
    return _unindexed(page(request, "public/objection.html", context, 422))


def _gone(request: HttpRequest, number: str) -> HttpResponse | None:
    """The page that says that a notice is over; None while it runs. Raises Http404 for one that never was."""
    standing = notice_standing(number, today())
    if standing is None:
        raise Http404
    return None if standing == "running" else page(request, "public/notice_gone.html", {"noindex": True}, 410)


def _rows(number: str) -> tuple[Any, tuple[NoticeRow, ...]]:
    row = notice_list(number, on=today())
    assert row is not None
    return row, notice_value(row).shown_rows(today())


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_fen_grouped(fen).removesuffix("元")


def _unindexed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
