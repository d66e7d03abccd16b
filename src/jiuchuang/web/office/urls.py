"""Addresses of the office."""

from __future__ import annotations

from django.urls import include, path

from jiuchuang.web.office import audit_urls, policy_urls, register_urls, screening_urls, single_sign_on
from jiuchuang.web.office.views import accounts, delegations, home, keys, sign_in, unit_changes, units

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/provider/", single_sign_on.ask_provider, name="provider"),
    path("sign-in/provider/answer/", single_sign_on.provider_answer, name="provider-answer"),
    path("sign-in/code/", sign_in.second_factor, name="second-factor"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("password/", accounts.password, name="password"),
    path("policy/", include(policy_urls.urlpatterns)),
    path("registers/", include(register_urls.urlpatterns)),
    path("units/", units.units, name="units"),
    path("units/open/", unit_changes.open_, name="unit-open"),
    path("units/<str:code>/move/", unit_changes.move, name="unit-move"),
    path("units/<str:code>/move/call-off/", unit_changes.call_off, name="unit-call-off"),
    path("units/<str:code>/merge/", unit_changes.merge, name="unit-merge"),
    path("units/<str:code>/restore/", unit_changes.restore, name="unit-restore"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/add/", accounts.add, name="account-add"),
    path("accounts/<int:number>/reset/", accounts.reset, name="account-reset"),
    path("accounts/<int:number>/person/", accounts.tie, name="account-person"),
    path("accounts/<int:number>/switch/", accounts.switch, name="account-switch"),
    path("accounts/<int:number>/grants/", accounts.grants, name="grants"),
    path("accounts/<int:number>/grants/add/", accounts.grant, name="grant"),
    path("accounts/<int:number>/keys/", keys.keys, name="keys"),
    path("keys/<int:number>/end/", keys.end, name="key-end"),
    path("my-grants/<int:number>/delegate/", delegations.delegate, name="delegate"),
    path("my-grants/<int:number>/take-back/", delegations.take_back, name="take-back"),
    path("grants/<int:number>/end/", accounts.end, name="grant-end"),
    path("screening/", include(screening_urls.urlpatterns)),
    path("audit/", include(audit_urls.urlpatterns)),
]
