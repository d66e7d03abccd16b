"""The next number of a series: of cases, applications and lists, by year and county."""

from __future__ import annotations

from django.db import transaction

from jiuchuang.apps.casework.models import NumberSeries
from jiuchuang.domain.casework.case_number import case_number


@transaction.atomic
def draw_number(*, year: int, county: str, prefix: str = "") -> str:
    """The next number, never given twice; whoever draws meanwhile waits for this transaction.

    `county` has six digits; `prefix` is a capital for every series but that of cases.
    """
    key = f"{prefix}{year}-{county}"
    NumberSeries.objects.get_or_create(key=key)
    series = NumberSeries.objects.select_for_update().get(key=key)
    series.last += 1
    series.save(update_fields=["last"])
    return case_number(year, county, series.last, prefix=prefix)
