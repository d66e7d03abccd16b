"""The whole description, with good and bad input: never a fault of ours, always what the description promises."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from jiuchuang.api.urls import api
from jiuchuang.apps.limits.models import Tries

EXAMPLES = 15
"""For each operation and kind of input; the search is seeded, so that a run can be repeated."""
DESCRIPTION = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = sorted((path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods)
RUNS = [
    (path, method, mode)
    for path, method in OPERATIONS
    for mode in GenerationMode
    # nothing can be wrong with a question that has no parts
    if mode is GenerationMode.POSITIVE
    or DESCRIPTION["paths"][path][method].get("parameters")
    or method == "post"
]
schema = schemathesis.openapi.from_dict(DESCRIPTION)
schema.app = get_wsgi_application()


@pytest.fixture
def one_connection():
    """Requests through WSGI stay in the transaction of the test, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_is_described_with_its_refusals():
    assert len(OPERATIONS) >= 9
    for path, method in OPERATIONS:
        answers = set(map(str, DESCRIPTION["paths"][path][method]["responses"]))
        assert "422" in answers, path
        if "notices" not in path:
            assert {"401", "429"} <= answers, path


@pytest.mark.parametrize(("path", "method", "mode"), RUNS)
def test_no_input_makes_a_fault_of_ours(world, key_for, one_connection, path, method, mode):
    headers = {"Authorization": f"Bearer {key_for()}", "X-Purpose": quote("测试")}
    seen = []

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))
    def run(case):
        Tries.objects.all().delete()
        answer = case.call(headers=headers)
        seen.append(answer.status_code)
        assert answer.status_code < 500, answer.text

    run()
    assert len(seen) >= 1
