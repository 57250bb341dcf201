"""Tables of cases, steps, contacts, promises, reasons and holds; history is rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.db.models.constraints import Deferrable

from qingshou.dunning.rules.contacts import Channel, Direction, Outcome
from qingshou.dunning.rules.holds import HoldReason
from qingshou.dunning.rules.promises import PromiseState
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.stages import Because, Stage
from qingshou.platform.db import MoneyField, Scoped, belongs_to


def _one_of(
    column: str, codes: Iterable[StrEnum], *, name: str, or_blank: bool = False
) -> models.CheckConstraint:
    values = [*([""] if or_blank else []), *(code.value for code in codes)]
    return models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by what callers ask for."""

    def open(self) -> Self:
        """Leave out what is over."""
        return self.filter(closed_on__isnull=True)


class Case(Scoped):
    """One account's arrears, from the day they were noticed until they are settled (催收个案).

    ``overdue_since`` is the first overdue day: contacts from then on count for the case.
    ``stage`` repeats the latest step, ``waits_because`` and ``look_again_on`` the latest
    decision to stay, for today's list; what was so on a past day is read from the steps.
    """

    append_only = True
    editable_columns = (
        "closed_on",
        "closed_because",
        "stage",
        "stage_since",
        "waits_because",
        "look_again_on",
    )

    account_id = models.BigIntegerField()
    overdue_since = models.DateField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.TextField(default="", blank=True)
    stage = models.TextField(default=Stage.FIRST_CONTACT.value)
    stage_since = models.DateField()
    strategy = models.TextField()
    waits_because = models.TextField(default="", blank=True)
    look_again_on = models.DateField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="dunning_case_account_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "account_id"],
                condition=Q(closed_on__isnull=True),
                name="dunning_one_open_case_per_account",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_because="")
                | Q(
                    closed_on__gte=F("opened_on"),
                    closed_because__in=[Because.PAID.value, Because.SMALL_REST.value],
                ),
                name="dunning_case_closes_after_it_opens_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(overdue_since__lte=F("opened_on"), stage_since__gte=F("opened_on")),
                name="dunning_case_opens_when_overdue",
            ),
            _one_of("stage", Stage, name="dunning_case_stage_is_known"),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="dunning_case_by_account"),
        ]

    def __str__(self) -> str:
        return f"case {self.id}, account {self.account_id}"

    # Mutators: every way a single case can change.

    def close(self, *, because: Because, on: date) -> None:
        """Take the case off the list."""
        self.closed_on, self.closed_because = on, because.value
        self.waits_because, self.look_again_on = "", None
        self.save(update_fields=["closed_on", "closed_because", "waits_because", "look_again_on"])

    def wait(self, *, because: Because, until: date | None) -> None:
        """Leave the case where it is, and say why."""
        self.waits_because, self.look_again_on = because.value, until
        self.save(update_fields=["waits_because", "look_again_on"])

    def advance(self, *, to: Stage, on: date) -> None:
        """Enter a stage."""
        self.stage, self.stage_since = to.value, on
        self.waits_because, self.look_again_on = "", None
        self.save(update_fields=["stage", "stage_since", "waits_because", "look_again_on"])


class StageStep(Scoped):
    """A case entered a stage on a day: the history that every count is made from.

    ``place`` numbers the stages; a foreign key from each place to the one before it makes
    skipping impossible, a unique day makes two steps on one day impossible.
    """

    append_only = True

    case_id = models.BigIntegerField()
    place = models.SmallIntegerField()
    follows = models.SmallIntegerField(null=True)
    stage = models.TextField()
    on = models.DateField()
    because = models.TextField()
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("case_id", "dunning.Case", name="dunning_step_case_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "case_id", "place"], name="dunning_no_stage_twice"
            ),
            models.UniqueConstraint(
                fields=["community_id", "case_id", "on"], name="dunning_one_step_a_day"
            ),
            models.CheckConstraint(
                condition=Q(place=1, follows__isnull=True) | Q(place=F("follows") + 1),
                name="dunning_step_follows_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(place=1, stage=Stage.FIRST_CONTACT.value)
                | Q(place=2, stage=Stage.FOLLOW_UP.value)
                | Q(place=3, stage=Stage.LEGAL.value),
                name="dunning_stage_has_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} on {self.on}"


class Contact(Scoped):
    """One attempt to speak with a debtor, or one by the debtor (催收联系); never changed.

    ``stage`` is what the collector wrote, blank if nothing; it may differ from the case's.
    """

    append_only = True

    account_id = models.BigIntegerField()
    on = models.DateField()
    channel = models.TextField()
    direction = models.TextField(default=Direction.OUT.value)
    outcome = models.TextField()
    stage = models.TextField(default="", blank=True)
    staff = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    actor = models.TextField()
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="dunning_contact_account_is_known"),
            _one_of("channel", Channel, name="dunning_contact_channel_is_known"),
            _one_of("direction", Direction, name="dunning_contact_direction_is_known"),
            _one_of("outcome", Outcome, name="dunning_contact_outcome_is_known"),
            _one_of("stage", Stage, name="dunning_contact_stage_is_known", or_blank=True),
            _one_of("reason", Reason, name="dunning_contact_reason_is_known", or_blank=True),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id", "on"], name="dunning_contact_by_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome} on {self.on}"


