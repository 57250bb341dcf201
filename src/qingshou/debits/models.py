"""Tables of bank debit: mandates, batches with frozen lines, answers; history is rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from qingshou.debits.rules.batches import RUNNING, State
from qingshou.debits.rules.eligibility import Because
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.retries import Ended
from qingshou.platform.db import MoneyField, Scoped, belongs_to


def _one_of(
    column: str, codes: Iterable[StrEnum], *, name: str, or_blank: bool = False
) -> models.CheckConstraint:
    values = [*([""] if or_blank else []), *(code.value for code in codes)]
    return models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)


class Mandate(Scoped):
    """A signed permission to debit a bank account for what an account of the book owes (代扣协议).

    The bank account's number is sealed; ``number_masked`` is what people see, ``number_print``
    tells equal numbers equal. Without ``until`` it holds until it is revoked.
    """

    append_only = True
    editable_columns = ("revoked_on", "revoked_because", "revoked_by")

    account_id = models.BigIntegerField()
    limit_fen = MoneyField()
    monthly_fen = MoneyField()
    document = models.TextField()
    bank = models.TextField()
    bank_code = models.TextField(default="", blank=True)
    holder = models.TextField()
    number_sealed = models.TextField()
    number_masked = models.TextField()
    number_print = models.TextField()
    signed_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    revoked_because = models.TextField(default="", blank=True)
    revoked_by = models.TextField(default="", blank=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="debits_mandate_account_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "document"], name="debits_mandate_paper_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(limit_fen__gt=0, monthly_fen__gte=F("limit_fen")),
                name="debits_mandate_limits_are_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="debits_mandate_days_run_forward",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("since")),
                name="debits_mandate_is_signed_before_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_because="")
                | (Q(revoked_on__isnull=False) & ~Q(revoked_because="")),
                name="debits_mandate_is_revoked_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="debits_mandate_by_account")
        ]

    def __str__(self) -> str:
        return f"mandate {self.document}, account {self.account_id}"

    def revoke(self, *, on: date, because: str, by: str) -> None:
        """Let it end on a day."""
        self.revoked_on, self.revoked_because, self.revoked_by = on, because, by
        self.save(update_fields=["revoked_on", "revoked_because", "revoked_by"])


class DaysCovered(models.Func):
    """The days a kind is covered."""

    template = "daterange(since, until, '[)')"
    arity = 0


class SameCommunity(models.Func):
    """A community as a span of one number: equality for an exclusion without btree_gist."""

    template = "int8range(community_id, community_id, '[]')"
    arity = 0


class SameAccount(models.Func):
    """An account as a span of one number."""

    template = "int8range(account_id, account_id, '[]')"
    arity = 0


class SameKind(models.Func):
    """A kind as a span of one code."""

    template = "debits_code_span(kind, kind, '[]')"
    arity = 0


class Coverage(Scoped):
    """A charge kind a mandate covers, from a day until, not including, another.

    ``until`` follows the mandate's: it moves to the day the mandate is revoked.
    """

    append_only = True
    editable_columns = ("until",)

    mandate_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    kind = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            belongs_to("mandate_id", "debits.Mandate", name="debits_coverage_mandate_is_known"),
            ExclusionConstraint(
                name="debits_one_mandate_covers_a_kind",
                expressions=[
                    (DaysCovered(), "&&"),
                    (SameCommunity(), "&&"),
                    (SameAccount(), "&&"),
                    (SameKind(), "&&"),
                ],
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="debits_coverage_days_run_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "mandate_id"], name="debits_coverage_by_mandate")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of mandate {self.mandate_id}"


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches by what callers ask for."""

    def numbered(self, number: int) -> Self:
        """Find the batch of a number."""
        return self.filter(number=number)


class Batch(Scoped):
    """Bills that are debited together on a day (代扣批次), with its control sums.

    ``number`` is unique in the whole database, so that a file names its batch. ``layout`` is
    the template its file is written by, kept as it was.
    """

    append_only = True
    editable_columns = ("state", "sent_on", "closed_on")

    number = models.BigIntegerField()
    lines = models.IntegerField()
    total_fen = MoneyField()
    on = models.DateField()
    state = models.TextField(default=State.BUILT.value)
    sent_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    template = models.TextField()
    layout = models.JSONField(encoder=DjangoJSONEncoder)
    actor = models.TextField()

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "number"], name="debits_batch_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(lines__gt=0, total_fen__gt=0), name="debits_batch_debits_something"
            ),
            _one_of("state", State, name="debits_batch_state_is_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.BUILT.value, State.WITHDRAWN.value], sent_on__isnull=True
                )
                | Q(
                    state__in=[State.SENT.value, State.PARTLY.value, State.RETURNED.value],
                    sent_on__isnull=False,
                ),
                name="debits_batch_is_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.RETURNED.value, State.WITHDRAWN.value], closed_on__isnull=False
                )
                | Q(state__in=[state.value for state in RUNNING], closed_on__isnull=True),
                name="debits_batch_is_closed_when_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}, {self.state}"

    # Mutators: every way a batch can change.

    def send(self, *, on: date) -> None:
        """Note that its file went to the bank."""
        self.state, self.sent_on = State.SENT.value, on
        self.save(update_fields=["state", "sent_on"])

    def take_back(self, *, on: date) -> None:
        """Note that its file will not go to the bank."""
        self.state, self.closed_on = State.WITHDRAWN.value, on
        self.save(update_fields=["state", "closed_on"])

    def receive(self, *, waiting: int, on: date) -> None:
        """Note an answer that leaves so many lines waiting."""
        self.state = (State.PARTLY if waiting else State.RETURNED).value
        self.closed_on = None if waiting else on
        self.save(update_fields=["state", "closed_on"])


