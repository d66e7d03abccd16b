"""Addresses of the kit."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.kit import parts

app_name = "kit"
urlpatterns = [path("", parts.parts, name="parts")]
