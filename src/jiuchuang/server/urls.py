"""Which address leads to which door."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("jiuchuang.web.public.urls")),
    path("api/", include("jiuchuang.api.urls")),
    path("kit/", include("jiuchuang.web.kit.urls")),
    path("office/", include("jiuchuang.web.office.urls")),
    path("window/", include("jiuchuang.web.window.urls")),
]
