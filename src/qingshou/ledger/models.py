"""Tables of the book. Posted rows never change; triggers in the migrations keep the sums true."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Trim
from django.db.models.lookups import Exact

from qingshou.ledger.rules.chart import TRANSFERABLE
from qingshou.ledger.rules.closings import Deed
from qingshou.ledger.rules.natures import MONEY, CreditNature, ItemNature, Source
from qingshou.platform.db import MoneyField, Scoped, belongs_to


class Code(models.TextField):
    """A short code, compared byte by byte."""

    def __init__(self, **options: object) -> None:
        options["db_collation"] = "C"
        super().__init__(**options)  # type: ignore[arg-type]


class Account(Scoped):
    """One debtor for one unit: everything owed and paid by one liable party for one unit.

    The code is renamed when its unit is; nothing else ever changes.
    """

    append_only = True
    editable_columns = ("code",)

    code = models.TextField()
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "code"], name="ledger_account_code_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(Scoped):
    """A document of the journal; its postings sum to zero and it has at least one."""

    append_only = True

    on = models.DateField()
    source = Code()
    source_ref = models.TextField()
    memo = models.TextField(default="", blank=True)
    reverses_id = models.BigIntegerField(null=True)
    actor = models.TextField()
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            belongs_to("reverses_id", "ledger.Entry", name="ledger_entry_reverses_a_known_entry"),
            models.UniqueConstraint(
                fields=["community_id", "source", "source_ref"],
                name="ledger_document_is_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[code.value for code in Source]),
                name="ledger_entry_source_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_ref} on {self.on}"


class Posting(Scoped):
    """One side of an entry on a control account: debit positive, credit negative.

    A posting sums many rows of the sub-ledger. ``trace`` sums the same amounts, each times
    the residue of its account's id, so that one wrong row can be traced to its account.
    """

    append_only = True

    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    trace = models.DecimalField(max_digits=38, decimal_places=0)
    month = models.DateField(null=True)
    account_code = Code()
    kind = Code(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("entry_id", "ledger.Entry", name="ledger_posting_entry_is_known"),
            models.CheckConstraint(
                condition=~Q(amount_fen=0), name="ledger_posting_moves_something"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "entry_id"], name="ledger_posting_by_entry")
        ]

    def __str__(self) -> str:
        return f"{self.account_code}.{self.kind} {self.amount_fen}"


class OpenItemQuerySet(models.QuerySet["OpenItem"]):
    """Items by what callers ask for."""

    def open(self) -> Self:
        """Leave out what is fully settled."""
        return self.filter(closed_on__isnull=True)


class OpenItem(Scoped):
    """Something owed: one charge of one account for one period, frozen, with its line facts.

    ``settled_fen`` is the sum of its settlements, ``settled_from`` and ``settled_until`` the
    first and the latest day of them, ``closed_on`` the day it became fully settled: so what
    was open as of a past day is mostly told by the item alone. Account and entry are checked
    per statement, not per row: the table is large.
    """

    append_only = True
    editable_columns = ("settled_fen", "settled_from", "settled_until", "closed_on")

    account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    tax_fen = MoneyField(db_default=0)
    settled_fen = MoneyField(db_default=0)
    run_id = models.BigIntegerField(null=True)
    price_id = models.BigIntegerField(null=True)
    months_num = models.BigIntegerField(null=True)
    months_den = models.BigIntegerField(null=True)
    rounding_fen = MoneyField(null=True)
    period_from = models.DateField()
    period_until = models.DateField()
    due_on = models.DateField()
    posted_on = models.DateField()
    closed_on = models.DateField(null=True)
    settled_from = models.DateField(null=True)
    settled_until = models.DateField(null=True)
    edition = models.SmallIntegerField(db_default=0)
    nature = Code()
    kind = Code()
    channel = Code(null=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    factor = models.DecimalField(max_digits=12, decimal_places=6, null=True)

    objects = OpenItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "period_from", "account_id", "kind", "edition"],
                name="ledger_item_is_posted_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=10**12),
                name="ledger_item_amount_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(tax_fen__gte=0, tax_fen__lte=F("amount_fen")),
                name="ledger_item_tax_is_within_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(settled_fen__gte=0, settled_fen__lte=F("amount_fen")),
                name="ledger_item_settled_is_within_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, settled_fen__lt=F("amount_fen"))
                | Q(closed_on__isnull=False, settled_fen=F("amount_fen")),
                name="ledger_item_is_closed_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(period_from__lt=F("period_until")),
                name="ledger_item_period_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[code.value for code in ItemNature]),
                name="ledger_item_nature_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id"],
                condition=Q(closed_on__isnull=True),
                name="ledger_openitem_open",
            ),
            models.Index(
                fields=["community_id", "closed_on"],
                include=[
                    "id",
                    "posted_on",
                    "due_on",
                    "amount_fen",
                    "settled_fen",
                    "settled_from",
                    "settled_until",
                ],
                condition=Q(closed_on__isnull=False),
                name="ledger_openitem_closed",
            ),  # a past day is told from this index alone
            models.Index(
                fields=["community_id", "settled_until"],
                condition=Q(settled_from__lt=F("settled_until")),
                name="ledger_openitem_in_parts",
            ),  # few: only what was settled on several days
            models.Index(
                fields=["community_id", "posted_on"],
                condition=Q(nature=ItemNature.REFUND.value),
                name="ledger_openitem_refunds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id} from {self.period_from}"


class CreditQuerySet(models.QuerySet["Credit"]):
    """Credits by what callers ask for."""

    def unused(self) -> Self:
        """Leave out what is used up."""
        return self.filter(used_fen__lt=F("amount_fen"))


class Credit(Scoped):
    """Something that settles items: money, or a reversal, waiver, write-off or discount.

    ``used_fen`` is the sum of its settlements; what money is unused is a prepayment, a deposit
    held or a payment not yet claimed, by its nature. ``kind`` tells what a deposit is for.
    """

    append_only = True
    editable_columns = ("used_fen",)

    account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    used_fen = MoneyField(db_default=0)
    on = models.DateField()
    nature = Code()
    channel = Code(default="", blank=True)
    source_ref = models.TextField(default="", blank=True)
    kind = Code(db_default="", default="", blank=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=10**12),
                name="ledger_credit_amount_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(used_fen__gte=0, used_fen__lte=F("amount_fen")),
                name="ledger_credit_used_is_within_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[code.value for code in CreditNature]),
                name="ledger_credit_nature_is_known",
            ),
            models.CheckConstraint(
                condition=Q(nature=CreditNature.DEPOSIT.value) | Q(kind=""),
                name="ledger_credit_kind_is_of_a_deposit",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="ledger_credit_by_account"),
            models.Index(
                fields=["community_id", "account_id", "on"],
                condition=Q(used_fen__lt=F("amount_fen")),
                name="ledger_credit_unused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nature} of account {self.account_id} on {self.on}"


class Settlement(Scoped):
    """So much of a credit used on an item on a day; negative when it is taken back."""

    append_only = True

    item_id = models.BigIntegerField()
    credit_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    on = models.DateField()
    nature = Code()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_fen=0), name="ledger_settlement_moves_something"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "item_id"], name="ledger_settlement_by_item"),
            models.Index(fields=["community_id", "credit_id"], name="ledger_settlement_by_credit"),
            models.Index(
                fields=["community_id", "on"],
                include=["item_id", "amount_fen"],
                name="ledger_settlement_by_day",
            ),
            models.Index(
                fields=["community_id", "item_id", "credit_id"],
                include=["on"],
                condition=Q(amount_fen__lt=0),
                name="ledger_settlement_taken_back",
            ),
            models.Index(
                fields=["community_id", "item_id"],
                condition=~Q(nature__in=[nature.value for nature in MONEY]),
                name="ledger_settlement_relief",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} of credit {self.credit_id} on item {self.item_id}"


class Transfer(Scoped):
    """Money moved between accounts of the journal: a channel pays out, a fee is taken, a bank run.

    No debtor has a part in it, so it is the row its postings are proved by.
    """

    append_only = True

    entry_id = models.BigIntegerField()
    amount_fen = MoneyField()
    on = models.DateField()
    debit_code = Code()
    credit_code = Code()
    memo = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("entry_id", "ledger.Entry", name="ledger_transfer_entry_is_known"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=10**12),
                name="ledger_transfer_amount_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(debit_code__in=[code.value for code in TRANSFERABLE])
                & Q(credit_code__in=[code.value for code in TRANSFERABLE])
                & ~Q(debit_code=F("credit_code")),
                name="ledger_transfer_moves_between_money_accounts",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "entry_id"], name="ledger_transfer_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} from {self.credit_code} to {self.debit_code} on {self.on}"


class Closing(Scoped):
    """The books were closed, or opened again, up to a day: the first day that may be booked.

    The latest row tells. ``facts`` keeps the statements of the period as they were told when it
    was closed. Opening again is approved by a second person.
    """

    append_only = True

    number = models.PositiveIntegerField()
    deed = Code()
    open_from = models.DateField()
    facts = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    approval_id = models.BigIntegerField(null=True)
    made_by = models.TextField(null=True)
    decided_by = models.TextField(null=True)
    actor = models.TextField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "number"], name="ledger_closings_follow_each_other"
            ),
            models.UniqueConstraint(
                fields=["community_id", "approval_id"],
                name="ledger_approval_opens_the_books_once",
            ),
            models.CheckConstraint(
                condition=Q(deed__in=[deed.value for deed in Deed]),
                name="ledger_closing_deed_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    deed=Deed.CLOSE.value,
                    approval_id__isnull=True,
                    made_by__isnull=True,
                    decided_by__isnull=True,
                )
                | Q(
                    deed=Deed.REOPEN.value,
                    approval_id__isnull=False,
                    made_by__isnull=False,
                    decided_by__isnull=False,
                ),
                name="ledger_only_reopening_is_approved",
            ),
            models.CheckConstraint(
                condition=~Exact(Lower(Trim("made_by")), Lower(Trim("decided_by"))),
                name="ledger_reopening_has_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} until {self.open_from}"


class Proof(Scoped):
    """The books were proved: what was found, in the words of the proofs; nothing when sound."""

    append_only = True

    proved_at = models.DateTimeField()
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["community_id", "-proved_at"], name="ledger_proof_latest"),
        ]

    def __str__(self) -> str:
        return f"{len(self.findings)} findings at {self.proved_at}"
