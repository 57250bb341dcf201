"""Tables of receipts, deposits, refunds and voids."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.givings import Cause
from qingshou.payments.rules.numbers import RECEIPTS, Series
from qingshou.payments.rules.papers import Paper
from qingshou.platform.db import (
    MoneyField,
    OfTwoPeople,
    Scope,
    Scoped,
    belongs_to,
    two_people,
)


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

    Its tenders come to its amount; a trigger checks every statement. ``outside_number`` is the
    number the customer's own books gave an imported receipt.
    """

    append_only = True

    account_id = models.BigIntegerField()
    number = models.BigIntegerField()
    amount_fen = MoneyField()
    import_id = models.BigIntegerField(null=True)
    reverses_id = models.BigIntegerField(null=True)
    shift_id = models.BigIntegerField(null=True)
    on = models.DateField()
    series = models.TextField()
    cashier = models.TextField(default="", blank=True)
    memo = models.TextField(default="", blank=True)
    outside_number = models.TextField(default="", blank=True)
    request_id = models.TextField(null=True)
    payer = models.TextField(default="", blank=True)
    camera = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("reverses_id", "payments.Receipt", name="payments_reversal_has_its_receipt"),
            belongs_to("shift_id", "payments.Shift", name="payments_receipt_has_its_shift"),
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
                condition=Q(series__in=[code.value for code in RECEIPTS]),
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
            models.Index(
                fields=["community_id", "import_id"],
                condition=Q(import_id__isnull=False),
                name="payments_receipt_by_import",
            ),
            models.Index(
                fields=["community_id", "shift_id"],
                condition=Q(shift_id__isnull=False),
                name="payments_receipt_by_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.number}"


class Tender(Scoped):
    """So much of a receipt by one channel; its credit is the ledger's credit of that money.

    A reversal repeats the tenders of the receipt it reverses, without their references. The
    same channel money is received once; when it was given back, ``renews_id`` names the tender
    that gave it back, and it may be received anew, once. That receipt, credit and renewed
    tender are known is checked by the statement (migration 0009), not by the row.
    """

    append_only = True

    receipt_id = models.BigIntegerField()
    credit_id = models.BigIntegerField()
    renews_id = models.BigIntegerField(null=True)
    amount_fen = MoneyField()
    channel = models.TextField()
    outside_number = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "channel", "outside_number", "renews_id"],
                condition=~Q(outside_number=""),
                nulls_distinct=False,
                name="payments_channel_money_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="payments_tender_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[code.value for code in Channel]),
                name="payments_tender_channel_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "receipt_id"], name="payments_tender_by_receipt"),
            models.Index(fields=["community_id", "credit_id"], name="payments_tender_by_credit"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.amount_fen}"


class DepositKind(models.Model):
    """What deposits are taken for (押金类别)."""

    scope = Scope.REFERENCE

    code = models.TextField(primary_key=True)
    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="payments_deposit_kind_name_is_unique")
        ]

    def __str__(self) -> str:
        return self.code


class Deposit(Scoped):
    """A deposit taken in with a receipt of its own; what is left of it is the ledger's to tell."""

    append_only = True

    account_id = models.BigIntegerField()
    receipt_id = models.BigIntegerField()
    credit_id = models.BigIntegerField()
    amount_fen = MoneyField()
    on = models.DateField()
    kind = models.ForeignKey("payments.DepositKind", on_delete=models.PROTECT, related_name="+")
    memo = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("receipt_id", "payments.Receipt", name="payments_deposit_has_its_receipt"),
            belongs_to("credit_id", "ledger.Credit", name="payments_deposit_has_its_credit"),
            models.UniqueConstraint(
                fields=["community_id", "receipt_id"], name="payments_deposit_is_receipted_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="payments_deposit_amount_is_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="payments_deposit_by_account")
        ]

    def __str__(self) -> str:
        return f"deposit {self.id}"


class DepositApplication(Scoped):
    """So much of a deposit turned to what its owner owes, at the owner's wish (抵扣)."""

    append_only = True

    deposit_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    settled_fen = MoneyField()
    on = models.DateField()
    wish = models.TextField()
    cashier = models.TextField()
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to(
                "deposit_id", "payments.Deposit", name="payments_application_has_its_deposit"
            ),
            belongs_to("entry_id", "ledger.Entry", name="payments_application_has_its_entry"),
            models.UniqueConstraint(
                fields=["community_id", "request_id"], name="payments_application_is_made_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, settled_fen__gte=0) & ~Q(wish=""),
                name="payments_application_is_wished_for",
            ),
        ]

    def __str__(self) -> str:
        return f"application of deposit {self.deposit_id}"


class Refund(OfTwoPeople):
    """Money given back by two people: a prepayment, or a deposit where one is named (退款)."""

    append_only = True

    account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    deposit_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    amount_fen = MoneyField()
    channel = models.TextField()
    on = models.DateField()
    payee = models.TextField()
    cause = models.TextField()
    cashier = models.TextField()
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("entry_id", "ledger.Entry", name="payments_refund_has_its_entry"),
            belongs_to("deposit_id", "payments.Deposit", name="payments_refund_has_its_deposit"),
            *two_people("payments_refund"),
            models.UniqueConstraint(
                fields=["community_id", "number"], name="payments_refund_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["community_id", "approval_id"], name="payments_refund_is_made_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, number__gte=1) & ~Q(payee=""),
                name="payments_refund_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[code.value for code in Channel])
                & Q(cause__in=[code.value for code in Cause]),
                name="payments_refund_channel_and_cause_are_known",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="payments_refund_by_account")
        ]

    def __str__(self) -> str:
        return f"refund {self.number}"


class Void(OfTwoPeople):
    """A receipt taken back by two people (作废): its reversal, and why."""

    append_only = True

    receipt_id = models.BigIntegerField()
    reversal_id = models.BigIntegerField()
    on = models.DateField()
    cause = models.TextField()
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("receipt_id", "payments.Receipt", name="payments_void_has_its_receipt"),
            belongs_to("reversal_id", "payments.Receipt", name="payments_void_has_its_reversal"),
            *two_people("payments_void"),
            models.UniqueConstraint(
                fields=["community_id", "receipt_id"], name="payments_receipt_is_voided_once"
            ),
            models.UniqueConstraint(
                fields=["community_id", "reversal_id"], name="payments_void_has_one_reversal"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[code.value for code in Cause]),
                name="payments_void_cause_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"void of receipt {self.receipt_id}"


class Print(Scoped):
    """A receipt was put on paper; the second print and every later one says so on its face."""

    append_only = True

    receipt_id = models.BigIntegerField()
    ordinal = models.IntegerField()
    size = models.TextField()
    check_code = models.TextField()
    printed_by = models.TextField()
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            belongs_to("receipt_id", "payments.Receipt", name="payments_print_has_its_receipt"),
            models.UniqueConstraint(
                fields=["community_id", "receipt_id", "ordinal"],
                name="payments_prints_are_counted",
            ),
            models.UniqueConstraint(
                fields=["community_id", "check_code"], name="payments_check_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(ordinal__gte=1), name="payments_prints_count_from_one"
            ),
            models.CheckConstraint(
                condition=Q(size__in=[size.value for size in Paper]),
                name="payments_print_size_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"print {self.ordinal} of receipt {self.receipt_id}"
