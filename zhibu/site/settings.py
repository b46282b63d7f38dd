"""Settings: one file, read from the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.crypto import keyfile
from zhibu.site.house import DOOR, closure

ROOT = Path(__file__).resolve().parent.parent
ENV = os.environ


def database(url: str) -> dict[str, Any]:
    """A PostgreSQL address in the form Django wants; a socket folder stands in the query as host=…"""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "zhibu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": None,  # one connection bound to each thread
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # A page's questions are planned once for each connection: behind walls planning costs more than
            # answering. The worker plans each time: in `rebuild` tables of the same names stand in front.
            "server_side_binding": LOGIN == "web",
            "prepare_threshold": 5,
            "application_name": f"zhibu-{LOGIN}",
        },
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


LOGIN = ENV.get("ZHIBU_LOGIN", "web")  # web serves, work derives, owner migrates
_URLS = {"web": "ZHIBU_DATABASE_URL", "work": "ZHIBU_WORK_URL", "owner": "ZHIBU_MIGRATE_URL"}
DATABASE_URL = ENV.get(_URLS[LOGIN], "postgresql:///zhibu")
DATABASES = {
    "default": database(DATABASE_URL),
    "aside": database(DATABASE_URL),  # what must survive a rollback: refusals, failed sign-ins
}
DATABASES["aside"]["TEST"] = {"MIRROR": "default"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SERVED = [name for name in ENV.get("ZHIBU_ONLY", "").replace(",", " ").split() if name]
CONTEXTS = closure([*SERVED, *DOOR]) if SERVED else closure()
INSTALLED_APPS = [f"zhibu.{name}" for name in CONTEXTS]

SECRET_KEY = keyfile.derived("django").hex() if keyfile.exists() else secrets.token_hex(32)
DEBUG = False
HTTPS = ENV.get("ZHIBU_HTTPS") == "1"
PROXIES = ENV.get("ZHIBU_PROXIES", "127.0.0.1 ::1").replace(",", " ").split()  # whose X-Forwarded-For counts
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENV.get("ZHIBU_HOSTS", "").replace(",", " ").split()]
if ENV.get("ZHIBU_HOST", "127.0.0.1") not in {"127.0.0.1", "0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
    ALLOWED_HOSTS.append(ENV["ZHIBU_HOST"])

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "zhibu.kernel.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "zhibu.site.urls"
WSGI_APPLICATION = "zhibu.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "site" / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "zhibu.kernel.web.jinja.environment",
            "context_processors": ["zhibu.site.shell.shell"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "zb_lang"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = "zhibu.site.formats"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

CSRF_COOKIE_NAME = "zb_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhibu.site.errors.csrf_failure"
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE = "__Host-zb" if HTTPS else "zb"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = ENV.get("ZHIBU_ORIGINS", "").replace(",", " ").split()

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.get("ZHIBU_LOG", "WARNING")},
}
NINJA_PAGINATION_PER_PAGE = 50
