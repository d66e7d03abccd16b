"""Units to choose from: none beforehand, the likely ones first, each under what it lies below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from jiuchuang.apps.org.mergers.queries import Other, others, parent_of
from jiuchuang.apps.org.queries import Access, office_pack, tree_on
from jiuchuang.domain.kernel.day import format_day

NONE_YET = ("", "请选择")
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def unit_choices(access: Access, on: date) -> list[tuple[str, str]]:
    """Units that the account may see, indented as they lie below one another."""
    return [(row.code, f"{'　' * row.depth}{row.name}") for row in tree_on(access, on)]


def choices_for_merger(access: Access, unit: Any) -> Choices:
    """Units of the same kind, those beside it first; then, as unusual, all that stand no lower."""
    parent = parent_of(unit)
    return _grouped(
        [one for one in others(access, unit) if not _is_lower(one.kind, unit.kind)],
        lambda one: one.kind == unit.kind,
        first=parent.code if parent else "",
    )


def choices_for_move(access: Access, unit: Any) -> Choices:
    """Units of the kind of its present parent, without it; then, as unusual, others that are no lower."""
    parent = parent_of(unit)
    kept = [
        one
        for one in others(access, unit)
        if one.kind != unit.kind
        and (parent is None or one.code != parent.code)
        and not _is_lower(one.kind, unit.kind)
    ]
    return _grouped(kept, lambda one: parent is not None and one.kind == parent.kind)


def _grouped(found: list[Other], is_likely: Callable[[Other], bool], first: str = "") -> Choices:
    """Likely ones by the unit above them (that of code `first` before all), the unusual in one group at the end."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    unusual = []
    for one in found:
        if is_likely(one):
            above = (one.parent.code, one.parent.name) if one.parent else ("", "")
            groups.setdefault(above, []).append((one.code, _words(one)))
        else:
            unusual.append((one.code, f"{_words(one)} · {_kind(one.kind)}"))
    listed = sorted(groups.items(), key=lambda group: group[0][0] != first)
    kinds = [one.kind for one in found if is_likely(one)]
    label = _kind(kinds[0]) if kinds else ""
    likely = [(f"{name}的{label}" if name else label, options) for (_, name), options in listed]
    return [NONE_YET, *likely, *([("类别不同的单位（少见，请核对）", unusual)] if unusual else [])]


def _words(one: Other) -> str:
    return f"{one.name}（{format_day(one.opens_on)}设立）" if one.opens_on else one.name


def _kind(key: str) -> str:
    kind = office_pack().kinds.get(key)
    return kind.label if kind else key


def _is_lower(kind: str, than: str) -> bool:
    """Whether units of a kind stand below those of another; of a kind that nobody describes it is not known."""
    kinds = office_pack().kinds
    return kind in kinds and than in kinds and kinds[kind].level < kinds[than].level


def choose(form: forms.Form, name: str, choices: Choices | list[tuple[str, str]]) -> None:
    """Give a field of a form what can be chosen; nothing is chosen beforehand."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
