"""Programmes, their rules, and decisions on facts that a caller supplies."""

from __future__ import annotations

import json

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.models import Account

ON = "2017-06-30"


@pytest.fixture
def secret(key_for):
    return key_for()


def test_programmes_of_a_day(secret, call):
    status, said = call(secret, "get", f"/programmes?on={ON}&entity=person")
    assert status == 200 and said
    assert all(item["entity"] == "person" for item in said)
    assert {"id", "title", "document", "clause", "papers", "decidable"} <= set(said[0])


def test_rules_in_words_with_the_facts_that_they_read(secret, call):
    status, said = call(secret, "get", f"/programmes/hualong/2016-2/opening-subsidy/rules?on={ON}")
    assert status == 200
    assert said["programme"]["document"] == "华龙政〔2016〕2号"
    assert said["facts"] and all(fact["label"] in said["rules"] or fact["question"] for fact in said["facts"])


def test_a_decision_is_the_one_of_the_rules_and_is_on_record(secret, call):
    status, said = call(
        secret, "post", "/programmes/hualong/2016-2/opening-subsidy/decision", {"on": ON, "facts": {}}
    )
    assert status == 200
    assert said["decision"]["status"] == "unknown" and said["decision"]["amount_fen"] is None
    assert said["decision"]["missing"] and said["decision"]["receipt"]
    account = Account.objects.get(username__startswith="system")
    assert [record["content"]["operation"] for record in contents_of(f"api/{account.pk}")] == ["decision"]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"on": "2017-13-01", "facts": {}}, ["body.question.on"]),
        ({"on": ON}, ["body.question.facts"]),
        ({"on": ON, "facts": {"nothing": 1, "birth_on": "gestern"}, "more": 1}, ["body.question.more"]),
        ({"on": ON, "facts": {"nothing": 1, "birth_on": "gestern"}}, ["facts: nothing", "facts: birth_on"]),
        ({"on": ON, "facts": {"staff_now": 3}}, ["facts: staff_now"]),
        ("text", ["body.question"]),
    ],
)
def test_every_fault_at_its_place(secret, call, body, places):
    status, said = call(
        secret, "post", "/programmes/hualong/2016-2/opening-subsidy/decision", json.dumps(body)
    )
    assert status == 422
    assert [problem["place"] for problem in said["problems"]] == places
    assert all(problem["message"] for problem in said["problems"])


def test_what_cannot_be_read_and_what_is_not_there(secret, call):
    assert call(secret, "post", "/programmes/hualong/2016-2/opening-subsidy/decision", "{")[0] == 400
    assert call(secret, "get", f"/programmes/hualong/2016-2/nothing/rules?on={ON}")[0] == 404
    assert call(secret, "get", "/programmes?on=0001-01-01")[0] == 422


def test_a_system_without_the_permission_decides_nothing(key_for, call):
    status, said = call(
        key_for("auditor"),
        "post",
        "/programmes/hualong/2016-2/opening-subsidy/decision",
        {"on": ON, "facts": {}},
    )
    assert (status, said["problems"][0]["code"]) == (403, "not-allowed")
