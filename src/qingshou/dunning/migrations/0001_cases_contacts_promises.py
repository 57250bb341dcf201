"""Cases and their steps, contacts, promises, reasons, holds."""

import django.contrib.postgres.constraints
import django.db.models.constraints
from django.db import migrations, models

import qingshou.dunning.models
import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ids"), ("ledger", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("overdue_since", models.DateField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("closed_because", models.TextField(blank=True, default="")),
                ("stage", models.TextField(default="FIRST_CONTACT")),
                ("stage_since", models.DateField()),
                ("strategy", models.TextField()),
                ("waits_because", models.TextField(blank=True, default="")),
                ("look_again_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="dunning_case_by_account"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="dunning_case_account_is_known",
                        to="ledger.Account",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("community_id", "account_id"),
                        name="dunning_one_open_case_per_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_because", ""), ("closed_on__isnull", True)),
                            models.Q(
                                ("closed_because__in", ["PAID", "SMALL_REST"]),
                                ("closed_on__gte", models.F("opened_on")),
                            ),
                            _connector="OR",
                        ),
                        name="dunning_case_closes_after_it_opens_and_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overdue_since__lte", models.F("opened_on")),
                            ("stage_since__gte", models.F("opened_on")),
                        ),
                        name="dunning_case_opens_when_overdue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["FIRST_CONTACT", "FOLLOW_UP", "LEGAL"])),
                        name="dunning_case_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("channel", models.TextField()),
                ("direction", models.TextField(default="OUT")),
                ("outcome", models.TextField()),
                ("stage", models.TextField(blank=True, default="")),
                ("staff", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
                ("import_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id", "on"],
                        name="dunning_contact_by_account",
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="dunning_contact_account_is_known",
                        to="ledger.Account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    "PHONE",
                                    "SMS",
                                    "WECHAT",
                                    "VISIT",
                                    "LETTER",
                                    "NOTICE",
                                    "EMAIL",
                                    "VOICE",
                                    "HOTLINE",
                                ],
                            )
                        ),
                        name="dunning_contact_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["OUT", "IN"])),
                        name="dunning_contact_direction_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "REACHED",
                                    "NO_ANSWER",
                                    "PROMISED",
                                    "REFUSED",
                                    "DISPUTED",
                                    "WRONG_NUMBER",
                                    "DELIVERED",
                                    "RETURNED",
                                ],
                            )
                        ),
                        name="dunning_contact_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["", "FIRST_CONTACT", "FOLLOW_UP", "LEGAL"])
                        ),
                        name="dunning_contact_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "",
                                    "SERVICE",
                                    "HARDSHIP",
                                    "FORGOT",
                                    "MOVED",
                                    "VACANT",
                                    "PRICE",
                                    "NOT_INFORMED",
                                    "OWNERSHIP",
                                    "REFUSAL",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="dunning_contact_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField()),
                ("start", models.DateField()),
                ("until", models.DateField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="dunning_hold_by_account"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="dunning_hold_account_is_known",
                        to="ledger.Account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["DISPUTE", "HARDSHIP", "INSTALLMENT", "LEGAL"])
                        ),
                        name="dunning_hold_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("start")),
                            _connector="OR",
                        ),
                        name="dunning_hold_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("community_id", "account_id", "item_id", "reason"),
                        name="dunning_one_open_hold_per_matter",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("made_on", models.DateField()),
                ("promised_on", models.DateField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("grace_days", models.SmallIntegerField()),
                ("ends_on", models.DateField()),
                ("state", models.TextField(default="RUNNING")),
                ("judged_on", models.DateField(null=True)),
                ("actor", models.TextField()),
                ("import_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id", "made_on"],
                        name="dunning_promise_by_account",
                    ),
                    models.Index(
                        condition=models.Q(("state", "RUNNING")),
                        fields=["community_id", "ends_on"],
                        name="dunning_promise_running",
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="dunning_promise_account_is_known",
                        to="ledger.Account",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("ends_on__gt", models.F("made_on")), ("state", "RUNNING")
                        ),
                        deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                        expressions=[
                            (qingshou.dunning.models.DaysOfPromise(), "&&"),
                            (qingshou.dunning.models.SameCommunity(), "&&"),
                        ],
                        name="dunning_one_promise_runs_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("made_on")),
                            ("promised_on__gte", models.F("made_on")),
                        ),
                        name="dunning_promise_looks_ahead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="dunning_promise_names_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_on__isnull", True), ("state", "RUNNING")),
                            models.Q(
                                ("judged_on__isnull", False),
                                ("state__in", ["KEPT", "BROKEN", "REPLACED"]),
                            ),
                            _connector="OR",
                        ),
                        name="dunning_promise_is_judged_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReasonMark",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("reason", models.TextField()),
                ("actor", models.TextField()),
                ("import_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id", "-on", "-id"],
                        name="dunning_latest_reason",
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="dunning_reason_account_is_known",
                        to="ledger.Account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "SERVICE",
                                    "HARDSHIP",
                                    "FORGOT",
                                    "MOVED",
                                    "VACANT",
                                    "PRICE",
                                    "NOT_INFORMED",
                                    "OWNERSHIP",
                                    "REFUSAL",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="dunning_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageStep",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("place", models.SmallIntegerField()),
                ("follows", models.SmallIntegerField(null=True)),
                ("stage", models.TextField()),
                ("on", models.DateField()),
                ("because", models.TextField()),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="case_id", name="dunning_step_case_is_known", to="dunning.Case"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "case_id", "place"), name="dunning_no_stage_twice"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "case_id", "on"), name="dunning_one_step_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("follows__isnull", True), ("place", 1)),
                            (
                                "place",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("follows"), "+", models.Value(1)
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="dunning_step_follows_the_one_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", 1), ("stage", "FIRST_CONTACT")),
                            models.Q(("place", 2), ("stage", "FOLLOW_UP")),
                            models.Q(("place", 3), ("stage", "LEGAL")),
                            _connector="OR",
                        ),
                        name="dunning_stage_has_its_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("opened", models.IntegerField()),
                ("advanced", models.IntegerField()),
                ("stayed", models.IntegerField()),
                ("closed", models.IntegerField()),
                ("promises_judged", models.IntegerField()),
                ("actor", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "on"], name="dunning_watch_by_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "import_id"), name="dunning_import_withdrawn_once"
                    )
                ],
            },
        ),
    ]
