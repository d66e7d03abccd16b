"""Which address leads to which door."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("office/", include("jiuchuang.web.office.urls")),
]
