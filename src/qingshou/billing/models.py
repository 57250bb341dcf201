"""Tables of billing runs and the units they set aside; of penalty terms, freezes and accruals."""

from __future__ import annotations

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from qingshou.billing.rules.corrections import Cause, Forgiveness
from qingshou.billing.rules.day_counts import DayBasis
from qingshou.billing.rules.discounts import Scheme
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import Cap
from qingshou.billing.rules.penalty_quotes import Kind
from qingshou.billing.rules.runs import Reason, RunState
from qingshou.platform.db import (
    MoneyField,
    OfTwoPeople,
    Scoped,
    agrees_with,
    belongs_to,
    has_its_approval,
    two_people,
)


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


class Relief(OfTwoPeople):
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
    request_id = models.TextField()

    class Meta:
        constraints = [
            belongs_to("item_id", "ledger.OpenItem", name="billing_relief_has_its_item"),
            belongs_to("entry_id", "ledger.Entry", name="billing_relief_has_its_entry"),
            *two_people("billing_relief"),
            models.UniqueConstraint(
                fields=["community_id", "approval_id", "item_id"],
                name="billing_relief_is_given_once",
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


class PenaltyTerms(Scoped):
    """A penalty clause of the contract, from a due day on; the next version of its kind ends it.

    A blank kind means all kinds. The rate is by the day or by the month; of the loan prime
    rate it is the multiple. ``segment_fen`` and ``item_fen`` are what a rounding keeps, in fen.
    """

    append_only = True

    kind = models.TextField(default="", blank=True, db_collation="C")
    valid_from = models.DateField()
    rule = models.TextField()
    rate = models.DecimalField(max_digits=20, decimal_places=8)
    term = models.TextField(default="", blank=True)
    grace_days = models.IntegerField()
    day_basis = models.TextField()
    year_days = models.IntegerField()
    count_first_day = models.BooleanField()
    count_last_day = models.BooleanField()
    cap = models.TextField()
    segment_fen = models.SmallIntegerField(null=True)
    item_fen = models.SmallIntegerField(null=True)
    document = models.TextField(default="", blank=True)
    import_id = models.BigIntegerField(null=True)
    actor = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "kind", "valid_from"],
                name="billing_one_version_of_penalty_terms_begins_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rule__in=[code.value for code in Kind], rate__gte=0)
                & (
                    Q(rule=Kind.LPR.value, term__in=[code.value for code in Term])
                    | (~Q(rule=Kind.LPR.value) & Q(term=""))
                ),
                name="billing_penalty_rule_is_known",
            ),
            models.CheckConstraint(
                condition=Q(day_basis__in=[code.value for code in DayBasis])
                & Q(year_days__in=[365, 360])
                & Q(cap__in=[code.value for code in Cap])
                & Q(grace_days__gte=0),
                name="billing_penalty_days_and_cap_are_known",
            ),
            models.CheckConstraint(
                condition=(Q(segment_fen__isnull=True) | Q(segment_fen__in=[1, 10, 100]))
                & (Q(item_fen__isnull=True) | Q(item_fen__in=[1, 10, 100])),
                name="billing_penalty_rounds_to_fen_jiao_or_yuan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.rate} from {self.valid_from}"


class PenaltyFreeze(Scoped):
    """Days on which an account, or one item of it, bears no penalty, as its source last said.

    A matter is known by its source and reference; its latest row holds, its earlier ones tell
    what was said before. An open end has no ``until``; a matter that was void ends as it begins.
    """

    append_only = True

    account_id = models.BigIntegerField()
    item_id = models.BigIntegerField(null=True)
    frozen_from = models.DateField()
    frozen_until = models.DateField(null=True)
    reason = models.TextField()
    source = models.TextField()
    source_ref = models.TextField()
    actor = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="billing_frozen_account_is_known"),
            belongs_to("item_id", "ledger.OpenItem", name="billing_frozen_item_is_known"),
            models.CheckConstraint(
                condition=Q(frozen_until__isnull=True) | Q(frozen_until__gte=F("frozen_from")),
                name="billing_freeze_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "source", "source_ref", "-id"],
                name="billing_freeze_by_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_ref} from {self.frozen_from}"


class PenaltyPostingRule(Scoped):
    """Whether a payment posts what its payer bears, for money of a day and later (收款时计入).

    Of the decisions whose first day has come the latest one holds.
    """

    append_only = True

    with_receipts = models.BooleanField()
    since = models.DateField()
    decided_by = models.TextField()
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"penalties come with receipts from {self.since}: {self.with_receipts}"


class PenaltyRun(Scoped):
    """The accrual of a community up to a day; its id is drawn while the book stands still.

    Whatever was booked, posted or frozen later has a greater id. ``rates_known_until`` is the
    first day for which no loan prime rate was known then.
    """

    append_only = True

    as_of = models.DateField()
    number = models.SmallIntegerField()
    rates_known_until = models.DateField()
    actor = models.TextField()
    accrued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "as_of", "number"],
                name="billing_penalty_run_number_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"penalties as of {self.as_of}, no. {self.number}"


