"""Settings; everything a deployment changes comes from the environment.

``DATABASE_URL``            a PostgreSQL server instead of the embedded one
``QINGSHOU_VAR``            where the embedded database and made files live (default ``var``)
``QINGSHOU_SECRET_KEY``     required when ``DATABASE_URL`` is set
``QINGSHOU_SEALING_KEY``    seals account numbers: 32 bytes in URL-safe base64, needed on a server
``QINGSHOU_LANGUAGE``       ``zh-hans`` (default) or ``en``
``QINGSHOU_KEYS``           where merchants' keys lie (default ``var/keys``)
``QINGSHOU_PUBLIC_URL``     where gateways reach this server, ``https://…``
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from qingshou.platform.embedded import APPLICATION_ROLE, DATABASE, OWNER, socket_dir

VAR = Path(os.environ.get("QINGSHOU_VAR", "var")).resolve()
KEYS = Path(os.environ.get("QINGSHOU_KEYS", VAR / "keys")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL", "")


def _database() -> dict[str, Any]:
    common: dict[str, Any] = {
        "ENGINE": "qingshou.platform.db.engine",
        "APPLICATION_ROLE": APPLICATION_ROLE,
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": f"test_{DATABASE}", "TEMPLATE": "template0"},
    }
    if not DATABASE_URL:
        cluster = VAR / "postgres"
        return common | {
            "NAME": DATABASE,
            "USER": OWNER,
            "HOST": str(socket_dir(cluster)),
            "EMBEDDED_CLUSTER": str(cluster),
        }
    url = urlsplit(DATABASE_URL)
    return common | {
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = os.environ.get("QINGSHOU_SECRET_KEY") or secrets.token_urlsafe(48)
if DATABASE_URL and "QINGSHOU_SECRET_KEY" not in os.environ:
    raise RuntimeError("DATABASE_URL names a server: set QINGSHOU_SECRET_KEY as well")
SEALING_KEY = os.environ.get("QINGSHOU_SEALING_KEY", "")
SEALING_KEY_FILE = None if DATABASE_URL else VAR / "sealing.key"
DEBUG = False
PUBLIC_URL = os.environ.get("QINGSHOU_PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", urlsplit(PUBLIC_URL).hostname or "localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
    "qingshou.platform.db",
    "qingshou.platform.tenancy",
    "qingshou.platform.identity",
    "qingshou.platform.audit",
    "qingshou.platform.outbox",
    "qingshou.platform.requests",
    "qingshou.intake",
    "qingshou.approvals",
    "qingshou.ledger",
    "qingshou.parties",
    "qingshou.estate",
    "qingshou.tariffs",
    "qingshou.billing",
    "qingshou.payments",
    "qingshou.invoices",
    "qingshou.checkout",
    "qingshou.debits",
    "qingshou.reconciliation",
    "qingshou.dunning",
    "qingshou.interfaces.commands",
    "qingshou.project",
]
AUTH_USER_MODEL = "identity.User"
ROOT_URLCONF = "qingshou.project.urls"
MIDDLEWARE: list[str] = []
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}}
]

LANGUAGE_CODE = os.environ.get("QINGSHOU_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
