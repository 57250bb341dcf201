"""Seal short secrets before they are stored: account numbers are never in the clear at rest.

A sealed text opens only with the key and for the purpose it was sealed for. The key is the
setting ``SEALING_KEY`` (32 bytes in URL-safe base64); with the embedded database, where none is
set, it is made once and kept in ``SEALING_KEY_FILE``, readable by its owner alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_KEY_BYTES, _NONCE_BYTES = 32, 12


class SealingKeyMissing(RuntimeError):  # noqa: N818 - a statement about the deployment
    """No key of 32 bytes is set, and none may be made: the database is a server's."""


class SealBroken(RuntimeError):  # noqa: N818 - a statement about the text
    """A sealed text was changed, moved to another place, or sealed with another key."""


def seal(text: str, *, about: str) -> str:
    """Seal a text for a purpose; the same text is sealed differently each time."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), about.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, about: str) -> str:
    """Open a sealed text.

    Raises:
        SealBroken: If it is not what was sealed for that purpose with our key.
    """
    try:
        raw = base64.urlsafe_b64decode(sealed)
        opened = AESGCM(_key()).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealBroken(f"what was sealed about {about} does not open") from error
    return opened.decode()


def fingerprint(text: str, *, about: str) -> str:
    """Tell equal texts equal without telling what they are."""
    key = hmac.digest(_key(), b"fingerprint", hashlib.sha256)
    return hmac.new(key, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    told = settings.SEALING_KEY or _kept(settings.SEALING_KEY_FILE)
    try:
        key = base64.urlsafe_b64decode(told)
    except binascii.Error:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SealingKeyMissing("set QINGSHOU_SEALING_KEY: 32 bytes in URL-safe base64")
    return key


def _kept(path: Path | None) -> str:
    """Read the key kept beside the embedded database; the first to need it makes it."""
    if path is None:
        return ""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)))
        try:
            os.link(drawn, path)  # whoever is first wins, whole
        except FileExistsError:
            pass
        finally:
            drawn.unlink()
    return path.read_text("ascii")
