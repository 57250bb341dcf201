"""What is thought of a message at the door."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What is thought of a message; only an accepted or repeated one is heard."""

    ACCEPTED = "ACCEPTED"  # the gateway's own, heard for the first time
    REPEATED = "REPEATED"  # the gateway's own, signed anew, heard before
    REPLAYED = "REPLAYED"  # the very bytes and signature of an earlier message
    REFUSED = "REFUSED"  # not believed, with the reason


def verdict_on(*, notice_known: bool, message_known: bool) -> Verdict:
    """Judge a message whose signature is good by what was believed before.

    >>> verdict_on(notice_known=True, message_known=False).value
    'REPEATED'
    """
    if message_known:
        return Verdict.REPLAYED
    return Verdict.REPEATED if notice_known else Verdict.ACCEPTED
