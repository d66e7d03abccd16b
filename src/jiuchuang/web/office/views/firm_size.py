"""An employer classed by size out of its figures of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.people.actions.class_employer import Figures, class_employer
from jiuchuang.apps.people.queries.sizes import Classing, classings_of, employer_to_class, size_rows
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.kernel.money import format_fen, parse_money
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent

WRITE = "register.write"
_LABELS = {"staff": "从业人员", "revenue": "营业收入", "assets": "资产总额"}


class MoneyField(forms.CharField):
    """An amount with its unit, as fen; None where nothing is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=40, **options)

    def clean(self, value: Any) -> Any:
        """Fen; what cannot be read is told with how to write it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(text).fen
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from None


class SizeForm(forms.Form):
    """The industry, the year, and those of its figures that are known."""

    industry = forms.ChoiceField(label="行业", help_text="按单位的主要业务选，选错会划错规模")
    year = forms.IntegerField(label="年度", help_text="指标是哪一年的，如上一年度")
    staff = forms.IntegerField(
        label="从业人员（人）", required=False, help_text="年末人数；不知道的留空，不要填0"
    )
    revenue = MoneyField(label="营业收入", help_text="写明单位，如 350万元；不知道的留空")
    assets = MoneyField(label="资产总额", help_text="建筑、房地产、租赁商务业要填，如 300万元")
    source = forms.CharField(
        label="数据来源", max_length=80, help_text="如：统计年报、企业申报并盖章、审计报告"
    )
    on = DayField(label="从哪天起按此规模")

    def __init__(self, data: Any, today: Any) -> None:
        super().__init__(data, initial={"on": today, "year": today.year - 1})
        field = self.fields["industry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((row.industry, row.label) for row in size_rows().values())]


@dataclass(frozen=True)
class SizeShown:
    """A classing in words: the class, the figures that gave it, what the row asks for."""

    size: str
    industry: str
    year: int
    figures: str
    source: str
    on: Any


def sizes_shown(number: str) -> list[SizeShown]:
    """How the employer was classed, the newest first."""
    labels = vocabulary().facts["employer_size"].labels
    return [
        SizeShown(labels.get(one.size, one.size), one.industry, one.year, _figures(one), one.source, one.on)
        for one in classings_of(number)
    ]


def _figures(one: Classing) -> str:
    said = [f"从业人员{one.staff}人" if one.staff is not None else "从业人员不详"]
    for label, fen in (("营业收入", one.revenue), ("资产总额", one.assets)):
        said.append(f"{label}{format_fen(fen)}" if fen is not None else f"{label}不详")
    return "，".join(said)


@staff(WRITE)
def class_by_figures(request: StaffRequest, number: str) -> HttpResponse:
    """The form with the figures; what the row of the industry asks for and was not given is told beside the field."""
    firm = employer_to_class(request.access, number)
    if firm is None:
        raise Http404

    def act(said: dict[str, Any]) -> object:
        figures = Figures(said["staff"], said["revenue"], said["assets"])
        return class_employer(
            by=request.access,
            employer=firm,
            industry=said["industry"],
            year=said["year"],
            figures=figures,
            source=said["source"],
            on=said["on"],
            at=timezone.now(),
        )

    back = reverse("office:subject", args=["employer", number])
    form = SizeForm(sent(request), request.access.on)
    return form_page(request, form, f"企业规模：{firm.name}", "划定规模", act, "已划定企业规模。", back)
