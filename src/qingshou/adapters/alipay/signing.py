"""RSA2, SHA256withRSA over sorted parameters: the only kind of signature spoken here.

The text that is signed is ``name=value`` for every parameter, in the order of the names,
joined by ``&``; values stand as they are, not as they travel.

    >>> text_to_sign({"b": "2", "a": "1 中", "sign": "…"})
    'a=1 中&b=2'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

SIGN_TYPE = "RSA2"

_REQUEST = frozenset({"sign"})
NOTICE = frozenset({"sign", "sign_type"})
"""What a notice does not sign; a request leaves out only the signature itself."""


def text_to_sign(parameters: Mapping[str, str], *, without: Collection[str] = _REQUEST) -> str:
    """Write the text a signature is made over."""
    signed = sorted((name, value) for name, value in parameters.items() if name not in without)
    return "&".join(f"{name}={value}" for name, value in signed)
