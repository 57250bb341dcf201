"""Offers by two people, the months they gift and the discounts they give."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_penalties_accrue"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
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
                ("name", models.TextField()),
                ("scheme", models.TextField()),
                ("starts_on", models.DateField()),
                ("until", models.DateField()),
                ("kinds", models.JSONField(default=list)),
                ("alone_fen", qingshou.platform.db.fields.MoneyField()),
                ("per_mille", models.SmallIntegerField(default=0)),
                ("each_fen", qingshou.platform.db.fields.MoneyField(default=0)),
                ("budget_fen", qingshou.platform.db.fields.MoneyField(default=0)),
                ("months_paid", models.SmallIntegerField(default=0)),
                ("months_gifted", models.SmallIntegerField(default=0)),
                ("unit", models.TextField(blank=True, default="")),
                ("approval_id", models.BigIntegerField()),
                ("maker", models.TextField()),
                ("checker", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "approval_id": "request_id",
                            "checker": "decided_by",
                            "maker": "made_by",
                        },
                        name="billing_offer_has_its_approval",
                        to="approvals.Use",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "name"), name="billing_offer_name_is_unique"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "id", "alone_fen"),
                        name="billing_offer_has_one_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maker", models.F("checker")), _negated=True),
                        name="billing_offer_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scheme__in", ["PREPAY_GIFT", "CAMPAIGN", "ROUNDING_OFF"]),
                            ("alone_fen__gte", 0),
                            ("budget_fen__gte", 0),
                            ("starts_on__lt", models.F("until")),
                        ),
                        name="billing_offer_is_plausible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
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
                ("offer_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("month", models.DateField()),
                ("paid_from", models.DateField()),
                ("paid_until", models.DateField()),
                ("monthly_fen", qingshou.platform.db.fields.MoneyField()),
                ("prepaid_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("promised_by", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="offer_id", name="billing_gift_has_its_offer", to="billing.Offer"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="billing_gift_has_its_account",
                        to="ledger.Account",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "account_id", "kind", "month"),
                        name="billing_a_month_is_gifted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month__day", 1), ("month__gte", models.F("paid_until"))
                        ),
                        name="billing_gift_follows_what_was_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discount",
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
                ("offer_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("gift_id", models.BigIntegerField(null=True)),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("alone_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("source_ref", models.TextField()),
                ("granted_by", models.TextField()),
                ("approval_id", models.BigIntegerField(null=True)),
                ("maker", models.TextField(null=True)),
                ("checker", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "item_id"], name="billing_discount_by_item"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={"alone_fen": "alone_fen", "offer_id": "id"},
                        name="billing_discount_has_its_offer",
                        to="billing.Offer",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="item_id", name="billing_discount_has_its_item", to="ledger.OpenItem"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="gift_id", name="billing_discount_has_its_gift", to="billing.Gift"
                    ),
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "approval_id": "request_id",
                            "checker": "decided_by",
                            "maker": "made_by",
                        },
                        name="billing_discount_has_its_approval",
                        to="approvals.Use",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "offer_id", "item_id"),
                        name="billing_an_offer_discounts_an_item_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="billing_discount_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approval_id__isnull", True),
                                ("checker__isnull", True),
                                ("maker__isnull", True),
                            ),
                            models.Q(
                                ("approval_id__isnull", False),
                                ("checker__isnull", False),
                                ("maker__isnull", False),
                                models.Q(("maker", models.F("checker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billing_discount_has_two_people_or_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__lte", models.F("alone_fen")),
                            ("approval_id__isnull", False),
                            _connector="OR",
                        ),
                        name="billing_a_large_discount_has_two_people",
                    ),
                ],
            },
        ),
        guards.append_only("billing_offer"),
        guards.append_only("billing_gift"),
        guards.append_only("billing_discount"),
        relations.publish("billing", "discount"),
    ]
