"""Keys: issued once, kept as digests, holding for a time and from where they may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.keep_key import end_key, issue_key
from jiuchuang.apps.org.models import Account, Key
from jiuchuang.domain.kernel.problem import Refusal

HERE = "/programmes?on=2026-06-30"


def test_a_key_opens_until_it_ends(world, key_for, call):
    secret = key_for()
    assert call(secret, "get", HERE)[0] == 200
    kept = Key.objects.get()
    assert secret not in str(Key.objects.values().get()) and kept.shown == secret[:10]
    end_key(access=world.access("anquan"), key=kept, at=timezone.now())
    status, said = call(secret, "get", HERE)
    assert status == 401
    assert said == {
        "problems": [
            {
                "code": "no-key",
                "place": "Authorization",
                "message": "没有密钥，或者密钥已失效",
                "suggestion": "",
            }
        ]
    }
    kinds = [record["kind"] for record in contents_of("org")]
    assert kinds[-2:] == ["key-issued", "key-ended"]
    assert secret not in str(contents_of("org"))


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer jck_x"}, {"Authorization": "Basic eDp5"}])
def test_without_a_key_nothing(db, header):
    answer = Client().get(f"/api/v1{HERE}", headers=header)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_account_that_is_switched_off_or_a_day_later_closes_it(world, key_for, call):
    secret = key_for(to_on=timezone.localdate())
    assert call(secret, "get", HERE)[0] == 200
    Key.objects.update(from_on=timezone.localdate() - timedelta(9), to_on=timezone.localdate() - timedelta(1))
    assert call(secret, "get", HERE)[0] == 401
    other = key_for()
    Account.objects.filter(username__startswith="system").update(is_active=False)
    assert call(other, "get", HERE)[0] == 401


def test_a_key_holds_from_where_it_may(key_for, call):
    assert call(key_for(addresses="127.0.0.0/8 10.1.2.3"), "get", HERE)[0] == 200
    assert call(key_for(addresses="10.1.2.3"), "get", HERE)[0] == 401


def test_every_fault_of_a_new_key_at_once(world):
    access = world.access("anquan")
    refused = issue_key(
        access=access, account=world.accounts["xitong"], purpose=" ", addresses="10.1.2.3 nowhere",
        to_on=access.on + timedelta(days=400), at=timezone.now(),
    )  # fmt: skip
    assert isinstance(refused, Refusal)
    assert [problem.code for problem in refused.problems] == ["purpose-empty", "key-too-long", "address"]
    other = world.access("xitong")
    refused = issue_key(
        access=other,
        account=world.accounts["xitong"],
        purpose="x",
        addresses="",
        to_on=other.on,
        at=timezone.now(),
    )
    assert [problem.code for problem in refused.problems] == ["not-allowed"]
    assert not Key.objects.exists()


def test_wrong_keys_from_one_address_are_soon_not_even_looked_at(db):
    answers = [
        Client().get(f"/api/v1{HERE}", headers={"Authorization": f"Bearer jck_{n}"}).status_code
        for n in range(21)
    ]
    assert answers[:20] == [401] * 20 and answers[20] == 429
