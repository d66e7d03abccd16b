"""Tries are counted for all processes together, and nobody's address is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from jiuchuang.apps.limits.actions.count_try import Limit, count_try
from jiuchuang.apps.limits.models import Tries

CODES = Limit("codes", most=3, seconds=600)


@pytest.mark.django_db
def test_after_the_last_try_one_waits_until_the_stretch_is_over(at):
    assert [count_try(CODES, "a", at + timedelta(seconds=n)) for n in range(3)] == [0, 0, 0]
    assert count_try(CODES, "a", at + timedelta(seconds=100)) == 500
    assert count_try(CODES, "a", at + timedelta(seconds=599, microseconds=1)) == 1
    assert count_try(CODES, "a", at + timedelta(seconds=600)) == 0
    assert count_try(CODES, "a", at + timedelta(seconds=601)) == 0


@pytest.mark.django_db
def test_others_and_other_limits_are_counted_apart(at):
    assert [count_try(CODES, "a", at) for _ in range(4)] == [0, 0, 0, 600]
    assert count_try(CODES, "b", at) == 0
    assert count_try(Limit("sign-in", 1, 60), "a", at) == 0


@pytest.mark.django_db
def test_no_address_is_kept_and_old_rows_go(at):
    count_try(CODES, "203.0.113.7", at)
    assert "203.0.113.7" not in str(Tries.objects.values().get())
    count_try(CODES, "203.0.113.8", at + timedelta(days=2))
    assert Tries.objects.count() == 1
    assert len(Tries.objects.get().key) == 64


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted(at):
    def one(_):
        try:
            return count_try(Limit("same", 5, 60), "a", at)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(20)))
    assert answers.count(0) == 5
    assert answers.count(60) == 15
