"""Accounts and what they may do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org import queries
from jiuchuang.apps.org.actions.grant_role import end_grant, grant_role
from jiuchuang.apps.org.actions.keep_account import (
    add_account,
    change_password,
    reset_account,
    switch_account,
)
from jiuchuang.apps.org.queries import Access, office_pack, unit_of
from jiuchuang.apps.people.actions.tie_account import tie_account
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.organisation.grants import Held
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.listing import Column, Wanted, as_excel, wants_excel
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.office.unit_choices import NONE_YET, unit_choices

ACCOUNTS, GRANTS = "account.write", "grant.write"
_SECRET = {"autocomplete": "new-password"}


class AccountForm(forms.Form):
    """A new account. What is empty is told by the action, together with all else that is wrong."""

    name = forms.CharField(label="姓名", max_length=64, required=False)
    username = forms.CharField(label="账号", max_length=64, required=False)
    password = forms.CharField(
        label="首次登录密码",
        strip=False,
        required=False,
        widget=forms.PasswordInput(_SECRET),
        help_text="本人登录后必须改掉",
    )


class ResetForm(forms.Form):
    """A new password for one sign-in."""

    password = forms.CharField(
        label="新的首次登录密码", strip=False, widget=forms.PasswordInput(_SECRET),
        help_text="手机验证器要重新绑定；本人登录后必须改掉密码",
    )  # fmt: skip


class TieForm(forms.Form):
    """Who somebody is in the register of persons."""

    resident_id = forms.CharField(
        label="本人的公民身份号码", required=False, max_length=24,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="关联后不能办理本人和本人单位的事项（回避）；留空则取消关联，都有记录",
    )  # fmt: skip


class PasswordForm(forms.Form):
    """One's own password."""

    old = forms.CharField(
        label="现在的密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new = forms.CharField(label="新密码", strip=False, widget=forms.PasswordInput(_SECRET))


class GrantForm(forms.Form):
    """A role at a unit for a time."""

    role = forms.ChoiceField(label="角色")
    unit = forms.ChoiceField(label="单位（含下级）")
    limit_yuan = forms.DecimalField(
        label="单笔限额（元）", required=False, min_value=0, max_digits=14, decimal_places=2,
        help_text="只用于审批资金的角色；不填为不限",
    )  # fmt: skip
    from_on = DayField(label="自哪天起")
    to_on = DayField(label="到哪天止", required=False, help_text="不填为另行收回")

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data, initial={"from_on": access.on})
        roles = [(key, role.label) for key, role in office_pack().roles.items()]
        for name, choices in (("role", roles), ("unit", unit_choices(access, access.on))):
            choices.insert(0, NONE_YET)  # nobody gets a role over the county by not looking
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class EndForm(forms.Form):
    """The last day of a grant."""

    last_on = DayField(label="最后一天")


COLUMNS: tuple[Column[Any], ...] = (
    Column("账号", lambda row: row.username, "code"),
    Column("姓名", lambda row: row.name),
    Column("状态", lambda row: "启用" if row.is_active else "停用"),
    Column("现有授权", lambda row: row.roles, "number"),
)


@staff(ACCOUNTS)
def accounts(request: StaffRequest) -> HttpResponse:
    """Every account."""
    rows = queries.accounts(request.access.on)
    if wants_excel(request):
        return as_excel(request, Wanted("账号", COLUMNS, "accounts"), rows)
    return render(request, "office/accounts.html", {"menu": menu(request), "rows": rows})


@staff(ACCOUNTS)
def add(request: StaffRequest) -> HttpResponse:
    """A new account."""

    def act(said: dict[str, Any]) -> object:
        return add_account(access=request.access, **said, at=timezone.now())

    form = AccountForm(sent(request))
    return form_page(request, form, "新增账号", "新增", act, "已新增，请授权。", "office:accounts")


