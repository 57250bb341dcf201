"""Who the local Alipay is: its own key, and the merchant it knows.

The keys are real and made on first use; both sides find theirs in one folder of the name given,
so that a developer pays without setting anything up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.keyring import CHANNEL_KEY, OWN_KEY
from qingshou.adapters.gateways.key_files import fresh_key, keep, private_pem, public_pem
from qingshou.adapters.signatures import read_private_key

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
        keep(folder / OWN_KEY, private_pem(fresh_key()))
    if not (folder / _LOCAL_KEY).is_file():
        key = fresh_key()
        keep(folder / _LOCAL_KEY, private_pem(key))
        keep(folder / CHANNEL_KEY, public_pem(key.public_key()))
    merchant = read_private_key((folder / OWN_KEY).read_bytes())
    own = read_private_key((folder / _LOCAL_KEY).read_bytes())
    return Identity(APP_ID, SELLER_ID, merchant.public_key(), own)
