"""Screenings of the registers: started, watched, read, and turned into cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiuchuang.apps.org.queries import Access, alive
from jiuchuang.apps.policy.queries import programmes_on
from jiuchuang.apps.screening.actions.open_cases import open_cases
from jiuchuang.apps.screening.actions.start_run import ENTITIES, RUN, RunStarted, start_run
from jiuchuang.apps.screening.jobs import open_all, screen
from jiuchuang.apps.screening.queries import (
    STAGE_LABELS,
    STANDING_LABELS,
    AwardShown,
    Filter,
    RunSeen,
    award_shown,
    awards_in,
    is_stuck,
    opening_counts,
    run_seen,
    runs_seen,
    to_open,
    units_in,
)
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, sent
from jiuchuang.web.kit.listing import Cell, Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.screening_shown import figures_shown, openings_shown, totals_shown

READ = "screening.read"
STAGE_TONES = {"done": "good", "failed": "bad"}
STANDING_TONES = {
    "due": "good",
    "paid_not_due": "bad",
    "one_short": "info",
    "facts_missing": "warn",
    "amount_missing": "warn",
}


@staff(READ)
def runs(request: StaffRequest) -> HttpResponse:
    """Every screening over a unit that the account reads, the newest first."""
    actions = [Link("开始筛查", reverse("office:screening-start"))] if _may_run(request.access) else []
    columns: tuple[Column[Any], ...] = (
        Column("筛查日", lambda run: Link(str(run.on), reverse("office:screening", args=[run.pk])), "day"),
        Column("范围", lambda run: run.unit.name),
        Column("项目", lambda run: len(run.programmes), "number"),
        Column("进度", lambda run: Tag(STAGE_LABELS[run.stage], STAGE_TONES.get(run.stage, "info"))),
        Column("开始", lambda run: run.started_at, "moment"),
        Column("经办", lambda run: run.started_by.name),
    )
    return listing(
        request,
        heading="政策筛查",
        columns=columns,
        rows=runs_seen(request.access),
        name="screenings",
        actions=actions,
        nothing="还没有筛查过。筛查把登记里的每个人、每家单位同政策逐条比对，找出应享未享和不应享已享。",
    )


class StartForm(forms.Form):
    """What to screen: which part of the tree, which programmes, as of which day."""

    unit = forms.TypedChoiceField(label="范围", coerce=int, help_text="这个单位和它下面所有单位的登记")
    on = DayField(label="筛查日", help_text="按这一天的登记和施行中的政策判断，不能晚于今天")
    programmes = forms.MultipleChoiceField(
        label="项目", widget=forms.CheckboxSelectMultiple, error_messages={"required": "至少选一个项目"}
    )

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data, initial={"on": access.on})
        units = list(alive(access.units(RUN), access.on).order_by("region_code", "code"))
        tops = [unit for unit in units if unit.kind != "village"]
        region = min((unit.region_code for unit in units), key=len, default="")
        self.fields["unit"].choices = [(unit.pk, unit.name) for unit in tops or units]  # type: ignore[attr-defined]
        found = [
            item
            for item in programmes_on(access.on, region)
            if item.decidable and item.entity in ENTITIES and item.validity.first is not None
        ]
        self.fields["programmes"].choices = [(item.id, item.title) for item in found]  # type: ignore[attr-defined]
        self.fields["programmes"].initial = [item.id for item in found if item.kind == "entitlement"]
        self.details = {item.id: f"{item.document}　{item.clause}" for item in found}


@staff(RUN)
def start(request: StaffRequest) -> HttpResponse:
    """Choose and start; the work is done by a job."""
    form = StartForm(sent(request), request.access)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        done = start_run(
            access=request.access,
            unit_id=chosen["unit"],
            programmes=chosen["programmes"],
            on=chosen["on"],
            at=timezone.now(),
        )
        if isinstance(done, RunStarted):
            screen.enqueue(done.run.pk)
            return redirect("office:screening", done.run.pk)
        tell(form, done)
    choices = [(box, form.details.get(str(box.data["value"]), "")) for box in form["programmes"]]
    page = {"menu": menu(request), "form": form, "programmes": choices}
    return render(request, "office/screening_start.html", page, status=422 if form.errors else 200)


@staff(READ)
def show(request: StaffRequest, number: int) -> HttpResponse:
    """A run: how far it is, or what it found; the page asks again by itself while the job works."""
    seen = _seen(request, number)
    run = seen.run
    page: dict[str, Any] = {
        "menu": menu(request),
        "run": run,
        "stage": Tag(STAGE_LABELS[run.stage], STAGE_TONES.get(run.stage, "info")),
        "working": run.stage not in ("done", "failed"),
        "whole": seen.whole,
        "stuck": seen.whole and is_stuck(run, timezone.now()),
        "told": run.told.splitlines(),
    }
    if run.stage == "done":
        page |= totals_shown(request.access, seen) | {"openings": openings_shown(seen)}
        page["opening_now"] = any(item.marked for item in page["openings"])
    return render(request, "office/screening.html", page)


@staff(RUN)
@require_POST
def again(request: StaffRequest, number: int) -> HttpResponse:
    """Ask for the job of a run again that was broken off."""
    seen = _seen(request, number)
    if seen.whole and is_stuck(seen.run, timezone.now()):
        screen.enqueue(seen.run.pk)
        messages.success(request, "已重新排队。")
    return redirect("office:screening", number)


class RowsForm(forms.Form):
    """Which rows."""

    programme = forms.ChoiceField(label="项目", required=False)
    standing = forms.ChoiceField(label="结果", required=False)
    unit = forms.TypedChoiceField(label="属地", required=False, coerce=int, empty_value=None)
    text = forms.CharField(label="登记编号", required=False, max_length=32)

    def __init__(self, data: Any, seen: RunSeen, access: Access) -> None:
        super().__init__(data)
        titles = [(item["id"], item["title"]) for item in seen.run.figures.get("programmes", [])]
        places = [(unit.pk, unit.name) for unit in units_in(access, seen.run)]
        self.fields["programme"].choices = [("", "全部"), *titles]  # type: ignore[attr-defined]
        self.fields["standing"].choices = [("", "全部"), *STANDING_LABELS.items()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "全部"), *places]  # type: ignore[attr-defined]


@staff(READ)
def rows(request: StaffRequest, number: int) -> HttpResponse:
    """The rows of a run that the account may see, filtered; or the whole of them as Excel."""
    seen = _seen(request, number)
    form = RowsForm(request.GET, seen, request.access)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = Filter(
        asked.get("programme", ""),
        asked.get("standing", ""),
        asked.get("unit"),
        asked.get("text", "").strip(),
    )
    shown = award_shown(request.access)
    titles = {item["id"]: item["title"] for item in seen.run.figures.get("programmes", [])}

    def of(read: Any) -> Any:
        last: list[Any] = [None, None]

        def value(row: Any) -> Cell:
            if last[0] is not row:
                last[:] = row, shown(row)
            return read(last[1])

        return value

    columns: tuple[Column[Any], ...] = (
        Column("姓名（名称）", of(lambda row: row.name)),
        Column("登记编号", of(lambda row: row.number), "code"),
        Column("属地", of(lambda row: row.unit)),
        Column("项目", of(lambda row: titles.get(row.programme, row.programme))),
        Column("结果", of(lambda row: Tag(row.standing_label, STANDING_TONES.get(row.standing, "")))),
        Column("金额", of(_money), "money"),
        Column("多发金额", of(lambda row: row.paid_fen), "money"),
        Column("缺什么、差什么", of(lambda row: row.detail)),
        Column("办件", of(lambda row: row.case_number or row.told or None), "code"),
    )
    return listing(
        request,
        heading=f"筛查结果　{seen.run.unit.name}　{seen.run.on}",
        columns=columns,
        rows=awards_in(request.access, seen.run, wanted),
        name=f"screening-{seen.run.pk}",
        filters=form,
    )


def _money(row: AwardShown) -> Cell:
    """The amount, or both where readings differ; nothing where it is not known."""
    if row.amount_fen is not None or row.low_fen is None or row.high_fen is None:
        return row.amount_fen
    return f"{format_fen_grouped(row.low_fen)}至{format_fen_grouped(row.high_fen)}"


@staff(RUN)
def open_(request: StaffRequest, number: int, programme: str) -> HttpResponse:
    """Who would get a case without applying; after the second look, cases for all of them."""
    seen = _seen(request, number)
    if not seen.whole or seen.run.stage != "done" or programme not in seen.run.programmes:
        raise Http404
    if request.method == "POST":
        done = open_cases(access=request.access, run_id=seen.run.pk, programme=programme, at=timezone.now())
        if isinstance(done, Refusal):
            messages.error(request, str(done))
        else:
            open_all.enqueue(request.access.account.pk, seen.run.pk, programme)
            messages.success(request, f"{done.count:,} 件正在开办，公示名单由复核人发布。")
        return redirect("office:screening", seen.run.pk)
    wanted = to_open(request.access, seen.run, programme)
    shown = award_shown(request.access)
    page = {
        "run": seen.run,
        "wanted": wanted,
        "figures": figures_shown(seen, programme),
        "waiting": opening_counts(seen.run, programme).get("marked", 0),
    }
    columns: tuple[Column[Any], ...] = (
        Column("姓名（名称）", lambda row: shown(row).name),
        Column("登记编号", lambda row: row.number, "code"),
        Column("属地", lambda row: row.unit.name if row.unit else None),
        Column("金额", lambda row: row.amount_fen, "money"),
    )
    return listing(
        request,
        heading=f"免申即享：{wanted.programme.title if wanted.programme else programme}",
        columns=columns,
        rows=wanted.rows,
        name=f"screening-{seen.run.pk}-to-open",
        template="office/screening_open.html",
        nothing="没有可以直接开办的对象。",
        more=page,
    )


def _may_run(access: Access) -> bool:
    return RUN in access.permissions


def _seen(request: StaffRequest, number: int) -> RunSeen:
    seen = run_seen(request.access, number)
    if seen is None:
        raise Http404
    return seen
