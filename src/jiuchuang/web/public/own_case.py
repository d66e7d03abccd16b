"""A case of whoever has signed in; those of others are not there for him."""

from __future__ import annotations

from django.http import Http404

from jiuchuang.apps.casework.queries.view import CaseView, case_view
from jiuchuang.web.public.door import ResidentRequest
from jiuchuang.web.public.today import today


def own_case(request: ResidentRequest, number: str) -> CaseView:
    """The case, for its applicant who has proved to be the person of the register. Raises Http404 for all others."""
    view = case_view(request.acting, number, today()) if request.resident.proved else None
    if view is None:
        raise Http404
    return view
