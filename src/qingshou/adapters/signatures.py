"""SHA256withRSA, with which both gateways sign and are believed, and its keys as they are kept."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

FEWEST_KEY_BITS = 2048

_PEM, _CERTIFICATE = b"-----BEGIN", b"BEGIN CERTIFICATE"


class KeyUnusable(ValueError):  # noqa: N818 - a statement about the deployment
    """A key is not an RSA key of at least ``FEWEST_KEY_BITS`` in a form that can be read."""


def sign(text: bytes, key: rsa.RSAPrivateKey) -> str:
    """Sign, and write the signature in base64."""
    return b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode("ascii")


def is_signed(text: bytes, signature: str, key: rsa.RSAPublicKey) -> bool:
    """Tell whether a signature in base64 was made over exactly these bytes.

    Only the one spelling that base64 gives it is taken: its last character has bits that are
    not read, and a message that is known by its signature must not come back under another.
    """
    try:
        raw = b64decode(signature, validate=True)
        key.verify(raw, text, padding.PKCS1v15(), hashes.SHA256())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return b64encode(raw).decode("ascii") == signature


def read_private_key(raw: bytes) -> rsa.RSAPrivateKey:
    """Read a private key in PEM, or in the bare base64 that channels' key tools write.

    Raises:
        KeyUnusable: If it is not of the right kind and size.
    """
    try:
        if _PEM in raw:
            key = serialization.load_pem_private_key(raw, password=None)
        else:
            key = serialization.load_der_private_key(b64decode(raw), password=None)
    except (ValueError, TypeError) as fault:
        raise KeyUnusable("this private key cannot be read") from fault
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the private key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key


def read_public_key(raw: bytes) -> rsa.RSAPublicKey:
    """Read a public key in PEM, in bare base64, or out of a certificate.

    Raises:
        KeyUnusable: If it is not of the right kind and size.
    """
    try:
        key = _public_key(raw)
    except (ValueError, TypeError) as fault:
        raise KeyUnusable("this public key cannot be read") from fault
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the public key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key


def _public_key(raw: bytes) -> object:
    if _CERTIFICATE in raw:
        return x509.load_pem_x509_certificate(raw).public_key()
    if _PEM in raw:
        return serialization.load_pem_public_key(raw)
    return serialization.load_der_public_key(b64decode(raw))
