"""A letter that cannot be set is told, not a fault of the server."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.letters.fonts import NoFont
from jiuchuang.gateways.letters.pdf import Unprintable
from jiuchuang.web.kit.unprintable import Unset

RARE = Unprintable(Refusal((Problem("no-glyph", "“𬭎”没有字形", Place("applicant")),)))


@pytest.mark.parametrize(
    ("fault", "told"), [(RARE, "“𬭎”没有字形"), (NoFont("没有中文字体"), "没有中文字体")]
)
def test_why_and_the_way_out(fault, told):
    answer = Unset(lambda request: None).process_exception(RequestFactory().get("/"), fault)
    assert answer.status_code == 503
    assert told in answer.content.decode() and "Word" in answer.content.decode()


def test_other_faults_stay_what_they_are():
    assert Unset(lambda request: None).process_exception(RequestFactory().get("/"), ValueError("x")) is None
