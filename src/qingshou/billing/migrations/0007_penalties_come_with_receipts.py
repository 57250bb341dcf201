"""Let a community decide that a payment posts what its payer bears."""

from django.db import migrations, models

import qingshou.platform.db.scoped
from qingshou.platform.db import guards


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_a_story_is_checked_where_it_begins")]

    operations = [
        migrations.CreateModel(
            name="PenaltyPostingRule",
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
                ("with_receipts", models.BooleanField()),
                ("since", models.DateField()),
                ("decided_by", models.TextField()),
                ("decided_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        guards.append_only("billing_penaltypostingrule"),
    ]
