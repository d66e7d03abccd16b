"""Workbooks with the headings of a sheet of the registers."""

from __future__ import annotations

import io

import openpyxl

from jiuchuang.apps.people.imports.sheets import sheets


def workbook(kind, *rows):
    """A workbook for the sheet; a row is a mapping of names of columns."""
    book = openpyxl.Workbook()
    page = book.active
    columns = sheets()[kind].columns
    page.append([column.label for column in columns])
    for row in rows:
        page.append([row.get(column.name) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
