"""Chance that can be repeated: every household draws from a stream of its own.

The stream is derived from the seed and the household's name, so that adding households, or
reordering them, changes nobody else's fate. Likelihoods are whole permille, never floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from random import Random
from typing import TypeVar

CERTAIN = 1000

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """Make the stream of chance that belongs to a name.

    >>> stream(1, "YSL", 7).randrange(1000) == stream(1, "YSL", 7).randrange(1000)
    True
    """
    text = "/".join(str(name) for name in (seed, *names))
    return Random(int.from_bytes(sha256(text.encode()).digest()[:8], "big"))  # noqa: S311 - a game


def happens(rng: Random, permille: int) -> bool:
    """Let something happen in so many of a thousand cases."""
    return rng.randrange(CERTAIN) < permille


def pick(rng: Random, weights: Mapping[T, int]) -> T:
    """Choose one by whole weights; the order of the mapping is part of the draw."""
    at = rng.randrange(sum(weights.values()))
    for choice, weight in weights.items():
        at -= weight
        if at < 0:
            return choice
    raise AssertionError("weights were exhausted")
