"""Questions about facts as fields of a form; what was answered goes to the rules as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration
from jiuchuang.web.kit.forms import DayField

UNKNOWN = ("", "不清楚")
HINTS = {
    Kind.MONEY: "如：3000元、2万元",
    Kind.MONTHS: "如：24个月、2年",
    Kind.RATE: "如：5%",
    Kind.DAYS: "天数",
}


def field_of(fact: FactDeclaration) -> forms.Field:
    """A field that asks for the fact; empty means that nobody knows."""
    kind = fact.type.kind
    hint = f"以{fact.source}为准" if not fact.self_declared else ""
    options: dict[str, Any] = {"label": fact.label, "required": False, "help_text": hint}
    if kind is Kind.BOOL:
        choices = [("是", "是"), ("否", "否"), UNKNOWN]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if fact.labels:
        return forms.ChoiceField(choices=[UNKNOWN, *fact.labels.items()], **options)
    if kind is Kind.DATE:
        return DayField(**options)
    options["help_text"] = "；".join(one for one in (hint, HINTS.get(kind, "")) if one)
    return forms.CharField(max_length=60, **options)


def add_questions(form: forms.Form, facts: Iterable[FactDeclaration]) -> None:
    """The questions after the form's own fields, each named as its fact."""
    for fact in facts:
        form.fields[fact.name] = field_of(fact)


def answers_in(form: forms.Form, names: Iterable[str]) -> dict[str, Any]:
    """What was answered, as people write it; unanswered questions are left out."""
    found = {}
    for name in names:
        value = form.cleaned_data.get(name)
        if value not in (None, ""):
            found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found
