"""Where adapters meet ports: the roof plugs, contexts ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

P = TypeVar("P")
_plugged: dict[tuple[object, str], object] = {}


class NothingPlugged(RuntimeError):  # noqa: N818 - a statement about the wiring
    """A port was asked for that nobody plugged: a bug of ``project/wiring.py``."""


def plug(port: Callable[..., P], name: str, adapter: P) -> None:
    """Let an adapter answer for a port under a name, in place of what answered before."""
    _plugged[port, name] = adapter


def plugged(port: Callable[..., P], name: str) -> P:
    """Tell who answers for a port under a name.

    Raises:
        NothingPlugged: If nobody does.
    """
    try:
        return cast("P", _plugged[port, name])
    except KeyError:
        raise NothingPlugged(f"{port} {name}") from None
