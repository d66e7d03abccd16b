"""What the surroundings say: environment variables and the data folder, read once when the application starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiuchuang.domain.kernel.hash_chain import DIGESTS, SHA256
from jiuchuang.domain.kernel.problem import Place, Problem

DATA = "JIUCHUANG_DATA"
DATABASE = "DATABASE_URL"
HOSTS = "JIUCHUANG_HOSTS"
DEMO = "JIUCHUANG_DEMO"
SECRET = "JIUCHUANG_SECRET_KEY"
PLAIN_HTTP = "JIUCHUANG_PLAIN_HTTP"
PROXIES = "JIUCHUANG_PROXIES"
ISSUER = "JIUCHUANG_OIDC_ISSUER"
CLIENT = "JIUCHUANG_OIDC_CLIENT"
CLIENT_SECRET = "JIUCHUANG_OIDC_SECRET"
CLAIM = "JIUCHUANG_OIDC_CLAIM"
TRUSTED_FACTORS = "JIUCHUANG_OIDC_FACTORS"
ALGORITHM = "JIUCHUANG_DIGEST"
SECRET_FILE = "secret-key"
LOCAL = ("localhost", "127.0.0.1", "[::1]")
LEAST_SECRET = 50
"""Characters of a secret key, as Django's own deployment check wants them."""


@dataclass(frozen=True)
class Provider:
    """An identity provider for the staff (OpenID Connect).

    `claim` holds the name of the account; a sign-in whose methods (`amr`, RFC 8176) name one of `factors` counts as
    one with two factors, any other still asks for the code.
    """

    issuer: str
    client: str
    secret: str
    claim: str
    factors: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """Where the application keeps its data, and who may reach it.

    `database_url` is empty for the SQLite file in the data folder; `demo` is a demonstration, on this machine alone;
    `plain_http` lets browsers on this very machine in without encryption. `proxies` are the addresses of the reverse
    proxies whose word about the browser's address is taken; without encryption there is none. `algorithm` is the
    digest of records added from now on; older ones keep theirs.
    """

    data: Path
    database_url: str
    hosts: tuple[str, ...]
    demo: bool
    plain_http: bool
    secret_key: str
    provider: Provider | None = None
    proxies: tuple[str, ...] = ()
    algorithm: str = SHA256


def read_environment(variables: Mapping[str, str] = os.environ) -> tuple[Environment, list[Problem]]:
    """The environment and everything that is wrong with it, all at once."""
    problems: list[Problem] = []
    data = Path(variables.get(DATA) or "data").expanduser().resolve()
    demo, plain = (variables.get(name, "") not in ("", "0", "no") for name in (DEMO, PLAIN_HTTP))
    hosts = tuple(host for host in variables.get(HOSTS, "").replace(",", " ").split() if host) or LOCAL
    if (demo or plain) and not set(hosts) <= set(LOCAL):
        problems.append(
            Problem(
                "plain-http-abroad",
                f"演示和不加密的 HTTP 只能在本机上用，不能用于 {'、'.join(hosts)}",
                Place(HOSTS),
                f"正式使用时去掉 {DEMO} 和 {PLAIN_HTTP}，在前面放一个带证书的反向代理",
            )
        )
    secret = variables.get(SECRET, "") or _kept_secret(data, problems)
    if 0 < len(secret) < LEAST_SECRET:
        problems.append(
            Problem(
                "secret-short", f"密钥只有 {len(secret)} 个字符，至少要 {LEAST_SECRET} 个", Place(SECRET),
                "不设这个变量时，程序会在数据文件夹里生成一个",
            )
        )  # fmt: skip
    provider = _provider(variables, demo or plain, problems)
    database = variables.get(DATABASE, "")
    proxies = () if demo or plain else tuple((variables.get(PROXIES) or "127.0.0.1 ::1").split())
    algorithm = variables.get(ALGORITHM) or SHA256
    if algorithm not in DIGESTS:
        problems.append(
            Problem(
                "digest-unknown",
                f"摘要算法“{algorithm}”本机没有",
                Place(ALGORITHM),
                f"可用：{'、'.join(DIGESTS)}",
            )
        )
    plain = demo or plain
    return Environment(data, database, hosts, demo, plain, secret, provider, proxies, algorithm), problems


def _provider(variables: Mapping[str, str], plain: bool, problems: list[Problem]) -> Provider | None:
    """The identity provider, None where none is named."""
    issuer = variables.get(ISSUER, "").rstrip("/")
    if not issuer:
        return None
    if not issuer.startswith("https://") and not (plain and issuer.startswith("http://localhost")):
        problems.append(Problem("issuer-plain", f"身份服务“{issuer}”不是 https 地址", Place(ISSUER)))
    for name in (CLIENT, CLIENT_SECRET):
        if not variables.get(name):
            problems.append(Problem("provider-incomplete", f"设了 {ISSUER}，还要设 {name}", Place(name)))
    return Provider(
        issuer,
        variables.get(CLIENT, ""),
        variables.get(CLIENT_SECRET, ""),
        variables.get(CLAIM) or "preferred_username",
        tuple(variables.get(TRUSTED_FACTORS, "").split()),
    )


def _kept_secret(data: Path, problems: list[Problem]) -> str:
    """The key in the data folder, made when it is not there; only its owner can read it."""
    path = data / SECRET_FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        problems.append(
            Problem(
                "data-folder", f"数据文件夹不能用（{fault}）", Place(str(path)), f"用 {DATA} 指定可写的文件夹"
            )
        )
        return ""
