"""The picture of a procedure inside a page: in its own size, so that small screens scroll and nobody needs a lens."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

from jiuchuang.domain.casework.picture import draw_procedure
from jiuchuang.domain.casework.procedure import Procedure

_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def picture_of(procedure: Procedure, marked: frozenset[str] = frozenset()) -> SafeString:
    """The picture as SVG with width and height of its own; every text in it was escaped where it was drawn."""
    drawn = draw_procedure(procedure, marked=marked)
    return mark_safe(_BOX.sub(r'viewBox="0 0 \1 \2" width="\1" height="\2"', drawn, count=1))
