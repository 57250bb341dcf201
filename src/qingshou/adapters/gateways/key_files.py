"""Keys that local gateways make on first use, and keep where nobody else may read them."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def fresh_key() -> rsa.RSAPrivateKey:
    """Make a key of the size both sides use."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    """Write a private key."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(key: rsa.RSAPublicKey) -> bytes:
    """Write a public key."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def keep(path: Path, content: bytes) -> None:
    """Keep a secret for its owner alone."""
    path.touch(mode=0o600)
    path.write_bytes(content)
