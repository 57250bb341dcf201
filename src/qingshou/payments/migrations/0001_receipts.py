"""Receipts and their series; what stands on paper stands in the database."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_ids"), ("ledger", "0001_book")]

    operations = [
        migrations.CreateModel(
            name="Receipt",
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
                ("credit_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("import_id", models.BigIntegerField(null=True)),
                ("reverses_id", models.BigIntegerField(null=True)),
                ("on", models.DateField()),
                ("series", models.TextField()),
                ("channel", models.TextField()),
                ("cashier", models.TextField(blank=True, default="")),
                ("memo", models.TextField(blank=True, default="")),
                ("outside_number", models.TextField(blank=True, default="")),
                ("request_id", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="payments_receipt_by_account"
                    ),
                    models.Index(
                        fields=["community_id", "credit_id"], name="payments_receipt_by_credit"
                    ),
                    models.Index(
                        condition=models.Q(("import_id__isnull", False)),
                        fields=["community_id", "import_id"],
                        name="payments_receipt_by_import",
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="credit_id",
                        name="payments_receipt_has_its_credit",
                        to="ledger.Credit",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="reverses_id",
                        name="payments_reversal_has_its_receipt",
                        to="payments.Receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "series", "number"),
                        name="payments_receipt_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=("community_id", "reverses_id"),
                        name="payments_receipt_is_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="payments_receipt_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="payments_receipt_numbers_count_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                ["CASH", "TRANSFER", "POS", "WECHAT", "ALIPAY", "DEBIT", "OTHER"],
                            )
                        ),
                        name="payments_receipt_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("series__in", ["SJ", "LS", "HC"])),
                        name="payments_receipt_series_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverses_id__isnull", False), ("series", "HC")),
                            models.Q(
                                models.Q(("series", "HC"), _negated=True),
                                ("reverses_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_reversals_have_their_own_series",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptSeries",
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
                ("series", models.TextField()),
                ("next_number", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "series"), name="payments_series_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gte", 1)),
                        name="payments_series_counts_from_one",
                    ),
                ],
            },
        ),
    ]
