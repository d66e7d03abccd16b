"""Addresses of the residents' door."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.public.views import (
    account,
    applying,
    cases,
    guide,
    home,
    letters,
    notices,
    own_data,
    programmes,
    sign_in,
    workers,
)

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
    path("my/", cases.my, name="my"),
    path("my/sign-in/", sign_in.sign_in, name="sign-in"),
    path("my/sign-in/code/", sign_in.code, name="sign-in-code"),
    path("my/sign-out/", sign_in.sign_out, name="sign-out"),
    path("my/data/", own_data.own, name="own-data"),
    path("personal-data/", own_data.rules, name="personal-data"),
    path("my/enter/", cases.enter, name="enter"),
    path("my/account/", account.account, name="account"),
    path("my/firm/", sign_in.firm, name="firm"),
    path("my/workers/", workers.workers, name="workers"),
    path("my/apply/", applying.facts, name="apply"),
    path("my/apply/submit/", applying.submit, name="apply-submit"),
    path("my/applied/<str:application>/", applying.applied, name="applied"),
    path("my/cases/<str:number>/", cases.case, name="case"),
    path("my/cases/<str:number>/letter.<slug:ending>", letters.letter, name="letter"),
    path("my/cases/<str:number>/papers/<int:paper>/", letters.paper, name="paper"),
    path("my/cases/<str:number>/<slug:verb>/", cases.do, name="case-do"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<str:number>/", notices.notice, name="notice"),
    path("notices/<str:number>/object/<str:case>/", notices.objection, name="object"),
    path("m/", programmes.programmes, name="programmes"),
    path("m/papers/", programmes.papers, name="papers"),
    path("m/<path:programme>/", programmes.programme, name="programme"),
]
