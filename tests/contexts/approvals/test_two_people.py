"""Nobody decides what they asked for: operations, the mapper and raw SQL as the application's role.

The attackers know all tables. A pass is a use whose maker is its checker, whose request nobody
else approved, which is not what was approved, or which is the second of its approval.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.contexts.ledger.book import rows

from qingshou.approvals import models, operations
from qingshou.approvals.rules.facts import digest
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.identity import SYSTEM, Actor

SEQUENCES, STEPS, SEED = 1000, 8, 20260301
PEOPLE = [
    Actor("lina", 1),
    Actor("LINA "),
    Actor("lina", 2),
    Actor("paid-by-lina", 1),
    Actor("cli:root"),
    Actor("weng", 3),
    SYSTEM,
]


class Intruder:
    """Somebody who tries to be maker and checker of one request, with all that a session has."""

    def __init__(self, chance: random.Random, community_id: int) -> None:
        self.chance = chance
        self.community_id = community_id
        self.actor = chance.choice(PEOPLE)
        self.facts = {"amount": "100.00", "no": community_id}
        self.request_id = operations.open_request(
            community_id=community_id,
            action="payments.refund",
            subject="account:1",
            facts=self.facts,
            reason="owner moved out",
            today=clock.today(),
            actor=self.actor,
        )

    @property
    def disguise(self) -> Actor:
        """The same person under another case, other spaces, or another name of the login."""
        name, user = self.actor.name, self.actor.user_id
        looks = [self.actor, Actor(name.upper(), user), Actor(f" {name}"), Actor(name, 99)]
        return self.chance.choice(looks + ([Actor("somebody-else", user)] if user else []))

    def approve(self) -> None:
        operations.approve(
            community_id=self.community_id,
            request_id=self.request_id,
            today=clock.today(),
            actor=self.disguise,
        )

    def approve_by_mapper(self) -> None:
        with transaction.atomic():
            models.Decision.objects.bulk_create([self.decision(self.disguise)])

    def approve_by_sql(self) -> None:
        kept, who = self.kept, self.disguise
        self.insert_decision(kept["made_by"], kept["made_by_user"], who.name, who.user_id or 0)

    def approve_for_another_maker(self) -> None:
        """Tell the decision that somebody else asked."""
        self.insert_decision("weng", 3, self.actor.name, self.actor.user_id or 0)

    def approve_as_the_system(self) -> None:
        self.insert_decision(self.kept["made_by"], self.kept["made_by_user"], "system", 0)

    def change_the_maker(self) -> None:
        with transaction.atomic():
            models.Request.objects.filter(id=self.request_id).update(made_by="weng")

    def change_the_maker_by_sql(self) -> None:
        self.run("UPDATE approvals_request SET made_by = 'weng' WHERE id = %s", self.request_id)

    def erase_the_decision(self) -> None:
        self.run("DELETE FROM approvals_decision WHERE request_id = %s", self.request_id)

    def turn_a_rejection(self) -> None:
        self.run(
            "UPDATE approvals_decision SET verdict = 'APPROVED' WHERE request_id = %s",
            self.request_id,
        )

    def switch_the_guards_off(self) -> None:
        self.run("SET LOCAL session_replication_role = replica")

    def consume(self) -> None:
        with transaction.atomic():
            operations.consume(
                community_id=self.community_id,
                request_id=self.request_id,
                action="payments.refund",
                subject="account:1",
                facts=self.facts,
                today=clock.today(),
                actor=self.disguise,
            )

    def consume_more(self) -> None:
        self.facts = self.facts | {"amount": "100.01"}
        try:
            self.consume()
        finally:
            self.facts = self.facts | {"amount": "100.00"}

    def use_by_sql(self) -> None:
        who = self.disguise
        self.insert_use(digest(action="payments.refund", subject="account:1", facts=self.facts),
                        self.kept["made_by"], who.name)  # fmt: skip

    def use_another_by_sql(self) -> None:
        other = digest(action="payments.refund", subject="account:1", facts={"amount": "999.00"})
        self.insert_use(other, self.kept["made_by"], "weng")

    # What honest people do in between.

    def honest_rejection(self) -> None:
        operations.reject(
            community_id=self.community_id,
            request_id=self.request_id,
            today=clock.today(),
            actor=Actor("chen", 50),
        )

    def honest_approval(self) -> None:
        operations.approve(
            community_id=self.community_id,
            request_id=self.request_id,
            today=clock.today(),
            actor=Actor("chen", 50),
        )

    # How it is written.

    @property
    def kept(self) -> dict[str, Any]:
        return models.Request.objects.values("made_by", "made_by_user").get(id=self.request_id)

    def decision(self, who: Actor) -> models.Decision:
        return models.Decision(
            community_id=self.community_id,
            request_id=self.request_id,
            verdict="APPROVED",
            decided_by=who.name,
            decided_by_user=who.user_id or 0,
            decided_at=clock.now(),
            use_by=clock.today(),
            **self.kept,
        )

    def insert_decision(self, maker: str, maker_user: int, checker: str, checker_user: int) -> None:
        self.run(
            "INSERT INTO approvals_decision (community_id, request_id, made_by, made_by_user,"
            " verdict, decided_by, decided_by_user, note, decided_at, use_by)"
            " VALUES (%s, %s, %s, %s, 'APPROVED', %s, %s, '', now(), CURRENT_DATE)",
            self.community_id, self.request_id, maker, maker_user, checker, checker_user,
        )  # fmt: skip

    def insert_use(self, sha256: str, maker: str, checker: str) -> None:
        self.run(
            "INSERT INTO approvals_use (community_id, request_id, action, subject, facts_sha256,"
            " verdict, made_by, decided_by, used_by, used_by_user, used_at, used_on, use_by)"
            " VALUES (%s, %s, 'payments.refund', 'account:1', %s, 'APPROVED', %s, %s, 'x', 0,"
            " now(), CURRENT_DATE, CURRENT_DATE)",
            self.community_id, self.request_id, sha256, maker, checker,
        )  # fmt: skip

    def run(self, statement: str, *values: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)


ATTACKS: list[Callable[[Intruder], None]] = [
    Intruder.approve,
    Intruder.approve_by_mapper,
    Intruder.approve_by_sql,
    Intruder.approve_for_another_maker,
    Intruder.approve_as_the_system,
    Intruder.change_the_maker,
    Intruder.change_the_maker_by_sql,
    Intruder.erase_the_decision,
    Intruder.turn_a_rejection,
    Intruder.switch_the_guards_off,
    Intruder.consume,
    Intruder.consume_more,
    Intruder.use_by_sql,
    Intruder.use_another_by_sql,
]
HONEST = [Intruder.honest_rejection, Intruder.honest_approval]
PASSES = """
SELECT count(*) FROM approvals_use used
JOIN approvals_request request ON request.id = used.request_id
LEFT JOIN approvals_decision decision ON decision.request_id = used.request_id
WHERE decision.verdict IS DISTINCT FROM 'APPROVED'
   OR lower(btrim(decision.decided_by)) = lower(btrim(request.made_by))
   OR (decision.decided_by_user <> 0 AND decision.decided_by_user = request.made_by_user)
   OR used.facts_sha256 <> request.facts_sha256
