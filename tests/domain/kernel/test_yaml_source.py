"""A text that would exhaust the process when it is read is refused with its place."""

import pytest

from jiuchuang.domain.kernel.yaml_source import MOST_DEEP, read_yaml


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: " + "[" * 2_000 + "]" * 2_000, "yaml-deep"),
        ("- " * 2_000 + "a", "yaml-deep"),
        ("a: &a [*a]", "yaml-alias"),
        ("a: &a {b: 1}\nc: *a", "yaml-alias"),
    ],
)
def test_too_deep_or_repeating_itself_is_told(text, code):
    value, (problem,) = read_yaml(text, "p.yaml")
    assert value is None
    assert (problem.code, problem.place.source) == (code, "p.yaml")
    assert problem.place.line


def test_as_deep_as_may_be_is_read():
    value, problems = read_yaml("[" * MOST_DEEP + "a" + "]" * MOST_DEEP, "p.yaml")
    assert problems == []
    for _ in range(MOST_DEEP):
        (value,) = value
    assert value == "a"
