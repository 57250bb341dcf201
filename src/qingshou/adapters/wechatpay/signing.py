"""SHA256-RSA over lines, each ended by a line feed: requests, answers, notices, phone parameters.

>>> lines("POST", "/v3/pay", "1554208460", "NONCE", "")
b'POST\\n/v3/pay\\n1554208460\\nNONCE\\n\\n'
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FEWEST_KEY_BITS = 2048
SERIAL = re.compile(r"(?:PUB_KEY_ID_)?[0-9A-Fa-f]{8,64}")
"""A certificate's serial number in hexadecimal, or the id of a platform's public key."""

_PART = re.compile(r'(\w+)="([^"]*)"')


class KeyUnusable(ValueError):  # noqa: N818 - a statement about the deployment
    """A key is not an RSA key of at least ``FEWEST_KEY_BITS`` in PEM."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature with what stands beside it in the headers."""

    timestamp: str
    nonce: str
    signature: str
    serial: str


def lines(*parts: str | bytes) -> bytes:
    """Write the text a signature is made over."""
    raw = (part.encode() if isinstance(part, str) else part for part in parts)
    return b"".join(part + b"\n" for part in raw)


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


def authorization(mchid: str, signed: Signed) -> str:
    """Write the header that names who asks, with the signature."""
    return (
        f'{SCHEME} mchid="{mchid}",nonce_str="{signed.nonce}",signature="{signed.signature}",'
        f'timestamp="{signed.timestamp}",serial_no="{signed.serial}"'
    )


def read_authorization(header: str) -> tuple[str, Signed] | None:
    """Read who asks from that header; none where it is not of the scheme or lacks a part."""
    scheme, _, rest = header.partition(" ")
    parts = dict(_PART.findall(rest))
    needed = ("mchid", "nonce_str", "signature", "timestamp", "serial_no")
    if scheme != SCHEME or any(name not in parts for name in needed):
        return None
    mchid, nonce, signature, timestamp, serial = (parts[name] for name in needed)
    return mchid, Signed(timestamp, nonce, signature, serial)


def read_private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """Read a private key.

    Raises:
        KeyUnusable: If it is not of the right kind and size.
    """
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as fault:
        raise KeyUnusable("this private key cannot be read") from fault
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the private key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key


def read_public_key(pem: bytes) -> rsa.RSAPublicKey:
    """Read a public key, or that of a certificate.

    Raises:
        KeyUnusable: If it is not of the right kind and size.
    """
    try:
        if b"BEGIN CERTIFICATE" in pem:
            key = x509.load_pem_x509_certificate(pem).public_key()
        else:
            key = serialization.load_pem_public_key(pem)  # type: ignore[assignment]  # any kind
    except ValueError as fault:
        raise KeyUnusable("this public key cannot be read") from fault
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < FEWEST_KEY_BITS:
        raise KeyUnusable(f"the public key must be RSA of at least {FEWEST_KEY_BITS} bits")
    return key