"""
MAKERS_WHO_CHECKED = """
SELECT count(*) FROM approvals_decision decision
JOIN approvals_request request ON request.id = decision.request_id
WHERE lower(btrim(decision.decided_by)) = lower(btrim(request.made_by))
   OR (decision.decided_by_user <> 0 AND decision.decided_by_user = request.made_by_user)
   OR lower(btrim(decision.decided_by)) = 'system'
"""


@pytest.mark.django_db
def test_nobody_is_maker_and_checker_in_a_thousand_sequences() -> None:
    chance = random.Random(SEED)
    tried: dict[str, int] = {}
    done: dict[str, int] = {}
    for number in range(SEQUENCES):
        intruder = Intruder(chance, community_id=1000 + number)
        for _ in range(STEPS):
            act = chance.choice(HONEST if chance.random() < 0.15 else ATTACKS)
            tried[act.__name__] = tried.get(act.__name__, 0) + 1
            try:
                act(intruder)
            except (Refusal, DatabaseError):
                continue
            done[act.__name__] = done.get(act.__name__, 0) + 1
    assert rows(MAKERS_WHO_CHECKED) == [(0,)]
    assert rows(PASSES) == [(0,)]
    # Every attack was tried often; only what two people did went through.
    assert set(tried) == {act.__name__ for act in [*ATTACKS, *HONEST]}
    assert min(tried.values()) > 300
    assert set(done) == {"honest_approval", "honest_rejection", "consume"}


@pytest.mark.django_db
def test_an_approval_ends_once_also_in_sql() -> None:
    chance = random.Random(SEED)
    intruder = Intruder(chance, community_id=5)
    intruder.honest_approval()
    intruder.consume()
    kept = intruder.kept
    with pytest.raises(DatabaseError, match="both used and withdrawn"), transaction.atomic():
        models.Withdrawal.objects.create(
            community_id=5, request_id=intruder.request_id, withdrawn_at=clock.now(), **kept
        )


@pytest.mark.django_db
def test_a_lapsed_approval_is_not_used_in_sql_either() -> None:
    chance = random.Random(SEED)
    intruder = Intruder(chance, community_id=5)
    late = intruder.decision(Actor("chen", 50))
    late.use_by = clock.today() - timedelta(days=1)
    late.save(force_insert=True)
    sha256 = digest(action="payments.refund", subject="account:1", facts=intruder.facts)
    for use_by in (late.use_by, date(2199, 1, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.Use.objects.create(
                community_id=5,
                request_id=intruder.request_id,
                action="payments.refund",
                subject="account:1",
                facts_sha256=sha256,
                made_by=intruder.kept["made_by"],
                decided_by="chen",
                used_by="x",
                used_at=clock.now(),
                used_on=clock.today(),
                use_by=use_by,
            )
