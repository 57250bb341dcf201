"""Mandates, batches with frozen lines, and what banks answer."""

import django.contrib.postgres.constraints
import django.core.serializers.json
from django.db import migrations, models

import qingshou.debits.models
import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_ids"), ("ledger", "0001_book")]

    operations = [
        migrations.RunSQL(
            'CREATE TYPE debits_code_span AS RANGE (subtype = text, collation = "C");'
            "CREATE SEQUENCE debits_batch_number",
            "DROP SEQUENCE debits_batch_number; DROP TYPE debits_code_span",
        ),
        migrations.CreateModel(
            name="Mandate",
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
                ("limit_fen", qingshou.platform.db.fields.MoneyField()),
                ("monthly_fen", qingshou.platform.db.fields.MoneyField()),
                ("document", models.TextField()),
                ("bank", models.TextField()),
                ("bank_code", models.TextField(blank=True, default="")),
                ("holder", models.TextField()),
                ("number_sealed", models.TextField()),
                ("number_masked", models.TextField()),
                ("number_print", models.TextField()),
                ("signed_on", models.DateField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("revoked_on", models.DateField(null=True)),
                ("revoked_because", models.TextField(blank=True, default="")),
                ("revoked_by", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="debits_mandate_by_account"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="debits_mandate_account_is_known",
                        to="ledger.Account",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "document"),
                        name="debits_mandate_paper_is_used_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_fen__gt", 0), ("monthly_fen__gte", models.F("limit_fen"))
                        ),
                        name="debits_mandate_limits_are_above_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="debits_mandate_days_run_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_on__lte", models.F("since"))),
                        name="debits_mandate_is_signed_before_it_holds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_because", ""), ("revoked_on__isnull", True)),
                            models.Q(
                                ("revoked_on__isnull", False),
                                models.Q(("revoked_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="debits_mandate_is_revoked_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
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
                ("mandate_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "mandate_id"], name="debits_coverage_by_mandate"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="mandate_id",
                        name="debits_coverage_mandate_is_known",
                        to="debits.Mandate",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (qingshou.debits.models.DaysCovered(), "&&"),
                            (qingshou.debits.models.SameCommunity(), "&&"),
                            (qingshou.debits.models.SameAccount(), "&&"),
                            (qingshou.debits.models.SameKind(), "&&"),
                        ],
                        name="debits_one_mandate_covers_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="debits_coverage_days_run_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
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
                ("number", models.BigIntegerField()),
                ("lines", models.IntegerField()),
                ("total_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("state", models.TextField(default="BUILT")),
                ("sent_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("template", models.TextField()),
                (
                    "layout",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "number"), name="debits_batch_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lines__gt", 0), ("total_fen__gt", 0)),
                        name="debits_batch_debits_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["BUILT", "SENT", "PARTLY", "RETURNED", "WITHDRAWN"])
                        ),
                        name="debits_batch_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_on__isnull", True), ("state__in", ["BUILT", "WITHDRAWN"])
                            ),
                            models.Q(
                                ("sent_on__isnull", False),
                                ("state__in", ["SENT", "PARTLY", "RETURNED"]),
                            ),
                            _connector="OR",
                        ),
                        name="debits_batch_is_sent_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("state__in", ["RETURNED", "WITHDRAWN"]),
                            ),
                            models.Q(
                                ("closed_on__isnull", True),
                                ("state__in", ["BUILT", "SENT", "PARTLY"]),
                            ),
                            _connector="OR",
                        ),
                        name="debits_batch_is_closed_when_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("batch_id", models.BigIntegerField()),
                ("mandate_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("number", models.IntegerField()),
                ("reference", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "mandate_id"], name="debits_line_by_mandate"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="batch_id", name="debits_line_batch_is_known", to="debits.Batch"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="mandate_id",
                        name="debits_line_mandate_is_known",
                        to="debits.Mandate",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "batch_id", "number"),
                        name="debits_line_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "batch_id", "mandate_id"),
                        name="debits_a_mandate_is_used_once_in_a_batch",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "reference"), name="debits_line_reference_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="debits_line_amount_is_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portion",
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
                ("line_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("kind", models.TextField()),
                ("period_from", models.DateField()),
                ("period_until", models.DateField()),
                ("running", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "line_id"], name="debits_portion_by_line")
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="line_id", name="debits_portion_line_is_known", to="debits.Line"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="item_id", name="debits_portion_item_is_known", to="ledger.OpenItem"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("running", True)),
                        fields=("community_id", "item_id"),
                        name="debits_a_bill_runs_in_one_batch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="debits_portion_amount_is_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeftOut",
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
                ("batch_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("because", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="batch_id", name="debits_left_out_batch_is_known", to="debits.Batch"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "batch_id", "item_id"),
                        name="debits_a_bill_is_left_out_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "because__in",
                                [
                                    "HELD",
                                    "RUNNING",
                                    "NO_MANDATE",
                                    "KIND_NOT_COVERED",
                                    "MANDATE_RESTS",
                                    "ENDED",
                                    "NOT_YET",
                                    "ABOVE_LIMIT",
                                    "ABOVE_MONTH",
                                ],
                            )
                        ),
                        name="debits_left_out_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnFile",
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
                ("batch_id", models.BigIntegerField()),
                ("lines", models.IntegerField()),
                ("paid_lines", models.IntegerField()),
                ("paid_fen", qingshou.platform.db.fields.MoneyField()),
                ("failed_lines", models.IntegerField()),
                ("failed_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("name", models.TextField()),
                ("digest", models.TextField()),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="batch_id", name="debits_return_batch_is_known", to="debits.Batch"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "digest"), name="debits_a_return_comes_in_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
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
                ("line_id", models.BigIntegerField()),
                ("return_id", models.BigIntegerField()),
                ("paid", models.BooleanField()),
                ("on", models.DateField()),
                ("reason", models.TextField(blank=True, default="")),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="line_id", name="debits_outcome_line_is_known", to="debits.Line"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="return_id",
                        name="debits_outcome_return_is_known",
                        to="debits.ReturnFile",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "line_id"), name="debits_a_line_is_answered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "",
                                    "INSUFFICIENT_FUNDS",
                                    "LIMIT_EXCEEDED",
                                    "ACCOUNT_BLOCKED",
                                    "BANK_FAULT",
                                    "ACCOUNT_CLOSED",
                                    "NUMBER_WRONG",
                                    "NAME_MISMATCH",
                                    "MANDATE_MISSING",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="debits_outcome_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid", True), ("reason", "")),
                            models.Q(("paid", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="debits_a_failure_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Failure",
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
                ("line_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("mandate_id", models.BigIntegerField()),
                ("tries", models.SmallIntegerField()),
                ("next_on", models.DateField(null=True)),
                ("next_is_last", models.BooleanField(default=False)),
                ("ended", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="line_id", name="debits_failure_line_is_known", to="debits.Line"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "item_id", "mandate_id", "tries"),
                        name="debits_tries_are_counted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__gte", 1)), name="debits_tries_count_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended__in", ["", "REASON_LASTS", "TRIES_USED_UP"])),
                        name="debits_failure_end_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("next_on__isnull", False)),
                            models.Q(
                                ("next_on__isnull", True), models.Q(("ended", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="debits_a_failure_is_retried_or_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                ("line_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("told_on", models.DateField()),
                ("try_on", models.DateField()),
                ("reason", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="line_id", name="debits_notice_line_is_known", to="debits.Line"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "line_id"), name="debits_the_owner_is_told_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("told_on__lt", models.F("try_on"))),
                        name="debits_the_owner_is_told_before_the_try",
                    ),
                ],
            },
        ),
    ]
