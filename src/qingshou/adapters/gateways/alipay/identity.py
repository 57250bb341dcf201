"""Who the local Alipay is: its own key, and the merchant it knows.

The keys are real and made on first use; both sides find theirs in one folder of the name given,
so that a developer pays without setting anything up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.keyring import CHANNEL_KEY, OWN_KEY
from qingshou.adapters.alipay.signing import read_private_key

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"

_LOCAL_KEY = "local-alipay.key"


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Whose gateway this is: the merchant's ids, its public key, and the channel's own key."""

    app_id: str
    seller_id: str
    merchant_key: rsa.RSAPublicKey
    own_key: rsa.RSAPrivateKey


def make_identity(folder: Path, *, now: datetime) -> Identity:
    """Make the keys of merchant and channel in a folder, or read those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / OWN_KEY).is_file():
        _keep(folder / OWN_KEY, _private_pem(fresh_key()))
    if not (folder / _LOCAL_KEY).is_file():
        key = fresh_key()
        _keep(folder / _LOCAL_KEY, _private_pem(key))
        _keep(folder / CHANNEL_KEY, _public_pem(key.public_key()))
    merchant = read_private_key((folder / OWN_KEY).read_text())
    own = read_private_key((folder / _LOCAL_KEY).read_text())
    return Identity(APP_ID, SELLER_ID, merchant.public_key(), own)


def fresh_key() -> rsa.RSAPrivateKey:
    """Make a key of the size both sides use."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_pem(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _keep(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
