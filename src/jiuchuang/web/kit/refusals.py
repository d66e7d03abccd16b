"""What an action refused, beside the fields of the form that asked for it."""

from __future__ import annotations

from django.forms import Form

from jiuchuang.domain.kernel.problem import Refusal


def tell(form: Form, refusal: Refusal) -> None:
    """Put every reason at the field that its place names, the others on top."""
    for problem in refusal.problems:
        hint = f"（{problem.suggestion}）" if problem.suggestion else ""
        field = problem.place.source if problem.place.source in form.fields else None
        form.add_error(field, f"{problem.message}{hint}")
