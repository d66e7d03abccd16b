"""Narrowing what waits to one matter, before it is put on a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet


class MatterForm(forms.Form):
    """One of the matters that wait, or all of them."""

    matter = forms.ChoiceField(label="事项", required=False)

    def __init__(self, data: Any, waiting: QuerySet[Any]) -> None:
        super().__init__(data)
        self.matters = sorted(set(waiting.order_by().values_list("case__matter", flat=True)))
        field = self.fields["matter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((one, one) for one in self.matters)]

    def narrow(self, waiting: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the matter that was asked for; of a matter that does not wait, all rows."""
        wanted = self.cleaned_data.get("matter") if self.is_valid() else ""
        return waiting.filter(case__matter=wanted) if wanted else waiting
