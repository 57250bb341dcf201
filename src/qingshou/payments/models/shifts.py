"""Tables of shifts: a cashier's turn at the desk, and what was counted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db import MoneyField, Scoped, belongs_to


class DeskRule(Scoped):
    """Whether cash is taken only in an open shift, from the moment it was decided."""

    append_only = True

    cash_needs_shift = models.BooleanField()
    decided_by = models.TextField()
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"cash needs a shift: {self.cash_needs_shift}"


class Shift(Scoped):
    """A cashier's turn at the desk of a community, from opening to closing (收费班次).

    It is closed once, by its cashier, or by another with an approval; what was counted then are
    its counts. ``camera`` is the reference of the recordings of the desk.
    """

    append_only = True
    editable_columns = ("closed_on", "closed_at", "closed_by", "approval_id", "handed_to")

    approval_id = models.BigIntegerField(null=True)
    float_fen = MoneyField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cashier = models.TextField()
    closed_by = models.TextField(default="", blank=True)
    handed_to = models.TextField(default="", blank=True)
    camera = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "cashier"],
                condition=Q(closed_at__isnull=True),
                name="payments_cashier_has_one_open_shift",
            ),
            models.CheckConstraint(
                condition=Q(float_fen__gte=0), name="payments_shift_float_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_on__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False, closed_on__isnull=False) & ~Q(closed_by="")),
                name="payments_shift_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_by="")
                | Q(closed_by=F("cashier"))
                | Q(approval_id__isnull=False),
                name="payments_another_closes_a_shift_with_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "opened_on"], name="payments_shift_by_day"),
        ]

    def __str__(self) -> str:
        return f"shift of {self.cashier} on {self.opened_on}"

    # Mutators: every way a shift can change.

    def close(self, *, on: date, at: datetime, by: str, approval_id: int | None, to: str) -> None:
        """Record who closed it, when, and who took over."""
        self.closed_on, self.closed_at, self.closed_by = on, at, by
        self.approval_id, self.handed_to = approval_id, to
        self.save(update_fields=["closed_on", "closed_at", "closed_by", "approval_id", "handed_to"])


class ShiftCount(Scoped):
    """What a shift should hold of one channel when it closes, and what was counted.

    ``moved_fen`` is cash of the same cashier's other documents: deposits, refunds. Cash is
    always counted; a difference has its reason.
    """

    append_only = True

    shift_id = models.BigIntegerField()
    receipts = models.IntegerField()
    received_fen = MoneyField()
    returned_fen = MoneyField()
    moved_fen = MoneyField()
    expected_fen = MoneyField()
    counted_fen = MoneyField(null=True)
    channel = models.TextField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("shift_id", "payments.Shift", name="payments_count_has_its_shift"),
            models.UniqueConstraint(
                fields=["community_id", "shift_id", "channel"],
                name="payments_channel_is_counted_once",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.CASH.value) | Q(counted_fen__isnull=False),
                name="payments_cash_is_counted",
            ),
            models.CheckConstraint(
                condition=Q(counted_fen__isnull=True)
                | Q(counted_fen=F("expected_fen"))
                | ~Q(reason=""),
                name="payments_difference_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of shift {self.shift_id}"
