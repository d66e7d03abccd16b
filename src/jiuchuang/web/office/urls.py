"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import home, sign_in, units

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.second_factor, name="second-factor"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("units/", units.units, name="units"),
]
