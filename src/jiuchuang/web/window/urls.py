"""Addresses of the window."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.window.views import procedures, working_days

app_name = "window"
urlpatterns = [
    path("procedures/", procedures.index, name="procedures"),
    path("procedures/upload/", procedures.upload, name="procedure-upload"),
    path("procedures/<str:code>/<int:number>/", procedures.show, name="procedure"),
    path("procedures/<str:code>/<int:number>/bpmn/", procedures.bpmn, name="procedure-bpmn"),
    path("procedures/<str:code>/<int:number>/yaml/", procedures.text, name="procedure-text"),
    path("calendar/", working_days.index, name="calendar"),
    path("calendar/enter/", working_days.enter, name="calendar-enter"),
    path("calendar/<int:number>/", working_days.year, name="calendar-year"),
]
