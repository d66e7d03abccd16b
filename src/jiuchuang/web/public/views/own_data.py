"""Personal data as the law has people know of them: the rules for all, and what is held of oneself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.apps.org.queries import personal_data
from jiuchuang.apps.people.own_record import OwnRecord, own_record
from jiuchuang.web.kit.listing import EXCEL
from jiuchuang.web.kit.sheet import SheetColumn, workbook
from jiuchuang.web.public.door import ResidentRequest, anybody, resident
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.today import today

HEADING = "登记里的我"
COLUMNS = (
    SheetColumn("登记", "text"),
    SheetColumn("项目", "text"),
    SheetColumn("内容", "text"),
    SheetColumn("来源", "text"),
)


@anybody
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Why personal data are handled here, by which law, how long they are kept, and what everybody may ask for."""
    return page(request, "public/personal_data.html", {"rules": personal_data()})


@resident
@require_safe
def own(request: ResidentRequest) -> HttpResponse:
    """What the registers hold of the one who has signed in, and who looked at it; with `?format=xlsx` as a file.

    Nothing is shown to somebody whose phone is not the one in the register.
    """
    who = request.resident
    held = own_record(who.kind, who.number, today()) if who.proved else None
    if who.proved and held is None:
        raise Http404
    if held is not None and request.GET.get("format") == "xlsx":
        return _as_file(request, held)
    return page(request, "public/own_data.html", {"held": held, "who": who})


def _as_file(request: ResidentRequest, held: OwnRecord) -> HttpResponse:
    """A copy to take along (个人信息保护法第四十五条), on record."""
    who = request.resident
    record(
        chain=f"register/{who.kind}/{who.number}",
        kind="OwnCopyTaken",
        actor=Actor(None, f"person:{who.person}"),
        at=timezone.now(),
        content={},
    )
    rows = [("基本信息", label, value, "") for label, value in held.columns.items()]
    rows += [
        (register, fact.label, fact.value, fact.source)
        for register, facts in held.facts.items()
        for fact in facts
    ]
    rows += [
        ("谁看过", f"{timezone.localtime(look.at):%Y-%m-%d %H:%M}", f"{look.desk}：{look.fields}", look.why)
        for look in held.looks
    ]
    answer = HttpResponse(workbook(HEADING, COLUMNS, rows), content_type=EXCEL)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{HEADING}.xlsx") or ""
    return answer
