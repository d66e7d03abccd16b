"""One's own duties in other hands for a time (转授): given, seen and taken back by who has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone

from jiuchuang.apps.org import queries
from jiuchuang.apps.org.actions.grant_role import beyond_own, delegate_grant, end_grant
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.organisation.grants import Held
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent


class DelegationForm(forms.Form):
    """To whom, for how long, up to what amount."""

    account = forms.CharField(
        label="接受人账号", max_length=64, help_text="他能看到和办理的与您相同，记录里写明代您办理"
    )
    from_on = DayField(label="开始日期")
    to_on = DayField(label="截止日期")
    limit_yuan = forms.DecimalField(
        label="单笔限额（元）", required=False, min_value=0, decimal_places=2, max_digits=13,
        help_text="不填就是您自己的限额",
    )  # fmt: skip


@staff()
def delegate(request: StaffRequest, number: int) -> HttpResponse:
    """Give a grant of one's own to somebody else until a day; it can never reach further than one's own."""
    access = request.access
    own = queries.grant_of(number)
    if own is None or own.account_id != access.account.pk:
        raise Http404

    def act(said: dict[str, Any]) -> object:
        to = queries.account_named(said["account"])
        faults = []
        if to is None:
            faults.append(Problem("no-account", "没有这个账号", Place("account")))
        elif to.pk == access.account.pk:
            faults.append(Problem("own-account", "不用转授给自己", Place("account")))
        if said["to_on"] < said["from_on"]:
            faults.append(Problem("grant-backwards", "截止日期早于开始日期", Place("to_on")))
        yuan: Decimal | None = said["limit_yuan"]
        limit = own.limit_fen if yuan is None else int(yuan * 100)
        period = Period(said["from_on"], max(said["from_on"], said["to_on"]))
        wanted = Held(own.role, own.unit_id, period, own.matter, limit)
        if faults or to is None:
            return Refusal((*faults, *beyond_own(access, own, wanted)))
        return delegate_grant(access=access, own=own, to=to, wanted=wanted, at=timezone.now())

    role = queries.office_pack().roles.get(own.role)
    limit = "" if own.limit_fen is None else f"，限额{format_fen(own.limit_fen)}"
    heading = f"转授：{role.label if role else own.role}（{own.unit.name}{limit}）"
    form = DelegationForm(sent(request), initial={"from_on": access.on})
    return form_page(request, form, heading, "转授", act, "已转授。", "office:home")


class TakeBackForm(forms.Form):
    """After which day it holds no longer."""

    last_on = DayField(label="最后一天")


@staff()
def take_back(request: StaffRequest, number: int) -> HttpResponse:
    """End what one delegated."""
    row = queries.grant_of(number)
    if (
        row is None
        or row.delegated_from is None
        or row.delegated_from.account_id != request.access.account.pk
    ):
        raise Http404

    def act(said: dict[str, Any]) -> object:
        return end_grant(access=request.access, grant=row, last_on=said["last_on"], at=timezone.now())

    form = TakeBackForm(sent(request), initial={"last_on": request.access.on})
    return form_page(
        request, form, f"收回转授给“{row.account.name}”的权限", "收回", act, "已收回。", "office:home"
    )
