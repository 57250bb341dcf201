"""Tables of billing runs and of the units they set aside."""

from __future__ import annotations

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from qingshou.billing.rules.corrections import Cause, Forgiveness
from qingshou.billing.rules.runs import Reason, RunState
from qingshou.platform.db import MoneyField, Scoped, agrees_with, belongs_to

TWO_PEOPLE = {"approval_id": "request_id", "maker": "made_by", "checker": "decided_by"}


class RunQuerySet(models.QuerySet["Run"]):
    """Runs by what callers ask for."""

    def posted(self) -> Self:
        """Leave out what was reversed."""
        return self.filter(state=RunState.POSTED.value)


class Run(Scoped):
    """The billing of a month in a community; written with its lines, in one transaction.

    ``covers_from`` and ``covers_until`` span the periods of its lines. ``kinds`` has the total
    in fen of each kind, for the comparison with the next run.
    """

    append_only = True
    editable_columns = ("state", "reversed_on", "reversed_because", "reversal_entry_id")

    period = models.DateField()
    edition = models.SmallIntegerField()
    number = models.SmallIntegerField()
    state = models.TextField(default=RunState.POSTED.value)
    on = models.DateField()
    entry_id = models.BigIntegerField(null=True)
    lines = models.IntegerField()
    units = models.IntegerField()
    total_fen = MoneyField()
    kinds = models.JSONField(default=dict)
    covers_from = models.DateField(null=True)
    covers_until = models.DateField(null=True)
    digest = models.TextField()
    actor = models.TextField()
    posted_at = models.DateTimeField()
    reversed_on = models.DateField(null=True)
    reversed_because = models.TextField(default="", blank=True)
    reversal_entry_id = models.BigIntegerField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "period", "number"], name="billing_run_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in RunState]) & Q(period__day=1),
                name="billing_run_is_of_a_month_and_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.POSTED.value, reversed_on__isnull=True)
                | Q(state=RunState.REVERSED.value, reversed_on__isnull=False),
                name="billing_run_is_reversed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m} no. {self.number}"


class Parked(Scoped):
    """A unit that a run set aside, and why; the next run tries it again."""

    append_only = True

    run_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    reason = models.TextField()
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            belongs_to("run_id", "billing.Run", name="billing_parked_run_is_known"),
            belongs_to("unit_id", "estate.Unit", name="billing_parked_unit_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "run_id", "unit_id", "reason"],
                name="billing_a_unit_is_parked_once_per_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[code.value for code in Reason]),
                name="billing_parked_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id}: {self.reason}"


class Relief(Scoped):
    """So much of an item given up by two people, as a waiver or a write-off (减免、坏账核销)."""

    append_only = True

    item_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    on = models.DateField()
    way = models.TextField()
    cause = models.TextField()
    evidence = models.TextField()
    approval_id = models.BigIntegerField()
    maker = models.TextField()
    checker = models.TextField()
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("item_id", "ledger.OpenItem", name="billing_relief_has_its_item"),
            belongs_to("entry_id", "ledger.Entry", name="billing_relief_has_its_entry"),
            agrees_with(TWO_PEOPLE, "approvals.Use", name="billing_relief_has_its_approval"),
            models.UniqueConstraint(
                fields=["community_id", "approval_id", "item_id"],
                name="billing_relief_is_given_once",
            ),
            models.CheckConstraint(
                condition=~Q(maker=models.F("checker")), name="billing_relief_has_two_people"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="billing_relief_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[code.value for code in Forgiveness])
                & Q(cause__in=[code.value for code in Cause]),
                name="billing_relief_way_and_cause_are_known",
            ),
        ]
        indexes = [models.Index(fields=["community_id", "item_id"], name="billing_relief_by_item")]

    def __str__(self) -> str:
        return f"{self.way} of item {self.item_id}"
