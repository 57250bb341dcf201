"""Tables of receipts and their series."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.numbers import Series
from qingshou.platform.db import MoneyField, Scoped, belongs_to


class ReceiptSeries(Scoped):
    """The next number of a series of a community; its row is the lock that leaves no gap."""

    series = models.TextField()
    next_number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "series"], name="payments_series_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(next_number__gte=1), name="payments_series_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} next {self.next_number}"


class Receipt(Scoped):
    """Money taken in, or given back when it reverses another; never changed.

    ``credit_id`` is the ledger's credit of the money; a reversal repeats that of the receipt
    it reverses.
    """

    append_only = True

    account_id = models.BigIntegerField()
    credit_id = models.BigIntegerField()
    number = models.BigIntegerField()
    amount_fen = MoneyField()
    import_id = models.BigIntegerField(null=True)
    reverses_id = models.BigIntegerField(null=True)
    on = models.DateField()
    series = models.TextField()
    channel = models.TextField()
    cashier = models.TextField(default="", blank=True)
    memo = models.TextField(default="", blank=True)
    outside_number = models.TextField(default="", blank=True)
    request_id = models.TextField(null=True)

    class Meta:
        constraints = [
            belongs_to("credit_id", "ledger.Credit", name="payments_receipt_has_its_credit"),
            belongs_to("reverses_id", "payments.Receipt", name="payments_reversal_has_its_receipt"),
            models.UniqueConstraint(
                fields=["community_id", "series", "number"],
                name="payments_receipt_number_is_unique",
            ),
            models.UniqueConstraint(
                fields=["community_id", "reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="payments_receipt_is_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="payments_receipt_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="payments_receipt_numbers_count_from_one"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[code.value for code in Channel]),
                name="payments_receipt_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(series__in=[code.value for code in Series]),
                name="payments_receipt_series_is_known",
            ),
            models.CheckConstraint(
                condition=Q(series=Series.REVERSAL.value, reverses_id__isnull=False)
                | (~Q(series=Series.REVERSAL.value) & Q(reverses_id__isnull=True)),
                name="payments_reversals_have_their_own_series",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="payments_receipt_by_account"),
            models.Index(fields=["community_id", "credit_id"], name="payments_receipt_by_credit"),
            models.Index(
                fields=["community_id", "import_id"],
                condition=Q(import_id__isnull=False),
                name="payments_receipt_by_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.number}"
