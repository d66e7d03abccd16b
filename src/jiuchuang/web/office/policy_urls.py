"""Addresses of the policy officers' pages, below office/policy/."""

from __future__ import annotations

from django.urls import path

from jiuchuang.web.office.views import conflicts, documents, packs, programmes, readings, signing

_PACK = "packs/<slug:region>/<slug:slug>/"
_PROGRAMME = f"{_PACK}programmes/<slug:name>/"

urlpatterns = [
    path("documents/", documents.documents, name="policy-documents"),
    path("documents/upload/", documents.upload, name="policy-document-upload"),
    path("documents/<int:number>/", readings.reading, name="policy-document"),
    path("documents/<int:number>/note/", readings.note, name="policy-document-note"),
    path("documents/<int:number>/original/", documents.original, name="policy-document-original"),
    path("documents/<int:number>/tasks.<slug:ending>", documents.tasks, name="policy-document-tasks"),
    path("packs/", packs.packs, name="policy-packs"),
    path("packs/upload/", packs.upload, name="policy-pack-upload"),
    path(_PACK, packs.pack, name="policy-pack"),
    path(f"{_PACK}withdraw/", packs.withdraw, name="policy-pack-withdraw"),
    path(f"{_PACK}versions/<slug:digest>/", packs.version, name="policy-pack-version"),
    path(_PROGRAMME, programmes.programme, name="policy-programme"),
    path(f"{_PROGRAMME}readings/<slug:subject>/", signing.sign_a_reading, name="policy-sign-reading"),
    path(
        f"{_PROGRAMME}assumptions/<slug:subject>/", signing.sign_an_assumption, name="policy-sign-assumption"
    ),
    path("conflicts/", conflicts.conflicts, name="policy-conflicts"),
    path(
        "conflicts/<slug:region>/<slug:slug>/<slug:name>/with/<path:other>/",
        conflicts.conflict,
        name="policy-conflict",
    ),
    path("rulings/<int:number>/sign/", conflicts.sign, name="policy-ruling-sign"),
    path("rulings/<int:number>/withdraw/", conflicts.withdraw, name="policy-ruling-withdraw"),
    path("signatures/<int:number>/withdraw/", signing.withdraw, name="policy-signature-withdraw"),
]
