"""Sign-on at a local identity provider over real HTTP: who comes in, who does not, and with how many factors."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
import requests
from django.test import Client, override_settings
from oidc_provider_mock import User, run_server_in_thread

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.web.office import single_sign_on

BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "jiuchuang.web.office.single_sign_on.ProviderBackend",
]
PEOPLE = (
    User(sub="1", claims={"preferred_username": "XiTong", "amr": ["pwd", "otp"]}),
    User(sub="2", claims={"preferred_username": "nobody-here"}),
    User(sub="3", claims={}),
)


@pytest.fixture
def provider():
    single_sign_on.discovered.cache_clear()
    with run_server_in_thread(user_claims=PEOPLE) as server:
        issuer = f"http://localhost:{server.server_port}"
        named = {
            "AUTHENTICATION_BACKENDS": BACKENDS,
            "OIDC_ISSUER": issuer,
            "OIDC_RP_CLIENT_ID": "jiuchuang",
            "OIDC_RP_CLIENT_SECRET": "secret of the test",
            "OIDC_USERNAME_CLAIM": "preferred_username",
            "OIDC_TRUSTED_FACTORS": ("otp",),
            "OIDC_VERIFY_KID": False,  # this provider does not number its one key
        }
        with override_settings(**named):
            yield issuer
    single_sign_on.discovered.cache_clear()


def come_back(browser, who, change=lambda address: address):
    """Ask, sign in at the provider, and bring its answer."""
    question = browser.get("/office/sign-in/provider/?next=/office/units/").headers["Location"]
    assert parse_qs(urlparse(question).query)["code_challenge_method"] == ["S256"]
    given = requests.post(question, data={"sub": who}, allow_redirects=False, timeout=10)
    answer = urlparse(change(given.headers["Location"]))
    return browser.get(f"{answer.path}?{answer.query}")


def test_who_the_provider_has_seen_with_two_factors_is_in_and_out_again(office, provider):
    browser = Client()
    assert come_back(browser, "1").headers["Location"].endswith("/office/units/")
    kept = contents_of("sign-in")[-1]
    assert kept["kind"] == "signed-in-at-provider"
    assert kept["content"] == {"issuer": provider, "methods": ["pwd", "otp"], "second_factor": True}
    assert browser.get("/office/units/").status_code == 200
    browser.post("/office/sign-out/")
    assert browser.get("/office/units/").headers["Location"].startswith("/office/sign-in/")


def test_a_factor_that_is_not_trusted_still_asks_for_the_code(office, provider):
    browser = Client()
    with override_settings(OIDC_TRUSTED_FACTORS=("hwk",)):
        come_back(browser, "1")
    assert browser.get("/office/units/").headers["Location"].startswith("/office/sign-in/code/")


@pytest.mark.parametrize("who", ["2", "3"])
def test_nobody_gets_an_account_by_signing_on(office, provider, who, django_user_model):
    before = django_user_model.objects.count()
    assert come_back(Client(), who).headers["Location"] == "/office/sign-in/?refused=1"
    assert django_user_model.objects.count() == before


def test_an_account_that_is_switched_off_stays_out(office, provider):
    office.administrator.is_active = False
    office.administrator.save()
    assert come_back(Client(), "1").headers["Location"] == "/office/sign-in/?refused=1"


def test_an_answer_to_a_question_of_somebody_else_is_refused(office, provider):
    other = Client()
    other.get("/office/sign-in/provider/")
    forged = come_back(Client(), "1", lambda address: address.replace("state=", "state=x"))
    assert forged.headers["Location"] == "/office/sign-in/?refused=1"


def test_a_token_for_another_client_is_refused(office, provider):
    browser = Client()
    question = browser.get("/office/sign-in/provider/").headers["Location"]
    given = requests.post(question, data={"sub": "1"}, allow_redirects=False, timeout=10)
    answer = urlparse(given.headers["Location"])
    with override_settings(OIDC_RP_CLIENT_ID="another"):
        come = browser.get(f"{answer.path}?{answer.query}")
    assert come.headers["Location"] == "/office/sign-in/?refused=1"


def test_a_provider_that_does_not_answer_leaves_the_password(office):
    single_sign_on.discovered.cache_clear()
    with override_settings(OIDC_ISSUER="http://localhost:9"):
        answer = Client().get("/office/sign-in/provider/")
        assert answer.headers["Location"] == "/office/sign-in/?refused=1"
        page = Client().get("/office/sign-in/?refused=1").content.decode()
    assert "统一身份认证没有登录成功" in page and 'name="password"' in page


def test_without_a_provider_there_is_no_such_page(office):
    assert Client().get("/office/sign-in/provider/").status_code == 404
    assert Client().get("/office/sign-in/provider/answer/").status_code == 404
    assert "统一身份认证" not in Client().get("/office/sign-in/").content.decode()
