"""Every address of the site: closed without both factors, without the permission, and to another township."""

from __future__ import annotations

import re
from contextlib import contextmanager
from io import BytesIO
from itertools import product
from urllib.parse import quote

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from county_world import two_townships
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import office_pack
from web.routes import address, routes

ROUTES = routes()
STAFF = [route for route in ROUTES if route.is_staff]
SIGN_IN = {
    f"office:{name}" for name in ("sign-in", "provider", "provider-answer", "second-factor", "sign-out")
}
"""Pages of the staff's door itself."""
FOR_EVERYBODY = {
    "public:home", "public:large", "public:programmes", "public:papers", "public:programme",
    "public:notices", "public:notice", "public:object", "public:object-code",
    "public:guide", "public:guide-forget", "public:guide-next", "public:guide-answer", "public:guide-answers",
    "public:guide-result", "public:sign-in", "public:sign-in-code", "public:sign-out",
    "public:personal-data",
    "api:openapi-json", "api:api-root", "api:notices",
}  # fmt: skip
"""Whatever needs no sign-in. A new address that is in none of these lists makes this test fail."""
TOWNS = ("qx", "bh")


@pytest.fixture
def world(db):
    return two_townships()


def test_every_address_has_a_door():
    for route in ROUTES:
        space = route.name.partition(":")[0]
        known = route.is_staff or route.name in SIGN_IN | FOR_EVERYBODY or space == "api"
        known = known or route.name.startswith("public:")
        assert known, f"{route.name} has no door"
    assert len(STAFF) > 60


@contextmanager
def undone():
    """Whatever a request changes is taken back, so that the next one finds the same county."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


def ask(browser, method, here):
    with undone():
        return getattr(browser, method)(here)


def test_who_has_not_signed_in_wholly_is_led_to_the_door(world):
    half = Client()
    half.force_login(world.accounts["xitong"], backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for route in STAFF:
        here = address(route, world)
        for browser, method in product((Client(), half), ("get", "post")):
            answer = ask(browser, method, here)
            led = answer.status_code == 302 and answer.headers["Location"].startswith("/office/sign-in/")
            if not (led or (answer.status_code == 405 and method == "post")):
                wrong.append((route.name, method, answer.status_code))
    assert wrong == []


def test_who_lacks_the_permission_is_refused(world, browser_of):
    browser = browser_of(Account.objects.create_user("nobody", "无权者"))
    wrong = []
    for route in STAFF:
        for method in ("get", "post") if route.permission else ():
            status = ask(browser, method, address(route, world)).status_code
            if status not in (403, 405):
                wrong.append((route.name, method, status))
    assert wrong == []


def test_a_password_that_somebody_else_knows_opens_one_page_only(world, browser_of):
    account = world.accounts["xitong"]
    account.password_is_temporary = True
    account.save()
    browser = browser_of(account)
    opened = []
    for route in STAFF:
        answer = ask(browser, "get", address(route, world))
        if answer.status_code != 405 and answer.headers.get("Location") != "/office/password/":
            opened.append((route.name, answer.status_code))
    assert opened == [("office:password", 200)]


def holder(world, town):
    """An account of a township that holds every role there."""
    account = Account.objects.create_user(f"holder-{town}", "持权者")
    for role in office_pack().roles:
        Grant.objects.create(account=account, role=role, unit=world.units[town], from_on="2026-01-01")
    return account


def secrets_of(world, town):
    """What nobody of another township may read anywhere."""
    found = set(world.cases[town]) | {world.applications[town]}
    found |= {each.name for each in world.people[town]} | {each.number for each in world.people[town]}
    found |= {each.resident_id for each in world.people[town]} | {each.phone for each in world.people[town]}
    return found | {each.name for each in world.firms[town]}


def words_of(answer):
    """Everything that an answer says, in whatever form."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        book = openpyxl.load_workbook(BytesIO(content))
        cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
        return "\n".join(str(value) for value in cells)
    return content.decode(errors="replace")


def told(answer, here, secrets):
    """Secrets in an answer beyond what the address itself says."""
    said = words_of(answer).replace(here, "").replace(quote(here, safe=""), "")
    return sorted(secret for secret in secrets if secret in said)


def test_another_township_sees_nothing_in_pages_exports_or_answers_to_forms(world, browser_of):
    browser, secrets = browser_of(holder(world, "qx")), secrets_of(world, "bh")
    wrong, seen = [], 0
    for route in STAFF:
        here = address(route, world, "bh")
        for method, more in (("get", ""), ("get", "?format=xlsx"), ("post", "")):
            answer = ask(browser, method, here + more)
            seen += answer.status_code == 200
            if answer.status_code >= 500 or told(answer, here, secrets):
                wrong.append((route.name, method, more, answer.status_code, told(answer, here, secrets)))
    assert wrong == []
    assert seen > 40


def test_every_page_forbids_scripts_from_elsewhere_and_is_not_kept(world, browser_of):
    browser, wrong, seen = browser_of(holder(world, "bh")), [], 0
    for route in STAFF:
        answer = ask(browser, "get", address(route, world, "bh"))
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        seen += 1
        page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
        inline = re.search(r"<script(?![^>]*\bsrc=)|<style\b| style=| on[a-z]+=\"", page)
        sound = "default-src 'self'" in policy and "unsafe" not in policy and not inline
        sound = (
            sound
            and answer.headers["X-Frame-Options"] == "DENY"
            and "no-store" in answer.headers["Cache-Control"]
        )
        if not sound:
            wrong.append((route.name, inline and inline.group()))
    assert wrong == []
    assert seen > 30


def test_its_own_township_reads_the_very_same_addresses(world, browser_of):
    """The twin of the test above: what is hidden there is shown here, so that it could have failed."""
    browser, secrets = browser_of(holder(world, "bh")), secrets_of(world, "bh")
    silent = {
        name
        for name in SHOWN_AT_HOME
        if not told(ask(browser, "get", address(BY_NAME[name], world, "bh")), "\n", secrets)
    }
    assert silent == set()


BY_NAME = {route.name: route for route in ROUTES}
SHOWN_AT_HOME = {
    "window:cases", "window:todo", "window:case", "window:application", "window:take-choose", "window:notice",
    "window:list", "office:persons", "office:employers", "office:subject",
}  # fmt: skip
