"""Django's settings. What differs from place to place comes from `environment`; nothing here is secret."""

from __future__ import annotations

import sys
from typing import Any

import dj_database_url

from jiuchuang.server.environment import read_environment

_environment, _problems = read_environment()
if _problems:
    sys.stderr.write("\n".join(map(str, _problems)) + "\n")
    raise SystemExit(2)

DATA = _environment.data
SECRET_KEY = _environment.secret_key
DEBUG = False
DEMO = _environment.demo
ALLOWED_HOSTS = list(_environment.hosts)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "jiuchuang.apps.audit",
    "jiuchuang.apps.limits",
    "jiuchuang.apps.org",
    "jiuchuang.apps.policy",
    "jiuchuang.apps.people",
    "jiuchuang.apps.residents",
    "jiuchuang.apps.casework",
    "jiuchuang.apps.screening",
    "jiuchuang.web.kit",
    "jiuchuang.web.office",
    "jiuchuang.web.window",
    "jiuchuang.web.public",
]
MIDDLEWARE = [
    "jiuchuang.server.proxies.NamedByTheProxy",
    "jiuchuang.server.text.NoNul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "jiuchuang.web.kit.unprintable.Unset",
]
ROOT_URLCONF = "jiuchuang.server.urls"
WSGI_APPLICATION = "jiuchuang.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    """PostgreSQL by its address, else a SQLite file whose writers wait for each other instead of failing."""
    if url:
        return {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA / "jiuchuang.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES = {"default": _database(_environment.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# who signs in, and how long
AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# sign-on at an identity provider, where one is named (OpenID Connect, code flow with PKCE)
OIDC_ISSUER = ""
if _environment.provider is not None:
    AUTHENTICATION_BACKENDS += ["jiuchuang.web.office.single_sign_on.ProviderBackend"]
    OIDC_ISSUER = _environment.provider.issuer
    OIDC_RP_CLIENT_ID, OIDC_RP_CLIENT_SECRET = _environment.provider.client, _environment.provider.secret
    OIDC_USERNAME_CLAIM = _environment.provider.claim
    OIDC_TRUSTED_FACTORS = _environment.provider.factors
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid profile"
OIDC_USE_PKCE = True
OIDC_CREATE_USER = False
OIDC_TIMEOUT = 10  # seconds
OIDC_AUTHENTICATION_CALLBACK_URL = "office:provider-answer"
LOGIN_REDIRECT_URL_FAILURE = "/office/sign-in/?refused=1"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "office:sign-in"
LOGIN_REDIRECT_URL = "office:home"
LOGOUT_REDIRECT_URL = "office:sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "office/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Jiuchuang"
SESSION_COOKIE_AGE = 30 * 60  # seconds without a request until one has to sign in again
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# on this machine alone the site may speak plain HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not _environment.plain_http
PROXIES = _environment.proxies
CHAIN_ALGORITHM = _environment.algorithm
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if _environment.plain_http else 365 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]  # what a browser prefers does not mix two languages on one page
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
