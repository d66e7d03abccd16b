"""Fields that every form is made of."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jiuchuang.web.kit.forms import DayField


@pytest.mark.parametrize("written", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2023-02-29"])
def test_a_day_that_no_calendar_of_an_office_has_is_told(written):
    with pytest.raises(ValidationError):
        DayField().clean(written)


@pytest.mark.parametrize("written", ["1900-01-01", "2024-02-29", "2100-12-31"])
def test_a_day_that_can_be_is_taken(written):
    assert DayField().clean(written) == date.fromisoformat(written)
