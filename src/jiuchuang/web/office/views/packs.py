"""Packs: which version holds from when, what a new one changes, and the days on which it begins and ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.policy.actions.activate_pack import activate_pack, withdraw_pack
from jiuchuang.apps.policy.actions.upload_pack import PackUploaded, upload_pack
from jiuchuang.apps.policy.queries import versions
from jiuchuang.apps.policy.queries.documents import document_of_pack
from jiuchuang.apps.policy.queries.officers import ACTIVATE, CONFIRM, READ, may_rule
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.rules.answers.show import EXTENT_LABELS, KIND_LABELS
from jiuchuang.domain.rules.checks.worked import run_cases
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.pack_upload import LARGEST_ZIP
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell


class UploadForm(forms.Form):
    """A pack as a zip."""

    file = forms.FileField(
        label="政策包（.zip）",
        help_text="把这份文件的文件夹压缩成一个 .zip：document.yaml、clauses.yaml、programmes/、cases/。"
        "规则、引文、数字和案例一次查完，全部问题一次列出。",
        allow_empty_file=True,
    )


class ActivateForm(forms.Form):
    """From when to when."""

    from_on = DayField(label="自哪天起适用")
    to_on = DayField(label="至哪天止", required=False, help_text="不填：到另行安排为止")


class WithdrawForm(forms.Form):
    """From when the pack no longer holds."""

    from_on = DayField(label="自哪天起停用", help_text="已作出的认定不受影响，仍可按当时的版本重算")


@staff(READ)
def packs(request: StaffRequest) -> HttpResponse:
    """Every pack with the version that holds today and what is still unsigned."""
    columns: list[Column[Any]] = [
        Column("文件", lambda row: Link(row.title or row.name, _address("office:policy-pack", row.id))),
        Column("文号", lambda row: row.number),
        Column("状态", lambda row: Tag("适用中", "good") if row.digest else Tag("未适用")),
        Column("可计算的项目", lambda row: row.computable, "number"),
        Column("全部项目", lambda row: row.programmes, "number"),
        Column("待签认", lambda row: row.unsigned, "number"),
        Column("版本", lambda row: row.digest[:12], "code"),
    ]
    may_upload = CONFIRM in request.access.permissions
    return listing(
        request,
        heading="政策包",
        columns=columns,
        rows=versions.packs(request.access.on),
        name="政策包",
        actions=[Link("上传政策包", reverse("office:policy-pack-upload"))] if may_upload else [],
        note="每份政策文件一个包：条件、标准和依据都是数据，启用哪一版、自哪天起，在这里定。",
    )


@staff(CONFIRM)
def upload(request: StaffRequest) -> HttpResponse:
    """A new version of a pack; when it is in, what it changes opens."""
    taken: list[PackUploaded] = []

    def act(said: dict[str, Any]) -> object:
        content = said["file"].read(LARGEST_ZIP + 1)
        outcome = upload_pack(access=request.access, content=content, at=timezone.now())
        if isinstance(outcome, PackUploaded):
            taken.append(outcome)
        return outcome

    form = UploadForm(sent(request), request.FILES if request.method == "POST" else None)
    answer = form_page(
        request,
        form,
        "上传政策包",
        "检查并上传",
        act,
        "检查通过，已入库；由另一人启用后才适用。",
        "office:policy-packs",
    )
    if not taken:
        return answer
    made = taken[0].version
    return redirect("office:policy-pack-version", *made.pack.split("/"), made.digest)


@staff(READ)
def pack(request: StaffRequest, region: str, slug: str) -> HttpResponse:
    """A pack: its document, its programmes as they hold today, its versions and their days."""
    pack_id, on = f"{region}/{slug}", request.access.on
    rows = versions.versions_of(pack_id, on)
    if not rows:
        raise Http404
    held = versions.base_digest(pack_id, on)
    loaded = versions.version(pack_id, held if held is not None else rows[0].digest)
    assert loaded is not None
    page = {
        "menu": menu(request),
        "pack": loaded.pack,
        "region": region,
        "slug": slug,
        "held": held,
        "versions": rows,
        "programmes": [_row(item) for item in loaded.pack.programmes],
        "document": document_of_pack(request.access, pack_id),
        "may_activate": may_rule(request.access, ACTIVATE),
        "faults": loaded.problems,
    }
    return render(request, "office/pack.html", page)


def _row(programme: Any) -> dict[str, Any]:
    waiting = sum(reading.signed is None for reading in programme.readings)
    waiting += sum(not item.signed_by for item in programme.assumptions)
    return {
        "name": programme.id.rpartition("/")[2],
        "title": programme.title,
        "clause": programme.clause,
        "entity": ENTITY_LABELS[programme.entity],
        "kind": KIND_LABELS[programme.kind],
        "extent": EXTENT_LABELS[programme.extent],
        "computable": programme.extent != "recorded",
        "waiting": waiting,
    }


@staff(READ)
def version(request: StaffRequest, region: str, slug: str, digest: str) -> HttpResponse:
    """A version: what it changes, how its worked cases come out, and the form that activates it."""
    pack_id, access = f"{region}/{slug}", request.access
    shown = next((row for row in versions.versions_of(pack_id, access.on) if row.digest == digest), None)
    loaded = versions.version(pack_id, digest, signed=False)
    if shown is None or loaded is None:
        raise Http404
    form = None
    if may_rule(access, ACTIVATE):
        form = ActivateForm(sent(request))
        if form.is_bound and form.is_valid():
            outcome = activate_pack(
                access=access, pack=pack_id, digest=digest, at=timezone.now(), **form.cleaned_data
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, "已启用。")
                return redirect("office:policy-pack", region, slug)
            tell(form, outcome)
    elif request.method == "POST":
        raise Http404
    runs = run_cases(loaded.pack, versions.vocabulary(), versions.worked_cases(loaded))
    page = {
        "menu": menu(request),
        "pack": loaded.pack,
        "region": region,
        "slug": slug,
        "version": shown,
        "form": form,
        "own": shown.uploader == access.account.pk,
        "differences": None if shown.holds else versions.differences_of(pack_id, digest, access.on),
        "cases": len(runs),
        "failed": [run for run in runs if run.differences],
        "programmes": [_row(item) for item in loaded.pack.programmes],
    }
    return render(
        request, "office/pack_version.html", page, status=422 if form is not None and form.errors else 200
    )


@staff(ACTIVATE)
def withdraw(request: StaffRequest, region: str, slug: str) -> HttpResponse:
    """From a day on the pack does not hold."""
    pack_id = f"{region}/{slug}"
    if not versions.versions_of(pack_id, request.access.on) or not may_rule(request.access, ACTIVATE):
        raise Http404

    def act(said: dict[str, Any]) -> object:
        return withdraw_pack(access=request.access, pack=pack_id, at=timezone.now(), **said)

    form = WithdrawForm(sent(request))
    return form_page(
        request, form, f"停用 {pack_id}", "停用", act, "已停用。", _address("office:policy-pack", pack_id)
    )


def _address(name: str, pack_id: str, *more: str) -> str:
    return reverse(name, args=[*pack_id.split("/"), *more])
