"""SHA256-RSA over lines, each ended by a line feed: requests, answers, notices, phone parameters.

>>> lines("POST", "/v3/pay", "1554208460", "NONCE", "")
b'POST\\n/v3/pay\\n1554208460\\nNONCE\\n\\n'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SCHEME = "WECHATPAY2-SHA256-RSA2048"
SERIAL = re.compile(r"(?:PUB_KEY_ID_)?[0-9A-Fa-f]{8,64}")
"""A certificate's serial number in hexadecimal, or the id of a platform's public key."""

_PART = re.compile(r'(\w+)="([^"]*)"')


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
