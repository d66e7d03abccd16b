"""What the surroundings say, and what is refused about them."""

from __future__ import annotations

import stat

import pytest

from jiuchuang.domain.kernel.hash_chain import DIGESTS
from jiuchuang.server.environment import read_environment


def codes(variables):
    return [problem.code for problem in read_environment(variables)[1]]


def test_an_empty_start_keeps_its_secret_to_itself(tmp_path):
    first, problems = read_environment({"JIUCHUANG_DATA": str(tmp_path / "data")})
    assert problems == []
    assert first.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (first.demo, first.plain_http, first.database_url) == (False, False, "")
    assert len(first.secret_key) >= 50
    path = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_environment({"JIUCHUANG_DATA": str(tmp_path / "data")})[0].secret_key == first.secret_key


def test_every_fault_at_once(tmp_path):
    (tmp_path / "file").write_text("")
    assert codes({"JIUCHUANG_DATA": str(tmp_path / "file" / "data")}) == ["data-folder"]
    short = {"JIUCHUANG_SECRET_KEY": "short", "JIUCHUANG_DATA": str(tmp_path)}
    assert codes({**short, "JIUCHUANG_DEMO": "1", "JIUCHUANG_HOSTS": "jy.example.gov.cn"}) == [
        "plain-http-abroad",
        "secret-short",
    ]


@pytest.mark.parametrize("name", ["JIUCHUANG_DEMO", "JIUCHUANG_PLAIN_HTTP"])
def test_plain_http_is_for_this_machine_alone(tmp_path, name):
    base = {"JIUCHUANG_DATA": str(tmp_path), name: "1"}
    environment, problems = read_environment({**base, "JIUCHUANG_HOSTS": "localhost 127.0.0.1"})
    assert problems == []
    assert environment.plain_http
    assert codes({**base, "JIUCHUANG_HOSTS": "localhost, 10.1.2.3"}) == ["plain-http-abroad"]
    assert not read_environment({**base, name: "0"})[0].plain_http


def test_an_identity_provider_is_named_wholly_or_not_at_all(tmp_path):
    base = {"JIUCHUANG_DATA": str(tmp_path)}
    assert read_environment(base)[0].provider is None
    named = {**base, "JIUCHUANG_OIDC_ISSUER": "https://id.example.gov.cn/"}
    assert codes(named) == ["provider-incomplete", "provider-incomplete"]
    assert codes({**named, "JIUCHUANG_OIDC_ISSUER": "http://id.example.gov.cn"})[0] == "issuer-plain"
    whole = {
        **named,
        "JIUCHUANG_OIDC_CLIENT": "jc",
        "JIUCHUANG_OIDC_SECRET": "s",
        "JIUCHUANG_OIDC_FACTORS": "otp hwk",
    }
    provider = read_environment(whole)[0].provider
    assert (provider.issuer, provider.claim) == ("https://id.example.gov.cn", "preferred_username")
    assert provider.factors == ("otp", "hwk")


def test_the_digest_of_records_is_one_that_this_machine_has(tmp_path):
    around = {"JIUCHUANG_DATA": str(tmp_path)}
    assert read_environment(around)[0].algorithm == "sha256"
    assert codes({**around, "JIUCHUANG_DIGEST": "sm3"}) == ([] if "sm3" in DIGESTS else ["digest-unknown"])
    assert codes({**around, "JIUCHUANG_DIGEST": "md5"}) == ["digest-unknown"]
