"""Procedures: every version, as a picture, in words, as a table and as BPMN; new versions as YAML."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from jiuchuang.apps.casework.actions.keep_procedure import keep_procedure
from jiuchuang.apps.casework.queries.kept import procedures, text_of
from jiuchuang.apps.org.queries import office_pack
from jiuchuang.domain.casework.picture import describe, details, promise_words
from jiuchuang.domain.casework.procedure import VERB_LABELS, Node, Procedure
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.gateways.procedures.bpmn_out import procedure_to_bpmn
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.pictures import picture_of

LARGEST_FILE = 100_000
BEGINS = {"application": "申请", "screening": "筛查（免申即享）"}


@staff()
def index(request: StaffRequest) -> HttpResponse:
    """Every version of every procedure, those in force first."""
    found = sorted(procedures().values(), key=lambda one: (one.id, -one.version))
    today = request.access.on
    actions = []
    if "procedure.write" in request.access.permissions:
        actions.append(Link("上传新版本", reverse("window:procedure-upload")))
    columns = (
        Column[Procedure](
            "流程", lambda one: Link(one.label, reverse("window:procedure", args=[one.id, one.version]))
        ),
        Column[Procedure]("版本", lambda one: f"第{one.version}版"),
        Column[Procedure]("开办方式", lambda one: BEGINS[one.begins_by]),
        Column[Procedure]("环节", lambda one: len(one.nodes), "number"),
        Column[Procedure]("施行期", lambda one: in_words(one.in_force)),
        Column[Procedure]("现状", lambda one: standing(one, today)),
    )
    return listing(
        request, heading="办事流程", columns=columns, rows=found, name="procedures", actions=actions
    )


def in_words(period: Period) -> str:
    """A period as people say it."""
    first = f"自{format_day(period.first)}起" if period.first else "起日未定"
    return f"{first}，至{format_day(period.last)}止" if period.last else first


def standing(procedure: Procedure, today: date) -> Tag:
    """Whether cases may begin by it today."""
    if today in procedure.in_force:
        return Tag("施行中", "good")
    later = procedure.in_force.first is not None and procedure.in_force.first > today
    return Tag("未到施行日", "info") if later else Tag("已停用")


@staff()
def show(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """One version: the picture, the steps as a table, what it rests on."""
    procedure = _procedure(code, number)
    page = {
        "menu": menu(request),
        "procedure": procedure,
        "standing": standing(procedure, request.access.on),
        "may_write": "procedure.write" in request.access.permissions,
        "period": in_words(procedure.in_force),
        "begins": BEGINS[procedure.begins_by],
        "promise": promise_words(procedure),
        "picture": picture_of(procedure),
        "words": describe(procedure),
        "nodes": [
            (place, node, node_words(node, procedure)) for place, node in enumerate(procedure.nodes, 1)
        ],
    }
    return render(request, "window/procedure.html", page)


def node_words(node: Node, procedure: Procedure) -> dict[str, str]:
    """A step in words for the table: who, how, which verbs, what comes next."""
    roles = office_pack().roles
    role = roles[node.office.role].label if node.office.role in roles else node.office.role
    kind, level, *rest = details(node)
    how = "，".join(rest)
    for key, one in roles.items():
        how = how.replace(f"（{key}）", one.label)
    return {
        "kind": kind,
        "who": f"{level.removeprefix('由').removesuffix('办')} {role if node.office.level != 'person' else ''}",
        "how": how,
        "verbs": "、".join(label for verb, label in VERB_LABELS.items() if node.allows(verb)),
        "next": "、".join(procedure.node(one).label for one in node.following) or "办结",
    }


@staff()
def bpmn(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The version as BPMN 2.0."""
    procedure = _procedure(code, number)
    answer = HttpResponse(procedure_to_bpmn(procedure), content_type="application/xml")
    name = f"{procedure.id}-{procedure.version}.bpmn"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


class VersionForm(forms.Form):
    """A version as YAML, pasted or as a file; pasted text goes first."""

    text = forms.CharField(
        label="流程（YAML）",
        required=False,
        widget=forms.Textarea({"rows": 18, "class": "code", "spellcheck": "false"}),
        help_text="写法见“定义办事流程”；可下载现行版本改好再贴",
    )
    file = forms.FileField(label="或选文件", required=False)
    from_on = DayField(label="自哪天起施行", required=False, help_text="不填用文件里的 from_on")

    def clean(self) -> dict[str, Any]:
        """The text, out of the file where nothing was pasted."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if not cleaned.get("text") and file is not None:
            if file.size > LARGEST_FILE:
                self.add_error("file", "文件太大，一个流程不会超过100KB")
                return cleaned
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "不是 UTF-8 文字，请另存为 UTF-8 编码")
                return cleaned
            self.data = {**self.data.dict(), "text": cleaned["text"]}  # type: ignore[attr-defined]
        if not cleaned.get("text"):
            self.add_error("text", "请贴上流程，或选文件")
        return cleaned


@staff("procedure.write")
def upload(request: StaffRequest) -> HttpResponse:
    """A new version; `?like=` and `?version=` begin with the text of one that was uploaded or shipped."""
    access = request.access

    def act(said: dict[str, Any]) -> object:
        return keep_procedure(access=access, text=said["text"], from_on=said["from_on"], at=timezone.now())

    like = text_of(request.GET.get("like", ""), request.GET.get("version", ""))
    files = request.FILES if request.method == "POST" else None
    form = VersionForm(sent(request), files, initial={"text": like})
    done = "新版本已保存。在办件仍按原来的版本办。"
    return form_page(request, form, "上传流程新版本", "检查并保存", act, done, reverse("window:procedures"))


@staff()
def text(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The version's YAML, as it was written."""
    _procedure(code, number)
    answer = HttpResponse(text_of(code, str(number)), content_type="text/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{code}-{number}.yaml") or ""
    return answer


def _procedure(code: str, number: int) -> Procedure:
    found = procedures().get((code, number))
    if found is None:
        raise Http404
    return found
