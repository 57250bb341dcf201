"""What the nightly proofs found is kept."""

from django.db import migrations, models

import qingshou.platform.db.scoped
from qingshou.platform.db import guards


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_books_are_closed")]

    operations = [
        migrations.CreateModel(
            name="Proof",
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
                ("proved_at", models.DateTimeField()),
                ("findings", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "-proved_at"], name="ledger_proof_latest")
                ],
            },
        ),
        guards.append_only("ledger_proof"),
    ]
