"""One programme: its rules beside the clause, its worked cases run, what is open and who signed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jiuchuang.apps.casework.queries import procedures
from jiuchuang.apps.policy.queries import Law, law_on, versions
from jiuchuang.apps.policy.queries.conflicts import overlaps_of
from jiuchuang.apps.policy.queries.officers import READ, SIGN, may_rule
from jiuchuang.apps.policy.queries.signatures import signatures_of
from jiuchuang.domain.rules.answers.show import EXTENT_LABELS, KIND_LABELS, validity_text
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.office.conflict_shown import address_between
from jiuchuang.web.office.programme_shown import (
    cases_shown,
    clauses_beside,
    money_shown,
    rules_shown,
    signed_words,
)


def _procedure(programme_id: str, law: Law) -> str:
    """The name of the procedure that a case of the programme goes through; empty where none is chosen."""
    shown = law.shown(programme_id)
    names = {code: kept.label for (code, _), kept in procedures().items()}
    return names.get(shown.procedure or "", "") if shown else ""


@staff(READ)
def programme(request: StaffRequest, region: str, slug: str, name: str) -> HttpResponse:
    """The programme as it holds today, or in the version that `?version=` names by its digest."""
    pack_id, on = f"{region}/{slug}", request.access.on
    digest = request.GET.get("version", "") or versions.base_digest(pack_id, on)
    loaded = versions.version(pack_id, digest) if digest else None
    unsigned = versions.version(pack_id, digest, signed=False) if digest else None
    found = loaded.pack.programme(f"{pack_id}/{name}") if loaded else None
    if loaded is None or unsigned is None or found is None:
        raise Http404
    law = law_on(on)
    cases = cases_shown(unsigned, found.id)
    page = {
        "menu": menu(request),
        "programme": found,
        "pack": loaded.pack,
        "region": region,
        "slug": slug,
        "name": name,
        "version": request.GET.get("version", ""),
        "extent": EXTENT_LABELS[found.extent],
        "kind": KIND_LABELS[found.kind],
        "beneficiary": ENTITY_LABELS[found.entity],
        "payee": ENTITY_LABELS.get(found.payee, "不付款"),
        "validity": validity_text(found),
        "procedure": _procedure(found.id, law),
        "clauses": clauses_beside(found, loaded.pack),
        "rules": rules_shown(found),
        "money": money_shown(found) if found.extent != "recorded" else [],
        "cases": cases,
        "failed": sum(bool(case.differences) for case in cases),
        "conflicts": [
            (one, disputed, address_between(*one.key)) for one, disputed in overlaps_of(law, found.id, on)
        ],
        "signatures": [(one, *signed_words(found, one)) for one in signatures_of(found.id)],
        "may_sign": may_rule(request.access, SIGN),
    }
    return render(request, "office/programme.html", page)
