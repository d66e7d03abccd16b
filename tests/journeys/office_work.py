"""What the people of the office do again and again in the journeys."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.core.management import call_command
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from pypdf import PdfReader

from journeys.browser import Visitor, picture
from office_world import PASSWORD

KEYS_TO_A_BUTTON = 80
"""Nobody tabs further than this."""


def sign_in(visitor: Visitor, account: Any) -> None:
    """Through the pages: the password, and at the first time the phone that is bound by its first code."""
    account.set_password(PASSWORD)
    account.save()
    visitor.go("/window/")
    visitor.write("账号", account.username)
    visitor.write("密码", PASSWORD)
    visitor.press("下一步")
    visitor.has("绑定手机验证器")
    device = TOTPDevice.objects.get(user=account)
    visitor.write("动态码", f"{totp(device.bin_key):06}")
    visitor.press("登录")
    visitor.has(account.name, "待办")


def take_case(window: Visitor, name: str, matter: str, paper: str) -> str:
    """Enter an application for somebody who came to the desk; its number."""
    window.follow("受理新申请", "nav.menu")
    window.write("姓名", name)
    window.press("查找")
    window.follow(f"为{name}办理")
    window.tick(matter)
    window.press("下一步")
    window.attach(paper, picture())
    window.press("提交申请")
    window.has("受理回执", name, paper)
    return str(window.page.locator("td.code a").first.inner_text())


def press_by_keyboard(visitor: Visitor, label: str) -> None:
    """Reach a button of the page with the tabulator alone and press it with Enter; its focus must be seen."""
    page = visitor.page
    for _ in range(KEYS_TO_A_BUTTON):
        page.keyboard.press("Tab")
        here = page.locator("button:focus")
        if here.count() and here.inner_text() == label:
            break
    else:
        raise AssertionError(f"no key leads to {label}")
    ring = "e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow }"
    assert here.evaluate(ring) != "nonenone", f"{label}: nobody sees where he is"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.look()


def give_opinion(visitor: Visitor, number: str, stance: str = "同意") -> None:
    """From the list of what waits for an opinion, back to that list."""
    visitor.go("/window/opinions/")
    row = visitor.page.locator("tr", has_text=number)
    visitor.follow("出意见", f"tr:has-text('{number}')")
    assert row.count() == 0
    visitor.tick(stance)
    visitor.press("提交意见")
    visitor.has("意见已提交")


def work_off_the_queue() -> None:
    """What the worker does in production: every job that waits, in this process, until none does."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def text_of_pdf(content: bytes) -> str:
    """All text of a PDF, without the breaks of its lines."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
