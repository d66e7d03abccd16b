"""Addresses of the auditor's pages, below office/audit/."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import audit

urlpatterns = [
    path("records/", audit.records, name="records"),
    path("records/<int:number>/", audit.record, name="record"),
    path("looks/", audit.looks, name="looks"),
    path("verify/", audit.verify, name="audit-verify"),
]