class PenaltyAccrual(Scoped):
    """What an item bears over a stretch of counted days, and all it came to by their end.

    ``fen`` is the whole penalty at ``until_on``; ``earlier`` is the sum of the item's earlier
    segments over the clause's divisor, exact; the current segment began on ``segment_from``. So
    any day within the stretch is told from this row alone. When an item's past changes, its
    story is written anew as a later ``generation``; the latest one holds. Without a rate the
    penalty is not known from ``from_on`` on.
    """

    append_only = True

    run_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    terms_id = models.BigIntegerField()
    generation = models.BigIntegerField()
    principal_fen = MoneyField()
    cap_fen = MoneyField(null=True)
    fen = MoneyField()
    added_fen = models.BigIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    segment_from = models.DateField()
    rate = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    earlier = models.DecimalField(max_digits=38, decimal_places=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "account_id", "item_id", "generation", "from_on"],
                name="billing_a_day_of_an_item_bears_penalty_once",
            ),
            models.CheckConstraint(
                condition=Q(from_on__lt=F("until_on"), segment_from__lte=F("from_on")),
                name="billing_penalty_days_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(fen__gte=0, principal_fen__gte=0)
                & (Q(cap_fen__isnull=True) | Q(fen__lte=F("cap_fen"))),
                name="billing_penalty_is_within_its_cap",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id", "item_id"],
                condition=Q(rate__isnull=True),
                name="billing_penalty_unknown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fen} fen of item {self.item_id} until {self.until_on}"


class Offer(OfTwoPeople):
    """The terms of a discount, agreed on by two people (优惠方案)."""

    append_only = True

    name = models.TextField()
    scheme = models.TextField()
    starts_on = models.DateField()
    until = models.DateField()
    kinds = models.JSONField(default=list)
    alone_fen = MoneyField()
    per_mille = models.SmallIntegerField(default=0)
    each_fen = MoneyField(default=0)
    budget_fen = MoneyField(default=0)
    months_paid = models.SmallIntegerField(default=0)
    months_gifted = models.SmallIntegerField(default=0)
    unit = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            *two_people("billing_offer"),
            models.UniqueConstraint(
                fields=["community_id", "name"], name="billing_offer_name_is_unique"
            ),
            models.UniqueConstraint(
                fields=["community_id", "id", "alone_fen"], name="billing_offer_has_one_limit"
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=[code.value for code in Scheme])
                & Q(starts_on__lt=models.F("until"), alone_fen__gte=0, budget_fen__gte=0),
                name="billing_offer_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Gift(Scoped):
    """A month that a prepayment earned; the run that bills it settles it by a discount."""

    append_only = True

    offer_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    kind = models.TextField()
    month = models.DateField()
    paid_from = models.DateField()
    paid_until = models.DateField()
    monthly_fen = MoneyField()
    prepaid_fen = MoneyField()
    on = models.DateField()
    promised_by = models.TextField()

    class Meta:
        constraints = [
            belongs_to("offer_id", "billing.Offer", name="billing_gift_has_its_offer"),
            belongs_to("account_id", "ledger.Account", name="billing_gift_has_its_account"),
            models.UniqueConstraint(
                fields=["community_id", "account_id", "kind", "month"],
                name="billing_a_month_is_gifted_once",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=models.F("paid_until"), month__day=1),
                name="billing_gift_follows_what_was_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"gift of {self.month} for account {self.account_id}"


class Discount(Scoped):
    """So much off one item by an offer; above what one person may grant, by two (优惠)."""

    append_only = True

    offer_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    gift_id = models.BigIntegerField(null=True)
    amount_fen = MoneyField()
    alone_fen = MoneyField()
    on = models.DateField()
    source_ref = models.TextField()
    granted_by = models.TextField()
    approval_id = models.BigIntegerField(null=True)
    maker = models.TextField(null=True)
    checker = models.TextField(null=True)

    class Meta:
        constraints = [
            agrees_with(
                {"offer_id": "id", "alone_fen": "alone_fen"},
                "billing.Offer",
                name="billing_discount_has_its_offer",
            ),
            belongs_to("item_id", "ledger.OpenItem", name="billing_discount_has_its_item"),
            belongs_to("gift_id", "billing.Gift", name="billing_discount_has_its_gift"),
            has_its_approval("billing_discount"),
            models.UniqueConstraint(
                fields=["community_id", "offer_id", "item_id"],
                name="billing_an_offer_discounts_an_item_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="billing_discount_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(approval_id__isnull=True, maker__isnull=True, checker__isnull=True)
                | (
                    Q(approval_id__isnull=False, maker__isnull=False, checker__isnull=False)
                    & ~Q(maker=models.F("checker"))
                ),
                name="billing_discount_has_two_people_or_one",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__lte=models.F("alone_fen")) | Q(approval_id__isnull=False),
                name="billing_a_large_discount_has_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "item_id"], name="billing_discount_by_item")
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} off item {self.item_id}"
