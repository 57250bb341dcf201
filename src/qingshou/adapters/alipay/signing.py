"""RSA2, SHA256withRSA over sorted parameters: the only kind of signature spoken here.

The text that is signed is ``name=value`` for every parameter, in the order of the names,
joined by ``&``; values stand as they are, not as they travel.

    >>> text_to_sign({"b": "2", "a": "1 中", "sign": "…"})
    'a=1 中&b=2'
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SIGN_TYPE = "RSA2"
FEWEST_KEY_BITS = 2048

_REQUEST = frozenset({"sign"})
NOTICE = frozenset({"sign", "sign_type"})
"""What a notice does not sign; a request leaves out only the signature itself."""


class KeyUnusable(ValueError):  # noqa: N818 - a statement, as refusals are
    """A key is not an RSA key of at least ``FEWEST_KEY_BITS`` in a form that can be read."""


def text_to_sign(parameters: Mapping[str, str], *, without: Collection[str] = _REQUEST) -> str:
    """Write the text a signature is made over."""
    signed = sorted((name, value) for name, value in parameters.items() if name not in without)
    return "&".join(f"{name}={value}" for name, value in signed)


def sign(text: bytes, key: rsa.RSAPrivateKey) -> str:
    """Sign, and write the signature in base64."""
    return b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode("ascii")


def is_signed(text: bytes, signature: str, key: rsa.RSAPublicKey) -> bool:
    """Tell whether a signature in base64 was made over exactly these bytes."""
    try:
        raw = b64decode(signature, validate=True)
        key.verify(raw, text, padding.PKCS1v15(), hashes.SHA256())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def read_private_key(text: str) -> rsa.RSAPrivateKey:
    """Read a private key in PEM, or in the bare base64 the channel's key tool writes.

    Raises:
        KeyUnusable: If it is not a key of the right kind and size.
    """
    try:
        if "-----BEGIN" in text:
            key = serialization.load_pem_private_key(text.encode(), password=None)
        else:
            key = serialization.load_der_private_key(b64decode(text), password=None)
    except (ValueError, TypeError) as fault:
        raise KeyUnusable("this private key cannot be read") from fault
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the private key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key


def read_public_key(text: str) -> rsa.RSAPublicKey:
    """Read a public key in PEM, or in the bare base64 the channel's console shows.

    Raises:
        KeyUnusable: If it is not a key of the right kind and size.
    """
    try:
        if "-----BEGIN" in text:
            key = serialization.load_pem_public_key(text.encode())
        else:
            key = serialization.load_der_public_key(b64decode(text))
    except (ValueError, TypeError) as fault:
        raise KeyUnusable("this public key cannot be read") from fault
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the public key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key
