"""Tables of merchants, tills, intents, refunds, their steps, and notices as they came."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, models
from django.db.models import F, Q

from qingshou.checkout import ports
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.intents import Purpose
from qingshou.checkout.rules.notices import Verdict
from qingshou.checkout.rules.states import RefundStand, State
from qingshou.platform.db import MoneyField, Scope, Scoped, belongs_to


def take_id() -> int:
    """Take the id of a row whose number is written before it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('qingshou_id')")
        (taken,) = cursor.fetchone()
    return int(taken)


def _one_of(codes: type) -> list[str]:
    return [code.value for code in codes]  # type: ignore[attr-defined]  # any StrEnum


class Merchant(models.Model):
    """A company's account at a gateway; its secrets lie elsewhere, under the name in ``keys``."""

    scope = Scope.REFERENCE

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey("tenancy.Company", on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    gateway = models.TextField()
    mchid = models.TextField()
    appid = models.TextField()
    keys = models.TextField()
    base_url = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="checkout_merchant_code_is_unique"),
            models.UniqueConstraint(
                fields=["gateway", "mchid"], name="checkout_merchant_belongs_to_one_company"
            ),
            models.CheckConstraint(
                condition=Q(gateway__in=_one_of(GatewayCode)),
                name="checkout_merchant_gateway_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def value(self) -> ports.Merchant:
        """The merchant as gateways know it."""
        return ports.Merchant(
            code=self.code,
            gateway=GatewayCode(self.gateway),
            mchid=self.mchid,
            appid=self.appid,
            keys=self.keys,
            base_url=self.base_url,
        )


class Till(Scoped):
    """The merchant that takes a community's money at a gateway; always of the same company.

    That the companies are the same is checked by a trigger: money is never pooled.
    """

    append_only = True
    editable_columns = ("closed_at",)

    merchant = models.ForeignKey("checkout.Merchant", on_delete=models.PROTECT, related_name="+")
    gateway = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "gateway"],
                condition=Q(closed_at__isnull=True),
                name="checkout_community_has_one_till_per_gateway",
            ),
        ]

    def __str__(self) -> str:
        return f"till {self.gateway}"

    # Mutators: every way a till can change.

    def close(self, at: datetime) -> None:
        """Take no more money here."""
        self.closed_at = at
        self.save(update_fields=["closed_at"])


class Intent(Scoped):
    """A payment somebody wants to make through a gateway, and what became of it.

    Paid, it has its receipt, or the unclaimed money it became where nobody was liable.
    """

    append_only = True
    editable_columns = (
        "state", "instruction", "gateway_ref", "paid_at", "receipt_id", "credit_id", "look_at",
    )  # fmt: skip

    till_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    gateway = models.TextField()
    way = models.TextField()
    purpose = models.TextField()
    subject = models.TextField()
    amount_fen = MoneyField()
    out_trade_no = models.TextField()
    payer = models.TextField(default="", blank=True)
    client_ip = models.TextField(default="", blank=True)
    return_url = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    expires_at = models.DateTimeField()
    state = models.TextField(default=State.CREATED.value)
    instruction = models.JSONField(default=dict)
    gateway_ref = models.TextField(default="", blank=True)
    paid_at = models.DateTimeField(null=True)
    receipt_id = models.BigIntegerField(null=True)
    credit_id = models.BigIntegerField(null=True)
    look_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            belongs_to("till_id", "checkout.Till", name="checkout_intent_has_its_till"),
            belongs_to("account_id", "ledger.Account", name="checkout_intent_has_its_account"),
            belongs_to("receipt_id", "payments.Receipt", name="checkout_intent_has_its_receipt"),
            belongs_to("credit_id", "ledger.Credit", name="checkout_intent_has_its_credit"),
            models.UniqueConstraint(
                fields=["community_id", "out_trade_no"],
                name="checkout_intent_number_is_unique",
            ),
            models.UniqueConstraint(
                fields=["community_id", "receipt_id"],
                name="checkout_receipt_settles_one_intent",
            ),
            models.UniqueConstraint(
                fields=["community_id", "gateway", "gateway_ref"],
                condition=~Q(gateway_ref=""),
                name="checkout_gateway_payment_settles_one_intent",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="checkout_intent_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_one_of(State)), name="checkout_intent_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=_one_of(Way)), name="checkout_intent_way_is_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=_one_of(Purpose)), name="checkout_intent_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at")),
                name="checkout_intent_expires_after_it_was_opened",
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(receipt_id__isnull=False, credit_id__isnull=True)
                    | Q(receipt_id__isnull=True, credit_id__isnull=False),
                    state=State.PAID.value,
                    paid_at__isnull=False,
                )
                | (~Q(state=State.PAID.value) & Q(receipt_id__isnull=True, credit_id__isnull=True)),
                name="checkout_intent_is_paid_exactly_with_money_in_the_book",
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
                name="checkout_intent_to_look_at",
            ),
            models.Index(fields=["out_trade_no"], name="checkout_intent_by_number"),
            models.Index(fields=["community_id", "account_id"], name="checkout_intent_by_account"),
        ]

    def __str__(self) -> str:
        return self.out_trade_no

    # Mutators: every way an intent can change.

    def become(self, state: State, *, look_at: datetime | None) -> None:
        """Stand somewhere else, and be looked at then."""
        self.state, self.look_at = state.value, look_at
        self.save(update_fields=["state", "look_at"])

    def instruct(self, instruction: dict[str, object]) -> None:
        """Keep what the payer's screen needs."""
        self.instruction = instruction
        self.save(update_fields=["instruction"])

    def be_paid(self, *, gateway_ref: str, paid_at: datetime, receipt_id: int) -> None:
        """Be settled by a receipt; nobody looks any more."""
        self.state, self.look_at = State.PAID.value, None
        self.gateway_ref, self.paid_at, self.receipt_id = gateway_ref, paid_at, receipt_id
        self.save(update_fields=["state", "look_at", "gateway_ref", "paid_at", "receipt_id"])

    def be_unclaimed(self, *, gateway_ref: str, paid_at: datetime, credit_id: int) -> None:
        """Be paid by money that waits for somebody to claim it; nobody looks any more."""
        self.state, self.look_at = State.PAID.value, None
        self.gateway_ref, self.paid_at, self.credit_id = gateway_ref, paid_at, credit_id
        self.save(update_fields=["state", "look_at", "gateway_ref", "paid_at", "credit_id"])


