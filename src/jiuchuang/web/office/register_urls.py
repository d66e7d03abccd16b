"""Addresses of the registers, below office/registers/."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import corrections, duplicates, enter, imports, registers, visits

urlpatterns = [
    path("persons/", registers.persons, name="persons"),
    path("households/", registers.households, name="households"),
    path("employers/", registers.employers, name="employers"),
    path("enter/<slug:kind>/", enter.enter, name="enter"),
    path("enter/<slug:kind>/<slug:subject_kind>/<str:number>/", enter.enter_for, name="enter-for"),
    path("correct/<slug:kind>/<str:number>/", corrections.correct, name="correct"),
    path("end/unemployment/<str:number>/", corrections.end_registration, name="end-unemployment"),
    path("end/hardship/<str:number>/<int:spell>/", corrections.end_recognition, name="end-hardship"),
    path("end/employment/<str:number>/<int:spell>/", corrections.end_job, name="end-employment"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.upload, name="import-upload"),
    path("imports/templates/<slug:kind>/", imports.template, name="import-template"),
    path("imports/<int:number>/", imports.import_, name="import"),
    path("imports/<int:number>/workbook/", imports.checked_workbook, name="import-workbook"),
    path("imports/<int:number>/decide/", imports.decide, name="import-decide"),
    path("imports/<int:number>/undo/", imports.undo, name="import-undo"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:number>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<int:number>/judge/", duplicates.judge, name="duplicate-judge"),
    path("duplicates/<int:number>/reopen/", duplicates.reopen, name="duplicate-reopen"),
    path("visits/", visits.visit_list, name="visits"),
    path("visits/<slug:kind>/<str:number>/", visits.record_visit, name="visit"),
    path("<slug:kind>/<str:number>/", registers.subject, name="subject"),
    path("<slug:kind>/<str:number>/look/", registers.look, name="look"),
]
