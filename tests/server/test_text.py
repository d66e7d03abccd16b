"""Text that no database keeps, and pages for whatever goes wrong."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.parametrize("address", ["/office/sign-in/?next=%00", "/office/%00/", "/api/v1/cases?text=%00"])
def test_nul_is_refused_in_chinese(db, address):
    answer = Client().get(address)
    assert answer.status_code == 400 and "请求读不出来" in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_every_error_has_a_page(name):
    assert "回到首页" in render_to_string(f"{name}.html")


def test_a_page_that_is_not_there(db):
    answer = Client().get("/nothing-here/")
    assert answer.status_code == 404 and "没有这一页" in answer.content.decode()
