"""Tables of fund accounts, statements, lines, matches, explanations and closed days."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db import MoneyField, Scoped, belongs_to
from qingshou.reconciliation.rules.differences import DifferenceKind
from qingshou.reconciliation.rules.lines import LineKind, Source
from qingshou.reconciliation.rules.matching import How, Ours

CHANNELS = (Channel.TRANSFER, Channel.WECHAT, Channel.ALIPAY)
"""The channels whose other side writes statements."""

MOST_RATE = 100_000
"""Ten per cent, in millionths: no acquirer takes more of a card payment."""


def _one_of(column: str, codes: Iterable[StrEnum], *, name: str) -> models.CheckConstraint:
    values = [code.value for code in codes]
    return models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)


class FundAccount(Scoped):
    """A place where a community's money is kept by somebody else: a bank account, a merchant.

    ``opening_fen`` is what it held when the book began to follow it.
    """

    append_only = True

    channel = models.TextField()
    number = models.TextField()
    bank = models.TextField(default="", blank=True)
    opened_on = models.DateField()
    opening_fen = MoneyField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "channel", "number"],
                name="reconciliation_fund_account_is_opened_once",
            ),
            _one_of("channel", CHANNELS, name="reconciliation_fund_account_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.number}"


class CardTerms(Scoped):
    """What an acquirer keeps of a card payment from a day on; the latest terms of a day count."""

    append_only = True

    number = models.TextField()
    acquirer = models.TextField(default="", blank=True)
    since = models.DateField()
    rate_millionths = models.IntegerField()
    most_fen = MoneyField(null=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "number", "since"],
                name="reconciliation_card_terms_are_set_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rate_millionths__gte=0, rate_millionths__lte=MOST_RATE),
                name="reconciliation_card_rate_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(most_fen__isnull=True) | Q(most_fen__gt=0),
                name="reconciliation_card_fee_has_a_real_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"cards of {self.number} since {self.since}"


class Statement(Scoped):
    """A file of a bank or a channel that was let in whole; taken back, it is withdrawn.

    ``waiting`` counts its lines that nothing is matched with.
    """

    append_only = True
    editable_columns = ("withdrawn_on", "settled_on", "waiting")

    fund_account_id = models.BigIntegerField()
    source = models.TextField()
    layout = models.TextField()
    file_name = models.TextField()
    sha256 = models.TextField()
    first_on = models.DateField()
    latest_on = models.DateField()
    lines = models.IntegerField()
    waiting = models.IntegerField(default=0)
    in_fen = MoneyField()
    out_fen = MoneyField()
    opening_fen = MoneyField(null=True)
    closing_fen = MoneyField(null=True)
    let_in_on = models.DateField()
    settled_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to(
                "fund_account_id",
                "reconciliation.FundAccount",
                name="reconciliation_statement_account_is_known",
            ),
            models.UniqueConstraint(
                fields=["community_id", "fund_account_id", "source", "sha256"],
                condition=Q(withdrawn_on__isnull=True),
                name="reconciliation_a_file_is_live_once",
            ),
            models.CheckConstraint(
                condition=Q(latest_on__gte=F("first_on")),
                name="reconciliation_statement_runs_forward",
            ),
            _one_of("source", Source, name="reconciliation_statement_source_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"


class Line(Scoped):
    """A line of a statement as it came; ``live`` is null once its statement was withdrawn.

    ``repeats`` marks a line that the other side lists twice; ``echo`` one that another statement
    of the same account has told already (a trade that comes again in the flow of funds).
    """

    append_only = True
    editable_columns = ("live", "echo")

    statement_id = models.BigIntegerField()
    fund_account_id = models.BigIntegerField()
    amount_fen = MoneyField()
    balance_fen = MoneyField(null=True)
    on = models.DateField()
    row_no = models.IntegerField()
    live = models.BooleanField(null=True, default=True)
    repeats = models.BooleanField(default=False)
    echo = models.BooleanField(default=False)
    kind = models.TextField()
    at = models.TextField(default="", blank=True)
    identity = models.TextField()
    serial = models.TextField(default="", blank=True)
    order_number = models.TextField(default="", blank=True)
    origin_number = models.TextField(default="", blank=True)
    payer_name = models.TextField(default="", blank=True)
    payer_account = models.TextField(default="", blank=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            belongs_to(
                "statement_id", "reconciliation.Statement", name="reconciliation_line_has_its_file"
            ),
            models.UniqueConstraint(
                fields=["community_id", "fund_account_id", "identity"],
                condition=Q(live=True),
                name="reconciliation_a_line_is_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(amount_fen=0), name="reconciliation_line_moves_something"
            ),
            _one_of("kind", LineKind, name="reconciliation_line_kind_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "fund_account_id", "on"], name="reconciliation_line_by_day"
            ),
            models.Index(
                fields=["community_id", "statement_id"], name="reconciliation_line_by_file"
            ),
            models.Index(
                fields=["community_id", "order_number"],
                condition=~Q(order_number=""),
                name="reconciliation_line_by_order",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.row_no} of statement {self.statement_id}"


class Match(Scoped):
    """What a line is in our book: a CREDIT (money in), an ITEM (money given back), a TRANSFER.

    ``made`` tells that the match itself booked it. Confidence counts basis points. A match that
    is taken back is released and stays. ``twin_id`` is the line at the other end of a payout.
    """

    append_only = True
    editable_columns = ("released_on",)

    line_id = models.BigIntegerField()
    part = models.IntegerField(default=1)
    amount_fen = MoneyField()
    fund_account_id = models.BigIntegerField()
    ours_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    twin_id = models.BigIntegerField(null=True)
    made = models.BooleanField(default=False)
    confidence_bp = models.IntegerField()
    on = models.DateField()
    released_on = models.DateField(null=True)
    how = models.TextField()
    ours = models.TextField()
    evidence = models.TextField(default="", blank=True)
    source_ref = models.TextField(default="", blank=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("line_id", "reconciliation.Line", name="reconciliation_match_has_its_line"),
            belongs_to("twin_id", "reconciliation.Line", name="reconciliation_match_has_its_twin"),
            models.UniqueConstraint(
                fields=["community_id", "line_id", "part"],
                condition=Q(released_on__isnull=True),
                name="reconciliation_a_line_is_matched_once",
            ),
            models.UniqueConstraint(
                fields=["community_id", "fund_account_id", "ours", "ours_id"],
                condition=Q(released_on__isnull=True),
                name="reconciliation_what_is_ours_is_matched_once",
            ),
            models.CheckConstraint(
                condition=Q(confidence_bp__gte=0, confidence_bp__lte=10_000),
                name="reconciliation_confidence_is_within_certainty",
            ),
            _one_of("how", How, name="reconciliation_match_tells_how"),
            _one_of("ours", Ours, name="reconciliation_match_tells_what_is_ours"),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id"],
                condition=Q(account_id__isnull=False),
                name="reconciliation_match_account",
            ),
            models.Index(
                fields=["community_id", "ours_id"],
                condition=Q(released_on__isnull=True),
                name="reconciliation_match_by_ours",
            ),
            models.Index(
                fields=["community_id", "line_id"],
                condition=Q(released_on__isnull=True, how=How.SUSPENSE.value),
                name="reconciliation_match_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how} of line {self.line_id}"


class Explanation(Scoped):
    """A difference that a person has looked into, with the reason; the sheet then counts it."""

    append_only = True

    fund_account_id = models.BigIntegerField()
    on = models.DateField()
    kind = models.TextField()
    subject = models.TextField()
    amount_fen = MoneyField()
    reason = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to(
                "fund_account_id",
                "reconciliation.FundAccount",
                name="reconciliation_explanation_account_is_known",
            ),
            models.UniqueConstraint(
                fields=["community_id", "fund_account_id", "on", "kind", "subject"],
                name="reconciliation_a_difference_is_explained_once",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="reconciliation_an_explanation_says_why"
            ),
            _one_of("kind", DifferenceKind, name="reconciliation_explanation_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} on {self.on}"


class ClosedDay(Scoped):
    """A day of a fund account on which nothing was left unexplained, as it was closed."""

    append_only = True

    fund_account_id = models.BigIntegerField()
    on = models.DateField()
    opening_fen = MoneyField()
    in_fen = MoneyField()
    out_fen = MoneyField()
    closing_fen = MoneyField()
    differences = models.IntegerField()
    difference_fen = MoneyField()
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to(
                "fund_account_id",
                "reconciliation.FundAccount",
                name="reconciliation_closed_day_account_is_known",
            ),
            models.UniqueConstraint(
                fields=["community_id", "fund_account_id", "on"],
                name="reconciliation_a_day_is_closed_once",
            ),
            models.CheckConstraint(
                condition=Q(closing_fen=F("opening_fen") + F("in_fen") - F("out_fen")),
                name="reconciliation_a_closed_day_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} of fund account {self.fund_account_id}"
