"""AEAD_AES_256_GCM: what is inside a notice, and the platform's certificates, travel sealed."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALGORITHM = "AEAD_AES_256_GCM"
KEY_BYTES, NONCE_BYTES = 32, 12


class SealBroken(ValueError):  # noqa: N818 - a statement about the bytes
    """What is sealed cannot be opened with this key, or was changed."""


def seal(plain: bytes, *, key: bytes, nonce: str, associated: str) -> str:
    """Seal, and write in base64."""
    sealed = AESGCM(key).encrypt(nonce.encode(), plain, associated.encode())
    return b64encode(sealed).decode("ascii")


def unseal(sealed: str, *, key: bytes, nonce: str, associated: str) -> bytes:
    """Open what was sealed.

    Raises:
        SealBroken: If key, nonce, associated text or a single bit is not as it was.

    >>> box = seal(b"x", key=b"k" * 32, nonce="n" * 12, associated="transaction")
    >>> unseal(box, key=b"k" * 32, nonce="n" * 12, associated="transaction")
    b'x'
    """
    try:
        raw = b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(nonce.encode(), raw, associated.encode())
    except (binascii.Error, ValueError, InvalidTag) as fault:
        raise SealBroken("this cannot be opened") from fault