class Line(Scoped):
    """One debit of a batch: one bank account, one amount, under one mandate; frozen."""

    append_only = True

    batch_id = models.BigIntegerField()
    mandate_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    amount_fen = MoneyField()
    number = models.IntegerField()
    reference = models.TextField()

    class Meta:
        constraints = [
            belongs_to("batch_id", "debits.Batch", name="debits_line_batch_is_known"),
            belongs_to("mandate_id", "debits.Mandate", name="debits_line_mandate_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "batch_id", "number"], name="debits_line_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["community_id", "batch_id", "mandate_id"],
                name="debits_a_mandate_is_used_once_in_a_batch",
            ),
            models.UniqueConstraint(
                fields=["community_id", "reference"], name="debits_line_reference_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="debits_line_amount_is_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "mandate_id"], name="debits_line_by_mandate")
        ]

    def __str__(self) -> str:
        return self.reference


class Portion(Scoped):
    """A bill inside a line, with what was open of it; ``running`` until the bank answered."""

    append_only = True
    editable_columns = ("running",)

    line_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    amount_fen = MoneyField()
    kind = models.TextField()
    period_from = models.DateField()
    period_until = models.DateField()
    running = models.BooleanField(default=True)

    class Meta:
        constraints = [
            belongs_to("line_id", "debits.Line", name="debits_portion_line_is_known"),
            belongs_to("item_id", "ledger.OpenItem", name="debits_portion_item_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "item_id"],
                condition=Q(running=True),
                name="debits_a_bill_runs_in_one_batch",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="debits_portion_amount_is_positive"
            ),
        ]
        indexes = [models.Index(fields=["community_id", "line_id"], name="debits_portion_by_line")]

    def __str__(self) -> str:
        return f"{self.amount_fen} of item {self.item_id}"


class LeftOut(Scoped):
    """A due bill that a batch left out, and why."""

    append_only = True

    batch_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    amount_fen = MoneyField()
    because = models.TextField()

    class Meta:
        constraints = [
            belongs_to("batch_id", "debits.Batch", name="debits_left_out_batch_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "batch_id", "item_id"],
                name="debits_a_bill_is_left_out_once",
            ),
            _one_of("because", Because, name="debits_left_out_reason_is_known"),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id}: {self.because}"


class ReturnFile(Scoped):
    """An answer of the bank as it came in (回盘文件); the same bytes come in once."""

    append_only = True

    batch_id = models.BigIntegerField()
    lines = models.IntegerField()
    paid_lines = models.IntegerField()
    paid_fen = MoneyField()
    failed_lines = models.IntegerField()
    failed_fen = MoneyField()
    on = models.DateField()
    name = models.TextField()
    digest = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("batch_id", "debits.Batch", name="debits_return_batch_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "digest"], name="debits_a_return_comes_in_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of batch {self.batch_id}"


class Outcome(Scoped):
    """What the bank answered for a line: debited, or not and why; once, forever."""

    append_only = True

    line_id = models.BigIntegerField()
    return_id = models.BigIntegerField()
    paid = models.BooleanField()
    on = models.DateField()
    reason = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("line_id", "debits.Line", name="debits_outcome_line_is_known"),
            belongs_to("return_id", "debits.ReturnFile", name="debits_outcome_return_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "line_id"], name="debits_a_line_is_answered_once"
            ),
            _one_of("reason", Reason, name="debits_outcome_reason_is_known", or_blank=True),
            models.CheckConstraint(
                condition=Q(paid=True, reason="") | (Q(paid=False) & ~Q(reason="")),
                name="debits_a_failure_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id}: {'paid' if self.paid else self.reason}"


class Failure(Scoped):
    """A bill that was not debited, its how-manieth under the mandate, and what follows."""

    append_only = True

    line_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    mandate_id = models.BigIntegerField()
    tries = models.SmallIntegerField()
    next_on = models.DateField(null=True)
    next_is_last = models.BooleanField(default=False)
    ended = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to("line_id", "debits.Line", name="debits_failure_line_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "item_id", "mandate_id", "tries"],
                name="debits_tries_are_counted_once",
            ),
            models.CheckConstraint(condition=Q(tries__gte=1), name="debits_tries_count_from_one"),
            _one_of("ended", Ended, name="debits_failure_end_is_known", or_blank=True),
            models.CheckConstraint(
                condition=Q(next_on__isnull=False, ended="")
                | (Q(next_on__isnull=True) & ~Q(ended="")),
                name="debits_a_failure_is_retried_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id}, try {self.tries}"


class Notice(Scoped):
    """The owner is told that the next try is the last (末次扣款提醒), before the day of it."""

    append_only = True

    account_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    amount_fen = MoneyField()
    told_on = models.DateField()
    try_on = models.DateField()
    reason = models.TextField()

    class Meta:
        constraints = [
            belongs_to("line_id", "debits.Line", name="debits_notice_line_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "line_id"], name="debits_the_owner_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(told_on__lt=F("try_on")), name="debits_the_owner_is_told_before_the_try"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} before {self.try_on}"
