"""The keys of merchants and of the channel, read once and kept.

A merchant's folder holds ``app_private_key.pem``, with which it signs, and
``alipay_public_key.pem``, with which the channel is believed; both may be PEM, or the bare base64
that the channel's own tool and console show.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.keys import Keys
from qingshou.adapters.signatures import read_private_key, read_public_key

OWN_KEY, CHANNEL_KEY = "app_private_key.pem", "alipay_public_key.pem"


@dataclass(frozen=True, slots=True, repr=False)
class MerchantKeys:
    """What one merchant signs with and whom it believes; never shown."""

    own: rsa.RSAPrivateKey
    channel: rsa.RSAPublicKey


class Keyring:
    """All merchants' keys; each is read when first asked for, and then from memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, MerchantKeys] = {}

    def of(self, name: str) -> MerchantKeys:
        """Tell the keys of a name.

        Raises:
            KeyMissing: If one of them is nowhere.
            KeyUnusable: If one of them cannot be read.
        """
        if name not in self._known:
            keys = Keys(self._folder, name)
            self._known[name] = MerchantKeys(
                read_private_key(keys.read(OWN_KEY)), read_public_key(keys.read(CHANNEL_KEY))
            )
        return self._known[name]
