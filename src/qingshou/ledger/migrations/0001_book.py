"""The book: accounts, entries, postings, items, credits, settlements."""

from django.db import migrations, models

import qingshou.ledger.models
import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_ids")]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                ("code", models.TextField()),
                ("opened_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "code"), name="ledger_account_code_is_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Credit",
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
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("used_fen", qingshou.platform.db.fields.MoneyField(db_default=0)),
                ("on", models.DateField()),
                ("nature", qingshou.ledger.models.Code(db_collation="C")),
                ("channel", qingshou.ledger.models.Code(blank=True, db_collation="C", default="")),
                ("source_ref", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="ledger_credit_by_account"
                    ),
                    models.Index(
                        condition=models.Q(("used_fen__lt", models.F("amount_fen"))),
                        fields=["community_id", "account_id", "on"],
                        name="ledger_credit_unused",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), ("amount_fen__lte", 1000000000000)
                        ),
                        name="ledger_credit_amount_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_fen__gte", 0), ("used_fen__lte", models.F("amount_fen"))
                        ),
                        name="ledger_credit_used_is_within_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "nature__in",
                                [
                                    "RECEIPT",
                                    "OPENING",
                                    "REVERSAL",
                                    "WAIVER",
                                    "WRITE_OFF",
                                    "DISCOUNT",
                                ],
                            )
                        ),
                        name="ledger_credit_nature_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("source", qingshou.ledger.models.Code(db_collation="C")),
                ("source_ref", models.TextField()),
                ("memo", models.TextField(blank=True, default="")),
                ("reverses_id", models.BigIntegerField(null=True)),
                ("actor", models.TextField()),
                ("posted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="reverses_id",
                        name="ledger_entry_reverses_a_known_entry",
                        to="ledger.Entry",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "source", "source_ref"),
                        name="ledger_document_is_entered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "BILLING",
                                    "OPENING",
                                    "RECEIPT",
                                    "RECEIPT_IMPORT",
                                    "REVERSAL",
                                    "ADJUSTMENT",
                                    "SETTLEMENT",
                                ],
                            )
                        ),
                        name="ledger_entry_source_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenItem",
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
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("tax_fen", qingshou.platform.db.fields.MoneyField(db_default=0)),
                ("settled_fen", qingshou.platform.db.fields.MoneyField(db_default=0)),
                ("run_id", models.BigIntegerField(null=True)),
                ("price_id", models.BigIntegerField(null=True)),
                ("months_num", models.BigIntegerField(null=True)),
                ("months_den", models.BigIntegerField(null=True)),
                ("rounding_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("period_from", models.DateField()),
                ("period_until", models.DateField()),
                ("due_on", models.DateField()),
                ("posted_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("settled_from", models.DateField(null=True)),
                ("settled_until", models.DateField(null=True)),
                ("edition", models.SmallIntegerField(db_default=0)),
                ("nature", qingshou.ledger.models.Code(db_collation="C")),
                ("kind", qingshou.ledger.models.Code(db_collation="C")),
                ("channel", qingshou.ledger.models.Code(db_collation="C", null=True)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("price", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("factor", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=["community_id", "account_id"],
                        name="ledger_openitem_open",
                    ),
                    models.Index(
                        condition=models.Q(("closed_on__isnull", False)),
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
                        name="ledger_openitem_closed",
                    ),
                    models.Index(
                        fields=["community_id", "settled_until"],
                        condition=models.Q(("settled_from__lt", models.F("settled_until"))),
                        name="ledger_openitem_in_parts",
                    ),
                    models.Index(
                        condition=models.Q(("nature", "REFUND")),
                        fields=["community_id", "posted_on"],
                        name="ledger_openitem_refunds",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "period_from", "account_id", "kind", "edition"),
                        name="ledger_item_is_posted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), ("amount_fen__lte", 1000000000000)
                        ),
                        name="ledger_item_amount_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax_fen__gte", 0), ("tax_fen__lte", models.F("amount_fen"))
                        ),
                        name="ledger_item_tax_is_within_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_fen__gte", 0), ("settled_fen__lte", models.F("amount_fen"))
                        ),
                        name="ledger_item_settled_is_within_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", True),
                                ("settled_fen__lt", models.F("amount_fen")),
                            ),
                            models.Q(
                                ("closed_on__isnull", False),
                                ("settled_fen", models.F("amount_fen")),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_item_is_closed_when_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_from__lt", models.F("period_until"))),
                        name="ledger_item_period_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nature__in", ["CHARGE", "OPENING", "ADJUSTMENT", "REFUND"])
                        ),
                        name="ledger_item_nature_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("trace", models.DecimalField(decimal_places=0, max_digits=38)),
                ("month", models.DateField(null=True)),
                ("account_code", qingshou.ledger.models.Code(db_collation="C")),
                ("kind", qingshou.ledger.models.Code(blank=True, db_collation="C", default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "entry_id"], name="ledger_posting_by_entry"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="entry_id", name="ledger_posting_entry_is_known", to="ledger.Entry"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True),
                        name="ledger_posting_moves_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
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
                ("item_id", models.BigIntegerField()),
                ("credit_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("nature", qingshou.ledger.models.Code(db_collation="C")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "item_id"], name="ledger_settlement_by_item"
                    ),
                    models.Index(
                        fields=["community_id", "credit_id"], name="ledger_settlement_by_credit"
                    ),
                    models.Index(
                        fields=["community_id", "on"],
                        include=("item_id", "amount_fen"),
                        name="ledger_settlement_by_day",
                    ),
                    models.Index(
                        condition=models.Q(("amount_fen__lt", 0)),
                        fields=["community_id", "item_id", "credit_id"],
                        include=("on",),
                        name="ledger_settlement_taken_back",
                    ),
                    models.Index(
                        condition=models.Q(("nature__in", ["RECEIPT", "OPENING"]), _negated=True),
                        fields=["community_id", "item_id"],
                        name="ledger_settlement_relief",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True),
                        name="ledger_settlement_moves_something",
                    )
                ],
            },
        ),
    ]
