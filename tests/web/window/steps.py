"""What a test does on the pages of a case: use the form of a verb, and take a case from seat to seat."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import NoticeList


def form_of(browser: Any, address: str) -> dict[str, Any]:
    """What the form of a page has filled in."""
    page = browser.get(address)
    assert page.status_code == 200, (address, page.status_code)
    form = page.context["form"]
    begun = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in begun.items() if value not in (None, "")}


def address_of(number: str, verb: str, node: str = "", seat: str = "") -> str:
    """The page of a verb."""
    return f"/window/cases/{number}/do/{verb}/?node={node}&seat={seat}"


def tried(browser: Any, number: str, verb: str, node: str = "", seat: str = "", **said: Any) -> Any:
    """Send the form of a verb as it stands, with what is said besides."""
    address = address_of(number, verb, node, seat)
    return browser.post(address, {**form_of(browser, address), **said})


def do(browser: Any, number: str, verb: str, node: str = "", seat: str = "", **said: Any) -> None:
    """The same, and it must be done."""
    answer = tried(browser, number, verb, node, seat, **said)
    assert answer.status_code == 302, [*answer.context["form"].errors.items()]


def agreed(sit: Any, number: str) -> None:
    """The case up to its notice."""
    do(sit("window"), number, "accept", "accept")
    do(sit("reviewer"), number, "give_opinion", "review")
    do(sit("insurance"), number, "give_opinion", "joint", "social_insurance", stance="agree")
    do(sit("market"), number, "give_opinion", "joint", "market_regulation", stance="agree")


def published(sit: Any, number: str) -> str:
    """The number of the notice list that the reviewer publishes."""
    browser = sit("reviewer")
    sent = {"label": "测试批次", "cases": [number]}
    look = browser.post("/window/notices/new/", {**sent, "step": "look"})
    assert "测***" in look.content.decode() and "测试人甲" not in look.context["preview"]
    answer = browser.post("/window/notices/new/", {**sent, "step": "publish"})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(NoticeList.objects.get().number)


def awaiting_decision(sit: Any, number: str, clock: Any) -> None:
    """The case up to its decision, after the notice."""
    agreed(sit, number)
    published(sit, number)
    clock.to(date(2026, 3, 10))
    run_clocks(at=clock.now)
