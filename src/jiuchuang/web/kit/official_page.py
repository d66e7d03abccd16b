"""An official paper within a page, as a browser shows and prints it: what Word and PDF say, block by block."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jiuchuang.gateways.letters.pdf import code_picture
from jiuchuang.gateways.letters.sheet import SEAL, Sheet


def official_page(sheet: Sheet, heading_level: int = 2) -> SafeString:
    """The paper as HTML, for a page that links `kit/official.css`; all text of the sheet is escaped.

    `heading_level` is that of its title: 1 where the paper is the whole page, 2 where it stands in one.
    """
    code = code_picture(sheet.code) if sheet.code else ""
    return render_to_string(
        "kit/official_sheet.html",
        {
            "sheet": sheet,
            "seal": SEAL,
            "title_tag": f"h{heading_level}",
            "part_tag": f"h{heading_level + 1}",
            "code": mark_safe(code),  # drawn by ourselves out of squares; holds no text
        },
    )