class RefundIntent(Scoped):
    """Money that is to go back through the gateway it came by."""

    append_only = True
    editable_columns = ("state", "gateway_ref", "refunded_at", "look_at")

    intent_id = models.BigIntegerField()
    position = models.IntegerField()
    amount_fen = MoneyField()
    out_refund_no = models.TextField()
    reason = models.TextField()
    approval_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    state = models.TextField(default=RefundStand.CREATED.value)
    gateway_ref = models.TextField(default="", blank=True)
    refunded_at = models.DateTimeField(null=True)
    slip_id = models.BigIntegerField()
    look_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            belongs_to("intent_id", "checkout.Intent", name="checkout_refund_has_its_intent"),
            models.UniqueConstraint(
                fields=["community_id", "intent_id", "position"],
                name="checkout_refund_position_is_unique",
            ),
            models.UniqueConstraint(
                fields=["community_id", "out_refund_no"], name="checkout_refund_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["community_id", "approval_id"], name="checkout_refund_has_its_own_approval"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="checkout_refund_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_one_of(RefundStand)), name="checkout_refund_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
                name="checkout_refund_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.out_refund_no

    # Mutators: every way a refund can change.

    def become(self, state: RefundStand, *, look_at: datetime | None) -> None:
        """Stand somewhere else, and be looked at then."""
        self.state, self.look_at = state.value, look_at
        self.save(update_fields=["state", "look_at"])

    def be_done(self, *, gateway_ref: str, refunded_at: datetime) -> None:
        """Be with the payer; nobody looks any more."""
        self.state, self.look_at = RefundStand.DONE.value, None
        self.gateway_ref, self.refunded_at = gateway_ref, refunded_at
        self.save(update_fields=["state", "look_at", "gateway_ref", "refunded_at"])


class IntentStep(Scoped):
    """What was heard of an intent or of one of its refunds, from whom, and what it became."""

    append_only = True

    intent_id = models.BigIntegerField()
    refund_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    source = models.TextField()
    heard = models.TextField()
    state_before = models.TextField()
    state_after = models.TextField()
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("intent_id", "checkout.Intent", name="checkout_step_has_its_intent"),
            belongs_to("refund_id", "checkout.RefundIntent", name="checkout_step_has_its_refund"),
        ]
        indexes = [
            models.Index(fields=["community_id", "intent_id"], name="checkout_step_by_intent"),
        ]

    def __str__(self) -> str:
        return f"{self.state_before} → {self.state_after}"


class Notice(models.Model):
    """A message at the door as it came, with what was thought of it; kept whatever that was.

    Two uniques are the memory for replays: a signed message is accepted once, and a notice
    takes effect once however often it is repeated.
    """

    scope = Scope.COORDINATOR
    append_only = True

    id = models.BigAutoField(primary_key=True)
    merchant = models.ForeignKey("checkout.Merchant", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    headers = models.JSONField()
    body = models.BinaryField()
    body_sha256 = models.TextField()
    verdict = models.TextField()
    reason = models.TextField(default="", blank=True)
    notice_id = models.TextField(default="", blank=True)
    message_key = models.TextField(default="", blank=True)
    event = models.TextField(default="", blank=True)
    out_trade_no = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "notice_id"],
                condition=Q(verdict=Verdict.ACCEPTED.value),
                name="checkout_notice_is_accepted_once",
            ),
            models.UniqueConstraint(
                fields=["merchant", "message_key"],
                condition=~Q(message_key="")
                & Q(verdict__in=[Verdict.ACCEPTED.value, Verdict.REPEATED.value]),
                name="checkout_message_is_believed_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=_one_of(Verdict)), name="checkout_notice_verdict_is_known"
            ),
        ]
        indexes = [models.Index(fields=["out_trade_no"], name="checkout_notice_by_number")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.notice_id}"
