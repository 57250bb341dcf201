"""Carry parcels to merchants: again and again by the gateway's ladder, and with its mishaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from threading import Lock

from qingshou.adapters.gateways.frame import Message, Parcel, Switches

Post = Callable[[str, Message], tuple[int, bytes] | None]
"""Sends a message to an address; tells status and body of the answer, or nothing."""


@dataclass(slots=True)
class _Pending:
    parcel: Parcel
    due: datetime
    attempt: int = 0


class Courier:
    """Keeps what has to be told, and tells what is due when somebody calls."""

    def __init__(
        self, post: Post, *, ladder: Sequence[timedelta], switches: Switches, seed: int = 0
    ) -> None:
        self._post, self._ladder, self._switches = post, tuple(ladder), switches
        self._chance, self._turn = Random(seed), Lock()  # noqa: S311 - mishaps, not secrets
        self._pending: list[_Pending] = []
        self.forgeries_sent = 0
        self.forgeries_heard = 0
        self.answers: list[int] = []

    def take(self, parcel: Parcel, at: datetime) -> None:
        """Take a parcel; its first attempt is due at once, or after the delay."""
        with self._turn:
            self._pending.append(_Pending(parcel, at + self._switches.delay))

    @property
    def waiting(self) -> int:
        """How many parcels are not heard yet, and not given up."""
        return len(self._pending)

    def next_due(self) -> datetime | None:
        """Tell when there is something to do again."""
        return min((pending.due for pending in self._pending), default=None)

    def carry(self, now: datetime) -> int:
        """Carry everything that is due; tell how many attempts were made."""
        with self._turn:
            due = [pending for pending in self._pending if pending.due <= now]
            due.sort(key=lambda pending: pending.due)
            if self._switches.reorder:
                self._chance.shuffle(due)
        for pending in due:
            self._attempt(pending, now)
        return len(due)

    def _attempt(self, pending: _Pending, now: datetime) -> None:
        heard = False
        if self._happens(self._switches.forge):
            self._send_forgery(pending.parcel, now)
        if not self._happens(self._switches.loss):
            message = pending.parcel.write(now)
            heard = self._send(pending.parcel, message)
            if self._happens(self._switches.duplicate):
                heard = self._send(pending.parcel, pending.parcel.write(now)) or heard
        pending.attempt += 1
        with self._turn:
            if heard or pending.attempt > len(self._ladder):
                self._pending.remove(pending)
            else:
                pending.due = now + self._ladder[pending.attempt - 1]

    def _send(self, parcel: Parcel, message: Message) -> bool:
        answered = self._post(parcel.url, message)
        if answered is None:
            return False
        self.answers.append(answered[0])
        return parcel.heard(*answered)

    def _send_forgery(self, parcel: Parcel, now: datetime) -> None:
        self.forgeries_sent += 1
        self.forgeries_heard += self._send(parcel, parcel.forge(now))

    def _happens(self, percent: int) -> bool:
        return percent > 0 and self._chance.randrange(100) < percent
