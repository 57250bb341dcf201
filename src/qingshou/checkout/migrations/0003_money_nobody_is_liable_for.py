"""Paid money that nobody is liable for waits in suspense, and the intent says so."""

from django.db import migrations, models

import qingshou.platform.db.scoped
from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0002_money_is_not_pooled"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="intent",
            name="checkout_intent_is_paid_exactly_with_a_receipt",
        ),
        migrations.AddField(
            model_name="intent",
            name="credit_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="intent",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="credit_id", name="checkout_intent_has_its_credit", to="ledger.Credit"
            ),
        ),
        migrations.AddConstraint(
            model_name="intent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            models.Q(("credit_id__isnull", True), ("receipt_id__isnull", False)),
                            models.Q(("credit_id__isnull", False), ("receipt_id__isnull", True)),
                            _connector="OR",
                        ),
                        ("paid_at__isnull", False),
                        ("state", "PAID"),
                    ),
                    models.Q(
                        models.Q(("state", "PAID"), _negated=True),
                        ("credit_id__isnull", True),
                        ("receipt_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="checkout_intent_is_paid_exactly_with_money_in_the_book",
            ),
        ),
        relations.publish("checkout", "unclaimed"),
    ]
