"""Pairs that may be one, beside each other; only where the account adjudicates both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.judge_pair import ADJUDICATE, MODELS
from jiuchuang.apps.people.models import DuplicatePair, Employment
from jiuchuang.apps.people.queries import Masks, masks_for
from jiuchuang.apps.people.queries.masked import MASKS
from jiuchuang.domain.registers.likeness import REASONS

COMPARED = {
    "person": (
        ("name", "姓名"),
        ("resident_id", "身份证号"),
        ("birth_on", "出生日期"),
        ("phone", "联系电话"),
        ("address", "住址"),
        ("certificate", "就业创业证"),
    ),
    "employer": (
        ("name", "名称"),
        ("credit_code", "统一社会信用代码"),
        ("legal_person", "法定代表人"),
        ("phone", "联系电话"),
        ("address", "住所"),
    ),
}


@dataclass(frozen=True)
class ComparedField:
    """One line of the comparison; `differs` where both say something, and not the same, under the masks too."""

    label: str
    first: str
    second: str
    differs: bool = False


@dataclass(frozen=True)
class PairShown:
    """Two records beside each other; `seen` are the personal fields shown whole, by register number."""

    pair: DuplicatePair
    reasons: tuple[str, ...]
    first: Any
    second: Any
    compared: tuple[ComparedField, ...]
    seen: Mapping[str, tuple[str, ...]]


def pairs_for(access: Access, state: str = "open", kind: str = "") -> QuerySet[DuplicatePair]:
    """Pairs of which the account may judge both records, the likeliest first."""
    units = access.units(ADJUDICATE)
    rows = DuplicatePair.objects.none()
    for each in [kind] if kind in MODELS else MODELS:
        mine = MODELS[each].objects.filter(unit__in=units).values("number")
        rows = rows | DuplicatePair.objects.filter(kind=each, state=state, first__in=mine, second__in=mine)
    return rows.order_by("-weight", "first", "second")


def pair_shown(access: Access, number: int) -> PairShown | None:
    """One pair; None for one that is not there for the account."""
    pair = DuplicatePair.objects.filter(pk=number).select_related("judged_by").first()
    if pair is None:
        return None
    rows = MODELS[pair.kind].objects.select_related("unit").filter(number__in=(pair.first, pair.second))
    records: dict[str, Any] = {row.number: row for row in rows}
    if len(records) != 2 or not all(access.may(ADJUDICATE, row.unit_id) for row in records.values()):
        return None
    first, second = records[pair.first], records[pair.second]
    masks = masks_for(access, {first.unit_id, second.unit_id})
    compared = tuple(_compared(pair.kind, first, second, masks))
    seen = {
        row.number: tuple(name for name in MASKS if getattr(row, name) and masks.sees(row.unit_id, name))
        for row in (first, second)
        if pair.kind == "person"
    }
    return PairShown(pair, reasons_in_words(pair), first, second, compared, seen)


def reasons_in_words(pair: DuplicatePair) -> tuple[str, ...]:
    """Why the machine put the pair on the list."""
    return tuple(REASONS[reason] for reason in pair.reasons)


def _compared(kind: str, first: Any, second: Any, masks: Masks) -> list[ComparedField]:
    lines = []
    for name, label in COMPARED[kind]:
        plain = [str(getattr(row, name) or "") for row in (first, second)]
        shown = plain
        if kind == "person" and name in MASKS:
            shown = [
                masks.show(row.unit_id, name, text) for row, text in zip((first, second), plain, strict=True)
            ]
        lines.append(ComparedField(label, shown[0], shown[1], all(plain) and plain[0] != plain[1]))
    lines.append(ComparedField("登记编号", first.number, second.number))
    lines.append(ComparedField("所属单位", first.unit.name, second.unit.name))
    column = "person" if kind == "person" else "employer"
    counts = [Employment.objects.filter(**{column: row}).count() for row in (first, second)]
    lines.append(ComparedField("就业登记", f"{counts[0]}段", f"{counts[1]}段"))
    return lines
