"""Too many tries are told when to come back."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from jiuchuang.apps.limits.actions.count_try import Limit
from jiuchuang.web.kit.limited import limited


@limited(Limit("test", most=2, seconds=600))
def page(request):
    return HttpResponse("ok")


@pytest.mark.django_db
def test_after_the_last_try_a_page_says_when_to_come_back():
    def post(address="203.0.113.7"):
        return page(RequestFactory().post("/", REMOTE_ADDR=address))

    assert [post().status_code for _ in range(2)] == [200, 200]
    refused = post()
    assert refused.status_code == 429
    assert 590 < int(refused.headers["Retry-After"]) <= 600
    assert "请过10分钟再试" in refused.content.decode()
    assert post("203.0.113.8").status_code == 200
    assert page(RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")).status_code == 200
