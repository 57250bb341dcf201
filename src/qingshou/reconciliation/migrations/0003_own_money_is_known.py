"""The company's own cash and its cards are told apart from payments; acquirers have dated terms."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0002_statements_stand"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardTerms",
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
                ("number", models.TextField()),
                ("acquirer", models.TextField(blank=True, default="")),
                ("since", models.DateField()),
                ("rate_millionths", models.IntegerField()),
                ("most_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("actor", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="match",
            name="reconciliation_match_tells_how",
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "how__in",
                        [
                            "NUMBER",
                            "EVIDENCE",
                            "PERSON",
                            "PAYOUT",
                            "FEE",
                            "BATCH",
                            "CASH",
                            "CARDS",
                            "SUSPENSE",
                        ],
                    )
                ),
                name="reconciliation_match_tells_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardterms",
            constraint=models.UniqueConstraint(
                fields=("community_id", "number", "since"),
                name="reconciliation_card_terms_are_set_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_millionths__gte", 0), ("rate_millionths__lte", 100000)),
                name="reconciliation_card_rate_is_plausible",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_fen__isnull", True), ("most_fen__gt", 0), _connector="OR"
                ),
                name="reconciliation_card_fee_has_a_real_limit",
            ),
        ),
        guards.append_only("reconciliation_cardterms"),
    ]
