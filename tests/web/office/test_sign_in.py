"""Two factors, lock-out, and no page of the office without both."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiuchuang.apps.audit.queries import contents_of
from office_world import PASSWORD

SIGN_IN, CODE, HOME = "/office/sign-in/", "/office/sign-in/code/", "/office/"


@pytest.fixture
def client():
    return Client(REMOTE_ADDR="10.0.0.9")


def code_of(device):
    return f"{totp(device.bin_key, drift=device.drift):06}"


def with_password(client, password=PASSWORD, username="xitong"):
    return client.post(SIGN_IN, {"username": username, "password": password, "next": "/office/units/"})


def test_the_first_time_the_phone_is_bound_and_afterwards_the_secret_is_never_shown(office, client):
    answer = with_password(client)
    assert answer.headers["Location"] == f"{CODE}?next=%2Foffice%2Funits%2F"
    page = client.get(answer.headers["Location"]).content.decode()
    device = TOTPDevice.objects.get(user=office.administrator)
    assert "<svg" in page and "绑定手机验证器" in page
    assert re.search(r'class="code">([A-Z2-7]{32})<', page)
    assert client.get(HOME).headers["Location"].startswith(CODE)
    answer = client.post(CODE, {"code": code_of(device), "next": "/office/units/"})
    assert answer.headers["Location"] == "/office/units/"
    assert client.get(HOME).status_code == 200
    client.post(reverse("office:sign-out"))
    with_password(client)
    assert "<svg" not in client.get(CODE).content.decode()
    assert [event["kind"] for event in contents_of("sign-in")] == ["factor-set-up", "signed-out"]


def test_a_code_counts_once_and_a_wrong_one_not_at_all(office, client):
    device = TOTPDevice.objects.create(user=office.administrator, name="手机")
    with_password(client)
    assert "动态码不对" in client.post(CODE, {"code": "000000"}).content.decode()
    assert client.get(HOME).status_code == 302
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = code_of(device)
    assert client.post(CODE, {"code": code}).headers["Location"] == HOME
    other = Client(REMOTE_ADDR="10.0.0.10")
    with_password(other)
    assert other.post(CODE, {"code": code}).status_code == 200
    assert other.get(HOME).status_code == 302


def test_a_wrong_password_and_a_wrong_account_are_answered_alike(office, client):
    pages = [with_password(client, password="x"), with_password(client, username="nobody")]
    texts = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert "账号或密码不对" in texts[0]
    assert client.get(HOME).status_code == 302


def test_after_five_wrong_passwords_the_right_one_does_not_help(office, client):
    for _ in range(5):
        last = with_password(client, password="x")
    assert last.status_code == 429
    assert "半小时后再试" in last.content.decode()
    assert with_password(client).status_code == 429
    assert with_password(Client(REMOTE_ADDR="10.0.0.11")).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(office, client, target):
    answer = client.post(SIGN_IN, {"username": "xitong", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == f"{CODE}?next="


def test_empty_fields_are_told_at_their_place(db, client):
    page = client.post(SIGN_IN, {}).content.decode()
    assert page.count('class="wrong"') == 2
    assert 'href="#id_username"' in page
