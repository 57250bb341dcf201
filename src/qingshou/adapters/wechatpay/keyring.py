"""The keys of merchants and of the platform, read once and kept.

A merchant's folder holds ``private.pem`` (its API key), ``serial`` (the number of its API
certificate), ``apiv3`` (32 characters) and one ``platform-<serial>.pem`` for each key with
which the platform signs: a certificate, or a public key named by its ``PUB_KEY_ID_…``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.keys import KeyMissing, Keys
from qingshou.adapters.signatures import read_private_key, read_public_key
from qingshou.adapters.wechatpay.sealing import KEY_BYTES
from qingshou.adapters.wechatpay.signing import SERIAL

_PREFIX, _SUFFIX = "platform-", ".pem"


@dataclass(frozen=True, slots=True, repr=False)
class MerchantKeys:
    """What one merchant signs, verifies and opens with; never shown."""

    private: rsa.RSAPrivateKey
    serial: str
    apiv3: bytes
    platform: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)

    def platform_key(self, serial: str) -> rsa.RSAPublicKey | None:
        """Tell the platform's key of a serial on the list; none for any other text."""
        return self.platform.get(serial.upper()) if SERIAL.fullmatch(serial) else None


class Keyring:
    """All merchants' keys; each is read when first asked for, and then from memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, MerchantKeys] = {}

    def of(self, name: str) -> MerchantKeys:
        """Tell the keys of a name.

        Raises:
            KeyMissing: If one of them is nowhere, or the APIv3 key has not 32 bytes.
            KeyUnusable: If one of them cannot be read.
        """
        if name not in self._known:
            self._known[name] = _read(Keys(self._folder, name))
        return self._known[name]


def _read(keys: Keys) -> MerchantKeys:
    apiv3 = keys.text("apiv3").encode()
    if len(apiv3) != KEY_BYTES:
        raise KeyMissing(f"apiv3 of {keys.name} must have {KEY_BYTES} bytes, not {len(apiv3)}")
    platform = {
        name.removeprefix(_PREFIX).removesuffix(_SUFFIX).upper(): read_public_key(pem)
        for name, pem in keys.matching(f"{_PREFIX}*{_SUFFIX}").items()
    }
    if not platform:
        raise KeyMissing(f"no {_PREFIX}<serial>{_SUFFIX} of {keys.name}: no answer can be verified")
    return MerchantKeys(read_private_key(keys.read("private.pem")), keys.text("serial"), apiv3,
                        platform)  # fmt: skip
