"""A command whose reply was lost is simply sent again: one effect, one answer, equal books.

At a hundred drawn points and more the client or the server is taken away in the middle of a
command, also when COMMIT is on its way and when its answer is on its way back. The same command
again must leave exactly what an undisturbed one leaves, row for row and fen for fen.
"""

from __future__ import annotations

import os
import threading
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection
from tests.contexts.ledger.book import rows
from tests.processes.money_commands import COMMANDS, Act, Command, Home, change, what_there_is
from tests.processes.wire import Cut, Way, Wire

from qingshou.interfaces import wording
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.payments import queries as receipts
from qingshou.platform.requests import RequestIdReused

SEED = int(os.environ.get("QINGSHOU_LOST_REPLIES_SEED", "20261124"))
DRAWN = 100 if os.environ.get("QINGSHOU_NIGHTLY") else 6
"""Points drawn for each command, besides those at its commit."""
AT_COMMIT = (Way.CLIENT_ASKING, Way.CLIENT_ANSWERED, Way.SERVER_ASKED, Way.ANSWER_LOST)
AT_ONCE = 16


def test_a_lost_reply_loses_and_doubles_nothing(fresh_database: str, tmp_path: Path) -> None:
    chance, homes, committed, cuts = Random(SEED), count(1), 0, 0
    with TemporaryDirectory(prefix="wire") as place:
        for command in COMMANDS:
            whole, effect, _ = _measured(command, Home(next(homes), tmp_path), Path(place), None)
            assert whole.answered
            drawn = [
                Cut(chance.randint(1, whole.questions), chance.choice(list(Way)))
                for _ in range(DRAWN)
            ]
            for cut in [Cut(whole.commit, way) for way in AT_COMMIT] + drawn:
                told = f"{command.name}, seed {SEED}, {cut} of {whole.questions}"
                home = Home(next(homes), tmp_path)
                passed, left, act = _measured(command, home, Path(place), cut)
                assert left in ({}, effect), told
                if passed.answered:  # the server was quicker than the order to end the session
                    assert cut.way is Way.SERVER_ASKED, told
                    assert left == effect, told
                _repeat(command, act, effect, left, told)
                committed += left == effect
                cuts += 1
    print(f"{cuts} cuts, {committed} after the effect was there")
    assert len(COMMANDS) * len(AT_COMMIT) < cuts
    assert committed >= 2 * len(COMMANDS)
    _prove()


def _measured(command: Command, home: Home, place: Path, cut: Cut | None) -> Any:
    """Let a command go over the wire; tell how it went, what it left, and the command."""
    act = command.prepared(home)
    before = what_there_is()
    passed = Wire(act, place, cut).run()
    _wait_for_the_server(passed.server_pid)
    return passed, change(before, what_there_is()), act


def _repeat(
    command: Command, act: Act, effect: dict[str, int], left: dict[str, int], told: str
) -> None:
    """Send it again, and once more: what is missing is done, the rest is known."""
    before = what_there_is()
    first, second = _answer(act), _answer(act)
    missing = {} if left else effect
    assert change(before, what_there_is()) == missing, told
    if command.known:
        assert second == command.known, told
        assert (first == command.known) == bool(left), told
    else:
        assert first == second, told
        assert not isinstance(first, str), told  # no refusal


def _answer(act: Act) -> Any:
    try:
        return act()
    except Refusal as refusal:
        return refusal.code


def _wait_for_the_server(pid: int) -> None:
    """Wait until the session of a lost client has ended, as it does by itself."""
    while rows("SELECT FROM pg_stat_activity WHERE pid = %s", pid):
        rows("SELECT pg_sleep(0.002)")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_sixteen_at_once_are_one(command: Command, fresh_database: str, tmp_path: Path) -> None:
    """And the same request with another amount is refused with a sentence."""
    lone = command.prepared(Home(1, tmp_path))
    before = what_there_is()
    _answer(lone)
    effect = change(before, what_there_is())

    act = command.prepared(Home(2, tmp_path))
    before = what_there_is()
    answers = _at_once(act)
    assert change(before, what_there_is()) == effect
    if command.known:
        assert answers.count(command.known) == AT_ONCE - 1
    else:
        assert answers == [answers[0]] * AT_ONCE
        assert not isinstance(answers[0], str)
    if command.by_request_id:
        with pytest.raises(RequestIdReused) as refused:
            act(1)
        sentence = wording.of(refused.value)
        assert "内容不同，本次未执行" in sentence
        assert refused.value.facts["operation"] not in sentence
        assert change(before, what_there_is()) == effect
    _prove()


def _at_once(act: Act) -> list[Any]:
    """Send one request from sixteen places; tell what each was answered."""
    answers: list[Any] = []
    start = threading.Barrier(AT_ONCE)

    def send() -> None:
        try:
            start.wait()
            answers.append(_answer(act))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == AT_ONCE
    return answers


def _prove() -> None:
    """Every book is sound, and no number of any series is missing."""
    communities = [community for (community,) in rows("SELECT id FROM estate_community")]
    assert books.check(community_ids=communities) == []
    assert receipts.check(community_ids=communities) == []
    assert rows(_GAPS) == []


_GAPS = """
SELECT series.community_id, series.series, series.next_number, count(taken.number)
FROM payments_receiptseries series
LEFT JOIN (
    SELECT community_id, series, number FROM payments_receipt
    UNION ALL SELECT community_id, 'TK', number FROM payments_refund
) taken ON taken.community_id = series.community_id AND taken.series = series.series
GROUP BY 1, 2, 3 HAVING series.next_number <> count(taken.number) + 1
"""
