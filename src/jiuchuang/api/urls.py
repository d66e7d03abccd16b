"""The interface's addresses and its OpenAPI description."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from jiuchuang.api import cases, notices, programmes, subjects
from jiuchuang.api.door import KeyDoor
from jiuchuang.api.faults import NoNulParser, answer_faults

api = NinjaAPI(
    title="就创接口",
    version="1",
    description="金额一律以分为单位；日期写作 2026-03-02；没有写的事实是“不详”，从不当作零。",
    auth=KeyDoor(),
    parser=NoNulParser(),
    docs_url=None,
    urls_namespace="api",
)
answer_faults(api)
api.add_router("/programmes", programmes.router)
api.add_router("/subjects", subjects.router)
api.add_router("/cases", cases.router)
api.add_router("/notices", notices.router)

urlpatterns = [path("v1/", api.urls)]
