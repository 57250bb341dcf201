"""What every local gateway is made of: requests in, answers out, parcels to the merchant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from qingshou.checkout.ports import Switches

__all__ = ["Answer", "Message", "Parcel", "Request", "Site", "Switches"]

Message = tuple[dict[str, str], bytes]
"""Headers and body of one notice on its way to the merchant."""


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire; ``target`` is the path with its query."""

    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Site(Protocol):
    """A gateway without sockets."""

    def respond(self, request: Request, at: datetime) -> Answer:
        """Answer one request, whatever it is."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to tell a merchant, until it says that it heard.

    ``write`` makes the message anew for each attempt, as the gateway would; ``forge`` makes one
    that must not be believed.
    """

    url: str
    write: Callable[[datetime], Message]
    forge: Callable[[datetime], Message]
    heard: Callable[[int, bytes], bool]