@staff(ACCOUNTS)
def reset(request: StaffRequest, number: int) -> HttpResponse:
    """For somebody who lost the password or the phone."""
    account = _account(number)

    def act(said: dict[str, Any]) -> object:
        return reset_account(
            access=request.access, account=account, password=said["password"], at=timezone.now()
        )

    heading = f"重置“{account.name}”的密码和验证器"
    return form_page(request, ResetForm(sent(request)), heading, "重置", act, "已重置。", "office:accounts")


@staff(ACCOUNTS)
def tie(request: StaffRequest, number: int) -> HttpResponse:
    """Who this is in the register of persons, so that nobody handles their own case."""
    account = _account(number)

    def act(said: dict[str, Any]) -> object:
        resident_id = said["resident_id"]
        return tie_account(access=request.access, account=account, resident_id=resident_id, at=timezone.now())

    state = "已关联" if account.person_number else "还没有关联"
    heading = f"“{account.name}”在登记库里是谁（{state}）"
    return form_page(request, TieForm(sent(request)), heading, "保存", act, "已保存。", "office:accounts")


@staff(ACCOUNTS)
def switch(request: StaffRequest, number: int) -> HttpResponse:
    """Off, or on again."""
    account = _account(number)
    on = not account.is_active

    def act(said: dict[str, Any]) -> object:
        return switch_account(access=request.access, account=account, on=on, at=timezone.now())

    verb = "启用" if on else "停用"
    form = forms.Form(sent(request))
    return form_page(
        request, form, f"{verb}“{account.name}”的账号", verb, act, f"已{verb}。", "office:accounts"
    )


@staff(GRANTS)
def grants(request: StaffRequest, number: int) -> HttpResponse:
    """What an account may do today."""
    account = _account(number)
    rows = [
        row
        for row in queries.grants_of(Access(account, request.access.on))
        if request.access.may(GRANTS, row.unit_id)
    ]
    page = {"menu": menu(request), "account": account, "grants": rows}
    return render(request, "office/grants.html", page)


@staff(GRANTS)
def grant(request: StaffRequest, number: int) -> HttpResponse:
    """Give a role."""
    account, access = _account(number), request.access

    def act(said: dict[str, Any]) -> object:
        unit = unit_of(said["unit"])
        assert unit is not None
        if said["to_on"] and said["to_on"] < said["from_on"]:
            return Refusal((Problem("grant-backwards", "截止日期早于开始日期", Place("to_on")),))
        yuan: Decimal | None = said["limit_yuan"]
        limit = None if yuan is None else int(yuan * 100)
        wanted = Held(said["role"], unit.pk, Period(said["from_on"], said["to_on"]), limit_fen=limit)
        return grant_role(access=access, to=account, wanted=wanted, at=timezone.now())

    form = GrantForm(sent(request), access)
    then = reverse("office:grants", args=[number])
    return form_page(request, form, f"给“{account.name}”授权", "授权", act, "已授权。", then)


@staff(GRANTS)
def end(request: StaffRequest, number: int) -> HttpResponse:
    """Take a role back after a day."""
    row = queries.grant_of(number)
    if row is None or not request.access.may(GRANTS, row.unit_id):
        raise Http404

    def act(said: dict[str, Any]) -> object:
        return end_grant(access=request.access, grant=row, last_on=said["last_on"], at=timezone.now())

    form = EndForm(sent(request), initial={"last_on": request.access.on})
    then = reverse("office:grants", args=[row.account_id])
    return form_page(request, form, f"收回“{row.account.name}”的授权", "收回", act, "已收回。", then)


@staff(temporary_too=True)
def password(request: StaffRequest) -> HttpResponse:
    """One's own password; the first one given by somebody else has to be changed before anything else."""

    def act(said: dict[str, Any]) -> object:
        outcome = change_password(access=request.access, **said, at=timezone.now())
        if not isinstance(outcome, Refusal):
            update_session_auth_hash(request, request.access.account)
        return outcome

    return form_page(
        request, PasswordForm(sent(request)), "修改密码", "修改", act, "密码已修改。", "office:home"
    )


def _account(number: int) -> Any:
    account = queries.account_of(number)
    if account is None:
        raise Http404
    return account
