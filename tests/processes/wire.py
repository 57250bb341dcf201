"""The wire between a command and the database, cut at any message of it.

The command runs in a child process that knows no server but this end of the wire. The parent
carries every message on, counts the questions, and at the chosen one takes away the child, the
server's process, or only the answer. One thread, so that the child may be forked.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import connection
from tests.conftest import as_owner_of_the_cluster

LONGEST_SECONDS = 20
QUESTIONS = (b"Q", b"S")
"""A simple query and the end of an extended one: after each the server answers READY."""
READY, KEY = b"Z", b"K"
_NO_TYPE = 0
_PIECE = 1 << 16


class Way(Enum):
    """What is lost at the chosen question, and when."""

    CLIENT_BEFORE = "the client dies before it asks"
    CLIENT_ASKING = "the client dies when it has asked"
    CLIENT_ANSWERED = "the client dies when the server has answered"
    SERVER_BEFORE = "the server ends the session before it is asked"
    SERVER_ASKED = "the server ends the session when it is asked"
    ANSWER_LOST = "the connection breaks when the server has answered"


@dataclass(frozen=True, slots=True)
class Cut:
    """A question of the command, counted from one, and what happens there."""

    question: int
    way: Way


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of a command: its questions, which was its commit, who served it, its answer."""

    questions: int
    commit: int
    server_pid: int
    answer: Any
    answered: bool


class _Frames:
    """Bytes in, whole messages of PostgreSQL's protocol out."""

    def __init__(self, *, greets: bool) -> None:
        self.bytes, self.greets = b"", greets

    def take(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Tell each message's type and bytes; a client's greeting has no type."""
        self.bytes += piece
        while True:
            head = _NO_TYPE if self.greets else 1
            if len(self.bytes) < head + 4:
                return
            size = head + struct.unpack("!I", self.bytes[head : head + 4])[0]
            if len(self.bytes) < size:
                return
            message, self.bytes = self.bytes[:size], self.bytes[size:]
            yield (b"" if self.greets else message[:1]), message
            self.greets = False


class Wire:
    """One command in a child, one session at the server, and what lies between them."""

    def __init__(self, act: Callable[[], Any], folder: Path, cut: Cut | None = None) -> None:
        self.act, self.cut = act, cut
        self.questions = self.commit = self.server_pid = 0
        self.waits_for_answer = False
        path = folder / ".s.PGSQL.5432"
        path.unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(path))
        self.door.listen(1)
        self.told, self.tells = os.pipe()
        connection.close()
        self.child = os.fork()
        if self.child == 0:
            self._be_the_child(folder)
        os.close(self.tells)

    def run(self) -> Passed:
        """Carry messages until the child is gone; tell what came of it."""
        self.client, _ = self.door.accept()
        self.door.close()  # nobody comes back by this wire once it is cut
        self.server = _server()
        self.frames = {self.client: _Frames(greets=True), self.server: _Frames(greets=False)}
        self.selector = selectors.DefaultSelector()
        for end in (self.client, self.server, self.told):
            self.selector.register(end, selectors.EVENT_READ)
        answer = b""
        while True:
            ready = self.selector.select(LONGEST_SECONDS)
            assert ready, f"nothing moves on the wire: {self.cut}, {self.questions} asked"
            for key, _ in ready:
                if key.fileobj != self.told:
                    self._carry(key.fileobj)  # type: ignore[arg-type]
                elif piece := os.read(self.told, _PIECE):
                    answer += piece
                else:
                    self._close()
                    return self._passed(answer)

    def _passed(self, answer: bytes) -> Passed:
        told = pickle.loads(answer) if answer else None
        if isinstance(told, BaseException) and self.cut is None:
            raise told
        answered = told is not None and not isinstance(told, BaseException)
        return Passed(self.questions, self.commit, self.server_pid, told, answered)

    def _be_the_child(self, folder: Path) -> None:
        status = 1
        self.door.close()
        try:
            connection.settings_dict |= {"HOST": str(folder), "PORT": "5432"}
            try:
                answer = self.act()
            except Exception as failure:
                answer = RuntimeError(repr(failure))
            os.write(self.tells, pickle.dumps(answer))
            status = 0
        finally:
            os._exit(status)

    def _carry(self, end: socket.socket) -> None:
        piece = _read(end)
        if not piece:
            self._hang_up(end)
            return
        for kind, message in self.frames[end].take(piece):
            if end is self.client:
                self._ask(kind, message)
            else:
                self._answer(kind, message)

    def _ask(self, kind: bytes, message: bytes) -> None:
        """Carry a message to the server, unless it is where the wire is cut."""
        if b"COMMIT" in message:
            self.commit = self.questions + 1
        here = self.cut is not None and self.questions + 1 == self.cut.question
        if kind not in QUESTIONS:
            _write(self.server, message)
            return
        self.questions += 1
        way = self.cut.way if here and self.cut else None
        if way is Way.CLIENT_BEFORE:
            self._kill()
            return
        if way is Way.SERVER_BEFORE:
            self._end_session()
        _write(self.server, message)
        if way is Way.CLIENT_ASKING:
            self._kill()
        elif way is Way.SERVER_ASKED:
            self._end_session()
        self.waits_for_answer = way in (Way.CLIENT_ANSWERED, Way.ANSWER_LOST)

    def _answer(self, kind: bytes, message: bytes) -> None:
        """Carry a message to the client; a lost answer is read to its end and thrown away."""
        if kind == KEY:
            (self.server_pid,) = struct.unpack("!I", message[5:9])
        if not self.waits_for_answer:
            _write(self.client, message)
        elif kind == READY:
            assert self.cut is not None
            if self.cut.way is Way.CLIENT_ANSWERED:
                self._kill()
            self._hang_up(self.server)

    def _kill(self) -> None:
        os.kill(self.child, signal.SIGKILL)

    def _end_session(self) -> None:
        as_owner_of_the_cluster(f"SELECT pg_terminate_backend({self.server_pid})")

    def _hang_up(self, end: socket.socket) -> None:
        """Let the other end know that this one is gone."""
        for one in (end, self.server if end is self.client else self.client):
            if one.fileno() >= 0:
                self.selector.unregister(one)
                one.close()

    def _close(self) -> None:
        for end in (self.client, self.server):
            if end.fileno() >= 0:
                end.close()
        self.selector.close()
        os.close(self.told)
        os.waitpid(self.child, 0)


def _server() -> socket.socket:
    """Reach the server that the settings name."""
    settings = connection.settings_dict
    port = int(settings.get("PORT") or 5432)
    if settings["HOST"].startswith("/"):
        end = socket.socket(socket.AF_UNIX)
        end.connect(f"{settings['HOST']}/.s.PGSQL.{port}")
        return end
    return socket.create_connection((settings["HOST"], port))


def _read(end: socket.socket) -> bytes:
    try:
        return end.recv(_PIECE)
    except OSError:
        return b""


def _write(end: socket.socket, message: bytes) -> None:
    try:
        end.sendall(message)
    except OSError:
        return  # it is gone; the loop hears of it next