class DaysOfPromise(models.Func):
    """The days a promise runs as a flat box above its account; two meet where such days do."""

    template = (
        "box(point(account_id, made_on - DATE '2000-01-01'),"
        " point(account_id, ends_on - DATE '2000-01-01' - 1))"
    )
    arity = 0


class SameCommunity(models.Func):
    """A community as a point: scalar equality for an exclusion without btree_gist."""

    template = "box(point(community_id, community_id), point(community_id, community_id))"
    arity = 0


class Promise(Scoped):
    """A promise to pay an amount by a day (承诺还款); it runs until, not including, ``ends_on``."""

    append_only = True
    editable_columns = ("ends_on", "state", "judged_on")

    account_id = models.BigIntegerField()
    made_on = models.DateField()
    promised_on = models.DateField()
    amount_fen = MoneyField()
    grace_days = models.SmallIntegerField()
    ends_on = models.DateField()
    state = models.TextField(default=PromiseState.RUNNING.value)
    judged_on = models.DateField(null=True)
    actor = models.TextField()
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="dunning_promise_account_is_known"),
            ExclusionConstraint(
                name="dunning_one_promise_runs_at_a_time",
                expressions=[(DaysOfPromise(), "&&"), (SameCommunity(), "&&")],
                condition=Q(state=PromiseState.RUNNING.value, ends_on__gt=F("made_on")),
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=Q(promised_on__gte=F("made_on"), ends_on__gte=F("made_on")),
                name="dunning_promise_looks_ahead",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="dunning_promise_names_an_amount"
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.RUNNING.value, judged_on__isnull=True)
                | Q(
                    state__in=[each.value for each in PromiseState if each != "RUNNING"],
                    judged_on__isnull=False,
                ),
                name="dunning_promise_is_judged_on_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id", "made_on"], name="dunning_promise_by_account"
            ),
            models.Index(
                fields=["community_id", "ends_on"],
                condition=Q(state=PromiseState.RUNNING.value),
                name="dunning_promise_running",
            ),
        ]

    def __str__(self) -> str:
        return f"promise of {self.promised_on}: {self.state}"


class ReasonMark(Scoped):
    """Why an account does not pay, as found on a day; the latest mark counts."""

    append_only = True

    account_id = models.BigIntegerField()
    on = models.DateField()
    reason = models.TextField()
    actor = models.TextField()
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="dunning_reason_account_is_known"),
            _one_of("reason", Reason, name="dunning_reason_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["community_id", "account_id", "-on", "-id"], name="dunning_latest_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.on}"


class Hold(Scoped):
    """A pause (暂缓) of an account, or of one charge only, from ``start`` to before ``until``.

    An open end has no ``until``; a release sets it. A hold that ends resumes by itself.
    """

    append_only = True
    editable_columns = ("until",)

    account_id = models.BigIntegerField()
    item_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    start = models.DateField()
    until = models.DateField(null=True)
    note = models.TextField(default="", blank=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            belongs_to("account_id", "ledger.Account", name="dunning_hold_account_is_known"),
            _one_of("reason", HoldReason, name="dunning_hold_reason_is_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("start")),
                name="dunning_hold_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["community_id", "account_id", "item_id", "reason"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="dunning_one_open_hold_per_matter",
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "account_id"], name="dunning_hold_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} from {self.start} until {self.until or 'further notice'}"


class Withdrawal(Scoped):
    """An import of contacts was taken back: its rows stay, relations leave them out."""

    append_only = True

    import_id = models.BigIntegerField()
    on = models.DateField()
    actor = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "import_id"], name="dunning_import_withdrawn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.import_id} withdrawn on {self.on}"


class Watch(Scoped):
    """A community's arrears were looked through on a day, with this result."""

    append_only = True

    on = models.DateField()
    opened = models.IntegerField()
    advanced = models.IntegerField()
    stayed = models.IntegerField()
    closed = models.IntegerField()
    promises_judged = models.IntegerField()
    actor = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["community_id", "on"], name="dunning_watch_by_day")]

    def __str__(self) -> str:
        return f"watch on {self.on}"
