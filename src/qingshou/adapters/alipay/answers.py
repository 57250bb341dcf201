"""Read an answer of the gateway: verified over the very bytes that came, then parsed.

An answer is one JSON object: a node named after the method, and the signature over that node
exactly as it was written. Nothing is encoded again, so neither spaces, escapes nor the order of
keys can make a good signature bad, or a bad one good.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.signatures import is_signed

ERROR_NODE = "error_response"
_SPACES = " \t\r\n"


class AnswerUnreadable(ValueError):  # noqa: N818 - a statement, as refusals are
    """An answer is not one JSON object with each name once."""


@dataclass(frozen=True, slots=True)
class Node:
    """The node of an answer: its fields, its text as it came, and whether it was signed."""

    fields: dict[str, Any]
    text: str
    signed: bool


def node_of(method: str) -> str:
    """Name the node of a method's answer.

    >>> node_of("alipay.trade.query")
    'alipay_trade_query_response'
    """
    return method.replace(".", "_") + "_response"


def read_answer(raw: bytes, *, method: str, key: rsa.RSAPublicKey) -> Node:
    """Read the node of a method's answer, or the error the gateway gives in its place.

    Raises:
        AnswerUnreadable: If it is no such object; whether it is signed is told, not refused.
    """
    try:
        members = members_of(raw.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise AnswerUnreadable("the answer is not UTF-8") from fault
    name = node_of(method)
    text = members.get(name) or members.get(ERROR_NODE)
    if text is None:
        raise AnswerUnreadable(f"the answer has neither {name} nor {ERROR_NODE}")
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise AnswerUnreadable(f"{name} is not an object")
    signature = json.loads(members.get("sign", "null"))
    signed = isinstance(signature, str) and is_signed(text.encode(), signature, key)
    return Node(fields, text, signed)


def members_of(text: str) -> dict[str, str]:
    """Cut a JSON object into the texts of its members, as they were written.

    >>> members_of('{"a": {"b":"}"}, "sign":"x"}')
    {'a': '{"b":"}"}', 'sign': '"x"'}

    Raises:
        AnswerUnreadable: If it is not one object, or names something twice.
    """
    members: dict[str, str] = {}
    try:
        for name, member in _members(text):
            if name in members:
                raise AnswerUnreadable(f"{name} stands twice")
            members[name] = member
    except AnswerUnreadable:
        raise
    except (ValueError, IndexError, RecursionError) as fault:
        raise AnswerUnreadable("the answer is not one JSON object") from fault
    return members


def _members(text: str) -> Iterator[tuple[str, str]]:
    decoder = json.JSONDecoder()
    at = _expect(text, 0, "{")
    while True:
        name, at = decoder.raw_decode(text, _skip(text, at))
        if not isinstance(name, str):
            raise AnswerUnreadable("a name is not a text")
        start = _skip(text, _expect(text, at, ":"))
        _, at = decoder.raw_decode(text, start)
        yield name, text[start:at]
        if text[_skip(text, at)] == "}":
            break
        at = _expect(text, at, ",")
    if _skip(text, _expect(text, at, "}")) != len(text):
        raise AnswerUnreadable("something stands behind the object")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at] != sign:
        raise AnswerUnreadable(f"expected {sign} at {at}")
    return at + 1
