"""Tables of requests, decisions, uses and withdrawals; each row repeats what it must agree with.

That maker and checker differ, that only what was approved is used, and only as it was asked,
is kept by keys and checks, so it binds raw SQL as well as operations.
"""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Trim
from django.db.models.lookups import Exact

from qingshou.approvals.rules.people import NOBODY, SYSTEM
from qingshou.approvals.rules.verdicts import Verdict
from qingshou.platform.db import Scoped, agrees_with

MAKER = {"request_id": "id", "made_by": "made_by", "made_by_user": "made_by_user"}


def _folded(column: str) -> Lower:
    return Lower(Trim(column))


class Request(Scoped):
    """Somebody asks for an action on a subject with these facts, for a reason (申请)."""

    append_only = True

    action = models.TextField()
    subject = models.TextField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    facts_sha256 = models.TextField()
    reason = models.TextField()
    made_by = models.TextField()
    made_by_user = models.BigIntegerField(default=NOBODY)
    made_at = models.DateTimeField()
    decide_by = models.DateField()
    days_to_use = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "id", "made_by", "made_by_user"],
                name="approvals_request_has_one_maker",
            ),
            models.UniqueConstraint(
                fields=["community_id", "id", "action", "subject", "facts_sha256"],
                name="approvals_request_asks_for_one_thing",
            ),
            models.CheckConstraint(
                condition=~Exact(Trim("reason"), Value("")), name="approvals_request_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Exact(Trim("made_by"), Value("")), name="approvals_request_has_a_maker"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "subject"], name="approvals_request_by_subject"),
            models.Index(
                fields=["community_id", "facts_sha256"], name="approvals_request_by_facts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Decision(Scoped):
    """A second person approves or rejects a request, once (审批)."""

    append_only = True

    request_id = models.BigIntegerField()
    made_by = models.TextField()
    made_by_user = models.BigIntegerField(default=NOBODY)
    verdict = models.TextField()
    decided_by = models.TextField()
    decided_by_user = models.BigIntegerField(default=NOBODY)
    note = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField()
    use_by = models.DateField()

    class Meta:
        constraints = [
            agrees_with(MAKER, "approvals.Request", name="approvals_decision_names_the_maker"),
            models.UniqueConstraint(
                fields=["community_id", "request_id"], name="approvals_request_is_decided_once"
            ),
            models.UniqueConstraint(
                fields=["community_id", "request_id", "verdict", "made_by", "decided_by", "use_by"],
                name="approvals_decision_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=[code.value for code in Verdict]),
                name="approvals_verdict_is_known",
            ),
            models.CheckConstraint(
                condition=~Exact(_folded("made_by"), _folded("decided_by")),
                name="approvals_maker_is_not_checker_by_name",
            ),
            models.CheckConstraint(
                condition=Q(made_by_user=NOBODY) | ~Q(decided_by_user=F("made_by_user")),
                name="approvals_maker_is_not_checker_by_login",
            ),
            models.CheckConstraint(
                condition=~Exact(_folded("decided_by"), Value(SYSTEM))
                & ~Exact(_folded("decided_by"), Value("")),
                name="approvals_checker_is_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of request {self.request_id}"


class Use(Scoped):
    """What was approved was carried out, exactly as asked, once (执行)."""

    append_only = True

    request_id = models.BigIntegerField()
    action = models.TextField()
    subject = models.TextField()
    facts_sha256 = models.TextField()
    verdict = models.TextField(default=Verdict.APPROVED.value)
    made_by = models.TextField()
    decided_by = models.TextField()
    used_by = models.TextField()
    used_by_user = models.BigIntegerField(default=NOBODY)
    used_at = models.DateTimeField()
    used_on = models.DateField()
    use_by = models.DateField()

    class Meta:
        constraints = [
            agrees_with(
                {
                    "request_id": "id",
                    "action": "action",
                    "subject": "subject",
                    "facts_sha256": "facts_sha256",
                },
                "approvals.Request",
                name="approvals_use_is_of_what_was_asked",
            ),
            agrees_with(
                {
                    "request_id": "request_id",
                    "verdict": "verdict",
                    "made_by": "made_by",
                    "decided_by": "decided_by",
                    "use_by": "use_by",
                },
                "approvals.Decision",
                name="approvals_use_is_of_a_decision",
            ),
            models.UniqueConstraint(
                fields=["community_id", "request_id"], name="approvals_approval_is_used_once"
            ),
            models.UniqueConstraint(
                fields=["community_id", "request_id", "made_by", "decided_by"],
                name="approvals_use_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.APPROVED.value),
                name="approvals_only_the_approved_is_used",
            ),
            models.CheckConstraint(
                condition=Q(used_on__lte=F("use_by")), name="approvals_approval_is_used_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"use of request {self.request_id}"


class Withdrawal(Scoped):
    """Whoever made a request takes it back before it is carried out (撤回)."""

    append_only = True

    request_id = models.BigIntegerField()
    made_by = models.TextField()
    made_by_user = models.BigIntegerField(default=NOBODY)
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            agrees_with(MAKER, "approvals.Request", name="approvals_withdrawal_names_the_maker"),
            models.UniqueConstraint(
                fields=["community_id", "request_id"], name="approvals_request_is_withdrawn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawal of request {self.request_id}"
