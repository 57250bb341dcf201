"""Tables of requests for invoices and of their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from qingshou.invoices.rules.requests import State
from qingshou.platform.db import MoneyField, Scoped, belongs_to


class Request(Scoped):
    """A request for an invoice, to one buyer, for what an account paid (开票申请)."""

    append_only = True
    editable_columns = ("state", "invoice_number", "issued_on", "red_number", "note")

    account_id = models.BigIntegerField()
    title = models.TextField()
    tax_number = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    requested_on = models.DateField()
    state = models.TextField(default=State.REQUESTED.value)
    invoice_number = models.TextField(default="", blank=True)
    issued_on = models.DateField(null=True)
    red_number = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="invoices_request_account_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in State]),
                name="invoices_request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.REQUESTED.value, State.SENT.value, State.FAILED.value])
                | (~Q(invoice_number="") & Q(issued_on__isnull=False)),
                name="invoices_issued_invoice_has_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RED.value) | ~Q(red_number=""),
                name="invoices_red_letter_has_its_number",
            ),
            models.UniqueConstraint(
                fields=["community_id", "invoice_number"],
                condition=~Q(invoice_number=""),
                name="invoices_number_is_used_once",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="invoices_request_by_account")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"


class Line(Scoped):
    """So much of an item on a request, tax included; never beyond what was received for it."""

    append_only = True

    request_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    kind = models.TextField()
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    amount_fen = MoneyField()
    tax_fen = MoneyField()

    class Meta:
        constraints = [
            belongs_to("request_id", "invoices.Request", name="invoices_line_request_is_known"),
            belongs_to("item_id", "ledger.OpenItem", name="invoices_line_item_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "request_id", "item_id"],
                name="invoices_item_stands_once_on_a_request",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, tax_fen__gte=0, tax_fen__lt=F("amount_fen")),
                name="invoices_line_amount_is_plausible",
            ),
        ]
        indexes = [models.Index(fields=["community_id", "item_id"], name="invoices_line_by_item")]

    def __str__(self) -> str:
        return f"{self.amount_fen} of item {self.item_id}"
