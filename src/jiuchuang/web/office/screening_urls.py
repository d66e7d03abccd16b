"""Addresses of screenings."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import screening

urlpatterns = [
    path("", screening.runs, name="screenings"),
    path("start/", screening.start, name="screening-start"),
    path("<int:number>/", screening.show, name="screening"),
    path("<int:number>/again/", screening.again, name="screening-again"),
    path("<int:number>/rows/", screening.rows, name="screening-rows"),
    path("<int:number>/open/<path:programme>/", screening.open_, name="screening-open"),
]
