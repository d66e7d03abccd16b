"""Persons, households and employers of the registers, within the caller's units; masked unless the role shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from jiuchuang.api.door import allowed, told
from jiuchuang.api.faults import Faults
from jiuchuang.api.programmes import Day
from jiuchuang.apps.people.queries import (
    READ,
    Masks,
    facts_of,
    masks_for,
    search,
    subject_for,
    unit_of_subject,
    vocabulary,
)
from jiuchuang.domain.rules.language.valuetypes import format_value

router = Router(tags=["登记"])
Kind = Literal["person", "household", "employer"]
Text = Annotated[str, Field(min_length=1, max_length=64)]
Number = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9-]+$")]
REFUSED = {401: Faults, 403: Faults, 404: Faults, 422: Faults, 429: Faults}


class SubjectOut(Schema):
    """A subject of a register; personal fields are masked unless the caller's role shows them."""

    kind: str
    number: str
    name: str
    unit: str
    unit_name: str
    resident_id: str
    credit_code: str
    phone: str


class FactValueOut(Schema):
    """One known fact; facts that are not listed are unknown. `value` as the vocabulary writes it."""

    name: str
    label: str
    value: str
    source: str
    as_of: date | None
    told: str


class FactsOut(Schema):
    """Every fact that the registers know of a subject on a day, each with its source."""

    kind: str
    number: str
    on: date
    facts: list[FactValueOut]


@router.get("/{kind}", response={200: list[SubjectOut], **REFUSED})
def find(request: HttpRequest, kind: Kind, text: Text, limit: Annotated[int, Field(ge=1, le=50)] = 20) -> Any:
    """The first few whose name, number, identifier or phone the text points at."""
    access = allowed(request, READ)
    found = search(access, text, kind, limit)
    told(request, "find", personal=True, kind=kind, found=[row.number for row in found])
    masks = masks_for(access, {unit_of_subject(row) for row in found})
    return [_shown(kind, row, masks) for row in found]


@router.get("/{kind}/{number}", response={200: SubjectOut, **REFUSED})
def one(request: HttpRequest, kind: Kind, number: Number) -> Any:
    """One subject."""
    access = allowed(request, READ)
    row = subject_for(access, kind, number)
    told(request, "subject", personal=True, kind=kind, number=number, found=row is not None)
    if row is None:
        raise Http404
    return _shown(kind, row, masks_for(access, {unit_of_subject(row)}))


@router.get("/{kind}/{number}/facts", response={200: FactsOut, **REFUSED})
def facts(request: HttpRequest, kind: Kind, number: Number, on: Day) -> Any:
    """What the registers know of a subject on a day; unknown facts are left out."""
    row = subject_for(allowed(request, READ), kind, number)
    told(request, "facts", personal=True, kind=kind, number=number, found=row is not None)
    if row is None:
        raise Http404
    sheet = facts_of(kind, number, on)
    words = vocabulary().facts
    known = []
    for name, value in sorted(sheet.values.items()):
        source = sheet.sources[name]
        known.append(
            {
                "name": name,
                "label": words[name].label,
                "value": format_value(value, words[name].type),
                "source": source.register,
                "as_of": source.as_of,
                "told": source.told,
            }
        )
    return {"kind": kind, "number": number, "on": on, "facts": known}


def _shown(kind: str, row: Any, masks: Masks) -> dict[str, str]:
    unit = row.unit
    name = row.name if kind == "employer" else masks.show(unit.pk, "name", row.name)
    return {
        "kind": kind,
        "number": row.number,
        "name": name,
        "unit": unit.code,
        "unit_name": unit.name,
        "resident_id": masks.show(unit.pk, "resident_id", getattr(row, "resident_id", "") or ""),
        "credit_code": getattr(row, "credit_code", "") or "",
        "phone": masks.show(unit.pk, "phone", getattr(row, "phone", "")),
    }
