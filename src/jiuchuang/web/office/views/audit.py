"""What the auditor reads: every record with its proof, who looked at whom, and whether everything still holds."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiuchuang.apps.audit.actions.verify_all import ask_verification
from jiuchuang.apps.audit.jobs import verify_all_job
from jiuchuang.apps.audit.queries import last_seal, newest_verification, record_shown, records_found
from jiuchuang.apps.org.queries import AUDIT, account_names, account_of, accounts_audited
from jiuchuang.apps.people.queries.history import COLUMN_LABELS
from jiuchuang.apps.people.queries.looks import looks_found
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField
from jiuchuang.web.kit.listing import Column, Link, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.office.record_words import KINDS, ROOMS, kind_in_words, matter_of, without_numbers

PEOPLE = {"person": "人员", "household": "家庭", "employer": "用人单位"}


class RecordsForm(forms.Form):
    """Which records: what happened, about what, between which days."""

    room = forms.ChoiceField(label="范围", required=False, choices=[("", "全部"), *ROOMS.items()])
    kind = forms.ChoiceField(label="事由", required=False, choices=[("", "全部"), *KINDS.items()])
    number = forms.CharField(label="编号", required=False, max_length=60, help_text="办件、名单或登记编号")
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)


class LooksForm(forms.Form):
    """Which looks: at whom, between which days."""

    number = forms.CharField(label="登记编号", required=False, max_length=32)
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)


@staff(AUDIT)
@require_GET
def records(request: StaffRequest) -> HttpResponse:
    """Every record of the accounts that this auditor answers for, and how the last proof of all of them went."""
    form = RecordsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    names = account_names()
    columns: tuple[Column[Any], ...] = (
        Column("时间", lambda row: row.at, "moment"),
        Column("谁", lambda row: names.get(row.actor_id) or json.loads(row.text)["actor"]["name"]),
        Column("事由", lambda row: Link(kind_in_words(row.kind), reverse("office:record", args=[row.pk]))),
        Column("关于", _about),
        Column("序号", lambda row: row.number, "number"),
        Column("摘要", lambda row: row.digest[:12], "code"),
    )
    return listing(
        request,
        heading="审计记录",
        columns=columns,
        rows=records_found(
            kind=asked.get("kind", ""),
            chain=_chain(asked.get("room", ""), asked.get("number", "")),
            actors=accounts_audited(request.access),
            **_between(asked),
        ),
        name="records",
        filters=form,
        template="office/records.html",
        more={"seal": last_seal(), "verification": newest_verification()},
    )


@staff(AUDIT)
@require_GET
def record(request: StaffRequest, number: int) -> HttpResponse:
    """One record: its text without numbers of people, its digests, and the seal that covers it."""
    actors = accounts_audited(request.access)
    row = records_found(actors=actors).filter(pk=number).first()
    if row is None:
        raise Http404
    shown = record_shown(row)
    text = without_numbers(json.dumps(shown.event["content"], ensure_ascii=False, indent=2))
    account = account_of(row.actor_id) if row.actor_id else None
    page = {
        "shown": shown,
        "who": account.name if account else shown.event["actor"]["name"],
        "what": kind_in_words(row.kind),
        "about": matter_of(row.chain.name),
        "content": text,
    }
    return render(request, "office/record.html", {"menu": menu(request), **page})


@staff(AUDIT)
@require_GET
def looks(request: StaffRequest) -> HttpResponse:
    """Who looked at whose personal data, and for what reason."""
    form = LooksForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    columns: tuple[Column[Any], ...] = (
        Column("时间", lambda row: row.at, "moment"),
        Column("谁看的", lambda row: row.account.name),
        Column("看了谁", _seen),
        Column("看了什么", lambda row: "、".join(COLUMN_LABELS.get(name, name) for name in row.fields)),
        Column("事由", lambda row: row.why),
    )
    return listing(
        request,
        heading="谁看过谁的信息",
        columns=columns,
        rows=looks_found(
            subject=asked.get("number", ""), accounts=accounts_audited(request.access), **_between(asked)
        ),
        name="looks",
        filters=form,
        nothing="没有人看过未遮盖的个人信息。",
    )


@staff(AUDIT)
@require_POST
def verify(request: StaffRequest) -> HttpResponse:
    """Have every chain and every seal proved; it takes a while, and the outcome stands on the page of records."""
    asked = ask_verification(actor=request.access.actor, at=timezone.now())
    if isinstance(asked, Refusal):
        messages.warning(request, asked.problems[0].message)
    else:
        verify_all_job.enqueue(asked.number)
        messages.success(request, "已开始核对全部记录，稍后刷新本页看结果。")
    return redirect("office:records")


def _about(row: Any) -> Link | str:
    about = matter_of(row.chain.name)
    return Link(about.text, about.address) if about.address else about.text


def _seen(row: Any) -> Link:
    label = f"{PEOPLE.get(row.kind, row.kind)} {row.number}"
    return Link(label, reverse("office:subject", args=[row.kind, row.number]))


def _chain(room: str, number: str) -> str:
    """Names of chains as the query takes them; a number without its room may be of any kind of subject."""
    number = number.strip()
    if not number:
        return f"{room}/" if room and room not in ("org", "sign-in", "seals") else room
    if room:
        return f"{room}/{number}"
    prefix = {"P": "register/person/", "H": "register/household/", "E": "register/employer/"}
    return prefix.get(number[0], "case/") + number


def _between(asked: dict[str, Any]) -> dict[str, datetime | None]:
    """The moments at which the first day begins and the last one has ended."""
    since, until = asked.get("since"), asked.get("until")
    return {
        "since": _begins(since) if since else None,
        "before": _begins(until + timedelta(days=1)) if until else None,
    }


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
