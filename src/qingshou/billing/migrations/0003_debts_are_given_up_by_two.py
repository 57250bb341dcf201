"""What two people gave up, bound to their approval."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_time_is_counted_in_sql"),
        ("approvals", "0002_decisions_stand"),
        ("ledger", "0001_book"),
    ]

    operations = [
        migrations.CreateModel(
            name="Relief",
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
                ("account_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("way", models.TextField()),
                ("cause", models.TextField()),
                ("evidence", models.TextField()),
                ("approval_id", models.BigIntegerField()),
                ("maker", models.TextField()),
                ("checker", models.TextField()),
                ("request_id", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "item_id"], name="billing_relief_by_item")
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="item_id", name="billing_relief_has_its_item", to="ledger.OpenItem"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="entry_id", name="billing_relief_has_its_entry", to="ledger.Entry"
                    ),
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "approval_id": "request_id",
                            "checker": "decided_by",
                            "maker": "made_by",
                        },
                        name="billing_relief_has_its_approval",
                        to="approvals.Use",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "approval_id", "item_id"),
                        name="billing_relief_is_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maker", models.F("checker")), _negated=True),
                        name="billing_relief_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="billing_relief_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("way__in", ["WAIVER", "WRITE_OFF"]),
                            (
                                "cause__in",
                                [
                                    "HARDSHIP",
                                    "SERVICE_FAULT",
                                    "SETTLEMENT",
                                    "PENALTY_RELIEF",
                                    "POLICY",
                                    "DEBTOR_GONE",
                                    "TIME_BARRED",
                                    "COURT_ENDED",
                                    "UNECONOMIC",
                                ],
                            ),
                        ),
                        name="billing_relief_way_and_cause_are_known",
                    ),
                ],
            },
        ),
        guards.append_only("billing_relief"),
        relations.publish("billing", "relief"),
    ]
