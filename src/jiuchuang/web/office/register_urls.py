"""Addresses of the registers, below office/registers/."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import corrections, duplicates, enter, firm_size, imports, registers, visits

_PERSON = "persons/<str:number>/"

urlpatterns = [
    path("persons/", registers.persons, name="persons"),
    path("households/", registers.households, name="households"),
    path("employers/", registers.employers, name="employers"),
    path("visits/", visits.visit_list, name="visits"),
    path("visits/<slug:kind>/<str:number>/", visits.record_visit, name="visit"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.upload, name="import-upload"),
    path("imports/templates/<slug:kind>/", imports.template, name="import-template"),
    path("imports/<int:number>/", imports.import_, name="import"),
    path("imports/<int:number>/workbook/", imports.checked_workbook, name="import-workbook"),
    path("imports/<int:number>/decide/", imports.decide, name="import-decide"),
    path("imports/<int:number>/undo/", imports.undo, name="import-undo"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/find/", duplicates.find, name="duplicates-find"),
    path("duplicates/<int:number>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<int:number>/judge/", duplicates.judge, name="duplicate-judge"),
    path("duplicates/<int:number>/reopen/", duplicates.reopen, name="duplicate-reopen"),
    path("employers/<str:number>/size/", firm_size.class_by_figures, name="class-employer"),
    path("<slug:kind>/enter/", enter.enter, name="enter"),
    path("<slug:subject_kind>s/<str:number>/enter/<slug:kind>/", enter.enter_for, name="enter-for"),
    path("<slug:kind>s/<str:number>/correct/", corrections.correct, name="correct"),
    path(f"{_PERSON}end/unemployment/", corrections.end_registration, name="end-unemployment"),
    path(f"{_PERSON}end/hardship/<int:spell>/", corrections.end_recognition, name="end-hardship"),
    path(f"{_PERSON}end/employment/<int:spell>/", corrections.end_job, name="end-employment"),
    path("<slug:kind>s/<str:number>/", registers.subject, name="subject"),
    path("<slug:kind>s/<str:number>/look/", registers.look, name="look"),
]
