"""An account that changed after the decision: told on the case, listed, looked at by finance, settled with a reason."""

from __future__ import annotations

from jiuchuang.apps.casework.queries import state_of
from jiuchuang.apps.people.models import Look, Person
from web.window.steps import awaiting_decision, do, tried

OLD, NEW = "6217000000000001111", "6217000000000002222"


def test_finance_is_told_looks_at_both_accounts_and_says_why(sit, taken, county, clock):
    Person.objects.filter(pk=county.person.pk).update(account=OLD)
    awaiting_decision(sit, taken, clock)
    do(sit("decider"), taken, "decide", "decide")
    finance, here = sit("finance"), f"/window/cases/{taken}/payee/"
    assert "没有要确认的" in finance.get(here).content.decode()
    assert taken not in finance.get("/window/payments/payees/").content.decode()
    Person.objects.filter(pk=county.person.pk).update(account=NEW)
    assert "核对收款账号" in finance.get(f"/window/cases/{taken}/").content.decode()
    listed = finance.get("/window/payments/payees/").content.decode()
    assert taken in listed and "1111" in listed and OLD not in listed and NEW not in listed
    refused = tried(finance, taken, "hand_over", "pay", batch="P1")
    assert refused.status_code == 422 and refused.context["form"].errors["batch"]
    page = finance.get(here)
    assert OLD in page.content.decode() and NEW in page.content.decode()
    assert {(look.number, tuple(look.fields)) for look in Look.objects.all()} == {("P0000001", ("account",))}
    said = {"shown": page.context["shown"], "pay_on": "now", "reasons": "电话核实"}
    answer = finance.post(here, {**said, "reasons": ""})
    assert answer.status_code == 422 and answer.context["form"].errors["reasons"]
    assert finance.post(here, said).status_code == 302
    assert NEW in finance.get(here).content.decode()
    do(finance, taken, "hand_over", "pay", batch="P1")
    assert state_of(taken).batch == "P1"
    for stranger in ("decider", "window", "market"):
        assert sit(stranger).get(here).status_code in (403, 404)
        assert sit(stranger).get("/window/payments/payees/").status_code == 403
