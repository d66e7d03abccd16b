"""Addresses of the residents' door."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.public.views import guide, home, programmes

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("large/", home.large, name="large"),
    path("guide/", guide.start, name="guide"),
    path("guide/forget/", guide.forget, name="guide-forget"),
    path("guide/next/", guide.next_question, name="guide-next"),
    path("guide/ask/<slug:name>/", guide.answer, name="guide-answer"),
    path("guide/answers/", guide.answers, name="guide-answers"),
    path("guide/result/", guide.result, name="guide-result"),
    path("m/", programmes.programmes, name="programmes"),
    path("m/papers/", programmes.papers, name="papers"),
    path("m/<path:programme>/", programmes.programme, name="programme"),
]
