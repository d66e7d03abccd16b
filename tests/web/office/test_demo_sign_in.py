"""The accounts of a demonstration: shown with their codes there, and nowhere else."""

from __future__ import annotations

import re

import pytest

from jiuchuang.gateways.demo_accounts import FILE, DemoAccount, write_demo_accounts
from jiuchuang.web.office.demo_sign_in import demo_accounts
from office_world import PASSWORD, founded

SHOWN = DemoAccount("xitong", PASSWORD, "系统管理员", "系统管理员", "云溪县", "组织机构")


@pytest.fixture
def demo(db, settings, tmp_path):
    founded()
    settings.DATA, settings.DEMO = tmp_path, True
    write_demo_accounts(tmp_path, [SHOWN])
    return tmp_path


def sign_in(client, username="xitong"):
    sent = client.post("/office/sign-in/", {"username": username, "password": PASSWORD})
    assert sent.status_code == 302
    return client.get("/office/sign-in/code/").content.decode()


def code_in(page):
    return re.search(r'name="code" value="(\d{6})"', page)[1]


def test_the_page_shows_every_account_with_its_password(demo, client):
    page = client.get("/office/sign-in/").content.decode()
    assert "演示账号" in page and PASSWORD in page and "组织机构" in page


def test_the_code_that_is_shown_is_taken_and_the_next_one_too(demo, client):
    for _ in range(3):  # within half a minute: each code is taken once, so a new one is shown
        code = code_in(sign_in(client))
        assert client.post("/office/sign-in/code/", {"code": code}).url == "/office/"
        client.post("/office/sign-out/")


def test_an_account_that_the_demonstration_did_not_make_has_no_code_on_the_page(demo, client):
    page = sign_in(client, "anquan")
    assert "演示：" not in page and 'name="code" value' not in page


def test_outside_a_demonstration_the_file_of_its_accounts_means_nothing(demo, client, settings):
    settings.DEMO = False
    assert PASSWORD not in client.get("/office/sign-in/").content.decode()
    assert 'name="code" value' not in sign_in(client)


def test_a_data_folder_without_demonstration_or_with_a_broken_file_shows_no_account(demo, client):
    (demo / FILE).write_text("[{", "utf-8")
    assert demo_accounts() == ()
    (demo / FILE).unlink()
    assert demo_accounts() == ()
