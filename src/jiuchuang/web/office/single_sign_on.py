"""Sign-on at an identity provider (OpenID Connect Core 1.0, code flow with PKCE), an option beside the password.

Accounts are never made here: the provider says who somebody is, the grants in the office what he may do.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from requests.exceptions import RequestException

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.web.kit.door import FACTOR_OF_PROVIDER

ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
METHODS = "methods-of-provider"
SIGN_IN_CHAIN = "sign-in"


@cache
def discovered(issuer: str) -> dict[str, str]:
    """What the provider publishes about itself (OpenID Connect Discovery 1.0); asked once a process."""
    address = f"{issuer}/.well-known/openid-configuration"
    answer = requests.get(address, timeout=settings.OIDC_TIMEOUT)
    answer.raise_for_status()
    said: dict[str, str] = answer.json()
    if said.get("issuer", "").rstrip("/") != issuer:
        raise SuspiciousOperation(f"{address} speaks for another issuer")
    return said


def setting(name: str, *default: Any) -> Any:
    """A setting of the library, its endpoints as the provider publishes them."""
    if name in ENDPOINTS:
        return discovered(settings.OIDC_ISSUER)[ENDPOINTS[name]]
    return import_from_settings(name, *default)


class ProviderBackend(OIDCAuthenticationBackend):
    """Finds the account that the provider names; a token for another client or by another issuer is refused."""

    get_settings = staticmethod(setting)

    def __init__(self) -> None:
        """Nothing yet: who is not signing on does not wait for the provider."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Any:
        """The account, None where this is no answer of the provider; endpoints are only asked for here."""
        if request is None or "code" not in request.GET or "nonce" not in kwargs:
            return None
        super().__init__()
        return super().authenticate(request, **kwargs)

    def get_user(self, user_id: Any) -> Any:
        """The account of a session, without asking the provider."""
        return ModelBackend().get_user(user_id)

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """The token's claims: signature and nonce by the library, audience and issuer here."""
        claims: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("the token is for another client")
        if str(claims.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise SuspiciousOperation("the token is by another issuer")
        methods = claims.get("amr") or []
        self.request.session[METHODS] = (
            [str(method) for method in methods] if isinstance(methods, list) else []
        )
        return claims

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Whether it says who signs in."""
        return bool(claims.get(settings.OIDC_USERNAME_CLAIM))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        """The account of that name, switched on."""
        name = self.UserModel.normalize_username(str(claims[settings.OIDC_USERNAME_CLAIM])).lower()
        return self.UserModel.objects.filter(username=name, is_active=True)


class Question(OIDCAuthenticationRequestView):
    """Sends the browser to the provider."""

    get_settings = staticmethod(setting)


class Answer(OIDCAuthenticationCallbackView):
    """Takes the provider's answer."""

    get_settings = staticmethod(setting)

    def login_success(self) -> HttpResponse:
        """Signed in; with a trusted second factor wholly, else the code is asked for next."""
        methods = self.request.session.pop(METHODS, [])
        answer: HttpResponse = super().login_success()
        trusted = bool(set(methods) & set(settings.OIDC_TRUSTED_FACTORS))
        self.request.session[FACTOR_OF_PROVIDER] = trusted
        record(
            chain=SIGN_IN_CHAIN,
            kind="signed-in-at-provider",
            actor=Actor(self.user.pk, str(self.user)),
            at=timezone.now(),
            content={"issuer": settings.OIDC_ISSUER, "methods": methods, "second_factor": trusted},
        )
        return answer


@never_cache
@require_GET
def ask_provider(request: HttpRequest) -> HttpResponseBase:
    """Go to the identity provider; 404 where none is named, back to the password where it does not answer."""
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        return Question.as_view()(request)
    except RequestException:
        return redirect(f"{reverse('office:sign-in')}?refused=1")


@never_cache
@require_GET
def provider_answer(request: HttpRequest) -> HttpResponseBase:
    """What the provider answered; anything that does not fit leads back to the password."""
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        return Answer.as_view()(request)
    except (RequestException, SuspiciousOperation, ValueError, KeyError):
        return redirect(f"{reverse('office:sign-in')}?refused=1")
