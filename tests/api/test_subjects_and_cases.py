"""Registers and cases over the interface: scoped like pages, masked, with a purpose, on record."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from county_world import STARTUP
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.models import Account
from jiuchuang.domain.kernel.masking import mask_name
from people_world import household

PURPOSE = {"X-Purpose": quote("核对补贴对象")}


@pytest.fixture
def town(key_for):
    """A system of one township."""
    return key_for(unit="qx")


def test_personal_data_only_with_a_purpose_and_masked_and_on_record(world, town, call):
    person = world.people["qx"][0]
    status, said = call(town, "get", f"/subjects/person/{person.number}")
    assert (status, said["problems"][0]["code"]) == (422, "no-purpose")
    status, said = call(town, "get", f"/subjects/person/{person.number}", **PURPOSE)
    assert status == 200
    assert said["name"] != person.name and "*" in said["name"] and "*" in said["resident_id"]
    assert person.phone not in str(said)
    account = Account.objects.get(username__startswith="system")
    kept = contents_of(f"api/{account.pk}")[-1]["content"]
    assert (kept["operation"], kept["purpose"], kept["number"]) == ("subject", "核对补贴对象", person.number)


def test_a_household_is_named_after_a_person_and_masked_like_one(world, town, call):
    head = world.people["qx"][0]
    home = household(head.unit, head)
    status, said = call(town, "get", f"/subjects/household/{home.number}", **PURPOSE)
    assert (status, said["name"]) == (200, mask_name(head.name))
    assert call(town, "get", f"/subjects/household?text={quote(head.name[:1])}", **PURPOSE) == (200, [])


def test_another_township_is_not_there(world, town, call):
    stranger, case = world.people["bh"][0], world.cases["bh"][0]
    for path in (
        f"/subjects/person/{stranger.number}",
        f"/subjects/person/{stranger.number}/facts?on=2026-06-30",
        f"/subjects/employer/{world.firms['bh'][0].number}",
        f"/cases/{case}",
    ):
        assert call(town, "get", path, **PURPOSE)[0] == 404, path
    assert call(town, "get", f"/subjects/person?text={quote(stranger.name)}", **PURPOSE) == (200, [])
    numbers = [row["number"] for row in call(town, "get", "/cases", **PURPOSE)[1]]
    assert numbers == world.cases["qx"]
    body = {"node": "accept", "stance": "agree"}
    keyed = {**PURPOSE, "Idempotency-Key": "opinion-1"}
    assert call(town, "post", f"/cases/{case}/opinions", body, **keyed)[0] == 404
    status, _ = call(
        town, "post", "/cases",
        {"subject": {"kind": "person", "number": stranger.number}, "programmes": [{"programme": STARTUP}]}, **keyed,
    )  # fmt: skip
    assert status == 422 and Case.objects.filter(channel="api").count() == 0


def test_facts_come_with_their_registers(world, town, call):
    person = world.people["qx"][0]
    status, said = call(town, "get", f"/subjects/person/{person.number}/facts?on=2026-06-30", **PURPOSE)
    assert status == 200
    facts = {fact["name"]: fact for fact in said["facts"]}
    assert facts["is_local_hukou"]["source"] == "公安户籍库"
    assert "monthly_income" not in facts


def test_one_application_opens_its_cases_once(world, town, call):
    person = world.people["qx"][2]
    body = {"subject": {"kind": "person", "number": person.number}, "programmes": [{"programme": STARTUP}]}
    keyed = {**PURPOSE, "Idempotency-Key": "request-0001"}
    first = call(town, "post", "/cases", body, **keyed)
    assert first[0] == 201
    assert call(town, "post", "/cases", body, **keyed) == first
    assert Case.objects.filter(channel="api").count() == 1
    status, said = call(town, "post", "/cases", body, **{**keyed, "Idempotency-Key": "request-0002"})
    assert status == 422 and said["problems"]
    status, said = call(town, "get", f"/cases/{first[1]['cases'][0]}", **PURPOSE)
    assert status == 200 and said["status"] == "open" and said["steps"][0]["standing"] == "open"
    assert said["amount_fen"] is None and said["approved"] is None


def test_without_its_key_an_application_is_refused(world, town, call):
    body = {"subject": {"kind": "person", "number": "P1"}, "programmes": [{"programme": STARTUP}], "more": 1}
    status, said = call(town, "post", "/cases", body, **PURPOSE)
    assert status == 422
    assert {problem["place"] for problem in said["problems"]} == {
        "header.Idempotency-Key",
        "body.application.more",
    }


def test_notices_need_no_key_and_tell_no_more_than_the_public_sees(world):
    [first, *_] = Client().get("/api/v1/notices").json()
    assert first["number"] in world.notices.values()
    said = Client().get(f"/api/v1/notices/{world.notices['bh']}").json()
    person = world.people["bh"][0]
    assert len(said["rows"]) == 1 and said["rows"][0]["case"] == world.cases["bh"][0]
    assert person.name not in str(said) and person.resident_id not in str(said)
    assert Client().get("/api/v1/notices/nothing").status_code == 404
