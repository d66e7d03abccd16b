"""Every verb of a case by the name of its command, with its form."""

from __future__ import annotations

from collections.abc import Iterable

from jiuchuang.web.window import verbs_of_decision, verbs_of_handling
from jiuchuang.web.window.verb_form import VerbForm

_READ = (verbs_of_decision, verbs_of_handling)
"""Read so that their forms are known."""


def _all(kind: type[VerbForm]) -> Iterable[type[VerbForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from _all(one)


FORMS: dict[str, type[VerbForm]] = {one.verb: one for one in _all(VerbForm)}
"""Every verb that has a page of its own."""
