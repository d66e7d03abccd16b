"""Opening, moving and merging offices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone

from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import move_unit, open_unit
from jiuchuang.apps.org.mergers.queries import may_change
from jiuchuang.apps.org.queries import Access, office_pack, unit_of
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.office.unit_choices import (
    NONE_YET,
    choices_for_merger,
    choices_for_move,
    choose,
    unit_choices,
)

WRITE = "org.write"


class OpenForm(forms.Form):
    """A new unit. What is empty is told by the action, together with all else that is wrong."""

    name = forms.CharField(label="名称", max_length=120, required=False)
    code = forms.CharField(label="单位代码", max_length=32, required=False)
    kind = forms.ChoiceField(label="类别")
    region_code = forms.CharField(label="行政区划代码", max_length=12, required=False)
    parent = forms.ChoiceField(label="上级单位")
    on = DayField(label="设立日期")

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data, initial={"on": access.on})
        choose(self, "kind", [NONE_YET, *((key, kind.label) for key, kind in office_pack().kinds.items())])
        choose(self, "parent", [NONE_YET, *unit_choices(access, access.on)])


class MoveForm(forms.Form):
    """Below which unit, and from which day on."""

    parent = forms.ChoiceField(label="新的上级单位")
    on = DayField(label="自哪天起", help_text="最早自今天起；这一天之前一切照旧")

    def __init__(self, data: Any, access: Access, unit: Any) -> None:
        super().__init__(data, initial={"on": access.on})
        choose(self, "parent", choices_for_move(access, unit))


class MergeForm(forms.Form):
    """Into which unit, and from which day on."""

    into = forms.ChoiceField(label="并入哪个单位")
    on = DayField(label="自哪天起", help_text="最早自今天起；这一天之前一切照旧，之后工作归并入的单位")

    def __init__(self, data: Any, access: Access, unit: Any) -> None:
        super().__init__(data, initial={"on": access.on})
        choose(self, "into", choices_for_merger(access, unit))


@staff(WRITE)
def open_(request: StaffRequest) -> HttpResponse:
    """A new unit below another."""
    access = request.access

    def act(said: dict[str, Any]) -> object:
        return open_unit(access=access, **{**said, "parent": unit_of(said["parent"])}, at=timezone.now())

    return form_page(
        request, OpenForm(sent(request), access), "新设单位", "新设", act, "已新设。", "office:units"
    )


@staff(WRITE)
def move(request: StaffRequest, code: str) -> HttpResponse:
    """From a day on below another unit."""
    access, unit = request.access, _unit(request, code)

    def act(said: dict[str, Any]) -> object:
        parent = unit_of(said["parent"])
        assert parent is not None
        return move_unit(access=access, unit=unit, parent=parent, on=said["on"], at=timezone.now())

    form = MoveForm(sent(request), access, unit)
    return form_page(request, form, f"调整“{unit.name}”的隶属", "调整", act, "已调整。", "office:units")


@staff(WRITE)
def merge(request: StaffRequest, code: str) -> HttpResponse:
    """Closed, its work going on in another unit."""
    access, unit = request.access, _unit(request, code)

    def act(said: dict[str, Any]) -> object:
        into = unit_of(said["into"])
        assert into is not None
        return merge_unit(access=access, unit=unit, into=into, on=said["on"], at=timezone.now())

    form = MergeForm(sent(request), access, unit)
    return form_page(request, form, f"撤并“{unit.name}”", "撤并", act, "已撤并。", "office:units")


def _unit(request: StaffRequest, code: str) -> Any:
    """A unit that the account may change; any other is not there for it."""
    unit = unit_of(code)
    if unit is None or not may_change(request.access, unit):
        raise Http404
    return unit
